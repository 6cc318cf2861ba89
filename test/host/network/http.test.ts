import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../../src/host/network/http.ts';
import type { HttpOutcome, HttpRequest } from '../../../src/host/ports.ts';
import { local, type Running, selfSigned, serverOptions, tcpServer } from './local-servers.ts';

const generous = 20_000;
const signal = new AbortController().signal;
const http = createHttp({ lookup: () => Promise.reject(new Error('nobody looks up')) });
const running: Running[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serving(listener: RequestListener, secure?: ReturnType<typeof serverOptions>): Promise<number> {
  const server = secure ? createHttpsServer(secure, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, local, resolve));
  const { port } = server.address() as AddressInfo;
  running.push({
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
  return port;
}

async function raw(...pieces: readonly (string | Buffer)[]): Promise<number> {
  const server = await tcpServer((socket) =>
    socket.once('data', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        // One segment each: what arrives in pieces must be read as one.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket.end();
    }),
  );
  running.push(server);
  return server.port;
}

function get(port: number, request: Partial<HttpRequest> = {}, scheme = 'http'): Promise<HttpOutcome> {
  return http.request(
    {
      url: `${scheme}://${local}:${port}/a?b=c`,
      method: 'GET',
      timeoutMs: generous,
      maxBytes: 1000,
      maxRedirects: 0,
      ...request,
    },
    signal,
  );
}

const text = (outcome: HttpOutcome) =>
  outcome.status === 'answered' ? Buffer.from(outcome.body).toString('latin1') : outcome;

describe('answers', () => {
  test('the reason phrase word for word, even in two segments', async () => {
    const port = await raw(
      'HTTP/1.1 401 CMGServ',
      'ice_Invalid_Token\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 2\r\n\r\nhi',
    );
    expect(await get(port)).toMatchObject({
      status: 'answered',
      statusCode: 401,
      statusText: 'CMGService_Invalid_Token',
      headers: { 'x-one': '1, 2' },
      truncated: false,
      url: `http://${local}:${port}/a?b=c`,
    });
  });

  test('method, headers and body as given', async () => {
    const seen: unknown[] = [];
    const port = await serving((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(
          request.method,
          request.url,
          request.headers['user-agent'],
          request.headers.host,
          Buffer.concat(chunks).toString(),
        );
        response.end();
      });
    });
    await get(port, { method: 'POST', body: Buffer.from('question'), headers: { 'user-agent': 'SMS CCM 5.0' } });
    expect(seen).toEqual(['POST', '/a?b=c', 'SMS CCM 5.0', `${local}:${port}`, 'question']);
  });

  test('HEAD has no body to wait for', async () => {
    const port = await serving((_request, response) => {
      response.setHeader('content-length', '500');
      response.end();
    });
    expect(await get(port, { method: 'HEAD' })).toMatchObject({
      status: 'answered',
      headers: { 'content-length': '500' },
    });
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('%s is undone', async (coding, compress) => {
    const port = await serving((_request, response) => {
      response.setHeader('content-encoding', coding);
      response.end(compress(Buffer.from('plain')));
    });
    expect(text(await get(port))).toBe('plain');
  });
});

describe('bounds', () => {
  test('a body is cut at maxBytes, exactly that many are whole', async () => {
    const port = await serving((_request, response) => response.end(Buffer.alloc(1000, 'x')));
    expect(await get(port)).toMatchObject({ truncated: false });
    expect(await get(port, { maxBytes: 999 })).toMatchObject({ truncated: true, body: { length: 999 } });
  });

  test('a bomb is cut after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const port = await serving((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(bomb);
    });
    expect(await get(port)).toMatchObject({ truncated: true, body: { length: 1000 } });
  });

  test('compressed nothing without end', async () => {
    const nothing = gzipSync(Buffer.alloc(0));
    const port = await serving((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      const more = () => {
        while (!response.destroyed && response.write(Buffer.concat(Array(500).fill(nothing))));
      };
      response.on('drain', more);
      more();
    });
    expect(await get(port)).toMatchObject({ truncated: true, body: { length: 0 } });
  });

  test('headers without end', async () => {
    const port = await raw(`HTTP/1.1 200 OK\r\n${'X-A: 1\r\n'.repeat(10_000)}`);
    expect(await get(port)).toEqual({ status: 'malformed-response', detail: 'HPE_HEADER_OVERFLOW' });
  });

  test('a body without end ends by the time limit', async () => {
    const port = await serving((_request, response) => response.write('x'));
    expect(await get(port, { timeoutMs: 200 })).toMatchObject({ status: 'timed-out', layer: 'http' });
  });

  test('an aborted request ends at once', async () => {
    const port = await serving(() => {});
    const controller = new AbortController();
    const url = `http://${local}:${port}/`;
    const outcome = http.request(
      { url, method: 'GET', timeoutMs: generous, maxBytes: 1, maxRedirects: 0 },
      controller.signal,
    );
    setTimeout(() => controller.abort(), 50);
    expect(await outcome).toMatchObject({ status: 'timed-out' });
  });
});

describe('no answers', () => {
  test.each([
    ['no HTTP', ['SSH-2.0-OpenSSH\r\n'], 'malformed-response'],
    [
      'a broken coding',
      ['HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain'],
      'malformed-response',
    ],
    ['an early end', ['HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nplain'], 'reset'],
    ['another protocol', ['HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'], 'malformed-response'],
    ['an end without a word', [], 'reset'],
  ])('%s', async (_name, pieces, status) => {
    expect(await get(await raw(...pieces))).toMatchObject({ status });
  });

  test.each(['ftp://pki.contoso.com/ca.crl', 'ldap:///CN=CA', 'http://[', 'file:///etc/passwd'])(
    '%s is no place to go',
    async (url) => {
      expect(
        await http.request({ url, method: 'GET', timeoutMs: generous, maxBytes: 1, maxRedirects: 0 }, signal),
      ).toEqual({
        status: 'unreachable',
        address: '',
        code: 'ERR_INVALID_URL',
      });
    },
  );
});

describe('redirects', () => {
  const redirecting = (location: (port: number) => string) =>
    serving((request, response) => {
      if (request.url === '/end') {
        response.end(`secret=${request.headers['x-secret'] ?? 'none'}`);
        return;
      }
      response.writeHead(302, { location: location(request.socket.localPort ?? 0) });
      response.end();
    });

  test('followed as far as the caller allows', async () => {
    const port = await redirecting(() => '/end');
    expect(await get(port, { maxRedirects: 1, headers: { 'x-secret': 's' } })).toMatchObject({
      statusCode: 200,
      url: `http://${local}:${port}/end`,
    });
    expect(await get(port)).toMatchObject({ status: 'answered', statusCode: 302, headers: { location: '/end' } });
  });

  test('in a circle', async () => {
    const port = await redirecting(() => '/again');
    expect(await get(port, { maxRedirects: 3 })).toMatchObject({ status: 'too-many-redirects' });
  });

  test('headers do not follow to another server', async () => {
    const second = await redirecting(() => '/end');
    const first = await redirecting(() => `http://${local}:${second}/end`);
    expect(text(await get(first, { maxRedirects: 1, headers: { 'x-secret': 's' } }))).toBe('secret=none');
  });

  test('away from http is an answer like any other', async () => {
    const port = await redirecting(() => 'file:///etc/passwd');
    expect(await get(port, { maxRedirects: 3 })).toMatchObject({ status: 'answered', statusCode: 302 });
  });
});

describe('TLS', () => {
  const leaf = selfSigned('cmg.contoso.com');
  const sha256 = createHash('sha256').update(leaf.der).digest('hex');

  test('the peer that was agreed on', async () => {
    const port = await serving((_request, response) => response.end('hello'), serverOptions(leaf));
    expect(text(await get(port, { peerSha256: sha256 }, 'https'))).toBe('hello');
  });

  test('another peer is told nothing', async () => {
    let asked = 0;
    const port = await serving((_request, response) => {
      asked += 1;
      response.end();
    }, serverOptions(leaf));
    expect(await get(port, { peerSha256: '00'.repeat(32) }, 'https')).toEqual({
      status: 'peer-changed',
      address: local,
    });
    expect(asked).toBe(0);
  });

  test('a pinned peer is not followed to plain HTTP', async () => {
    const port = await serving((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' });
      response.end();
    }, serverOptions(leaf));
    expect(await get(port, { peerSha256: sha256, maxRedirects: 3 }, 'https')).toMatchObject({ statusCode: 302 });
  });

  test('plain HTTP where TLS should be', async () => {
    const port = await serving((_request, response) => response.end());
    expect(await get(port, {}, 'https')).toMatchObject({ status: 'not-tls' });
  });
});

describe('through a proxy', () => {
  test('plain HTTP by absolute URL, with the host of the target', async () => {
    const seen: (string | undefined)[] = [];
    const port = await serving((request, response) => {
      seen.push(request.url, request.headers.host);
      response.end('crl');
    });
    const outcome = await get(0, { url: 'http://pki.contoso.com/ca.crl', proxy: { host: local, port } });
    expect(text(outcome)).toBe('crl');
    expect(seen).toEqual(['http://pki.contoso.com/ca.crl', 'pki.contoso.com']);
  });

  test('407', async () => {
    const port = await serving((_request, response) => {
      response.writeHead(407, 'Proxy Authentication Required');
      response.end();
    });
    expect(await get(0, { url: 'http://pki.contoso.com/ca.crl', proxy: { host: local, port } })).toEqual({
      status: 'proxy-refused',
      statusCode: 407,
      statusText: 'Proxy Authentication Required',
    });
  });
});
