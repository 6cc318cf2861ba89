import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { createTls } from '../../../src/host/network/tls.ts';
import type { TlsOutcome, TlsRequest } from '../../../src/host/ports.ts';
import { local, type Running, selfSigned, serverOptions, tcpServer, tlsServer } from './local-servers.ts';

const name = 'cmg.contoso.com';
const leaf = selfSigned(name);
const other = selfSigned('other.contoso.com');
const generous = 20_000;
const signal = new AbortController().signal;
const noLookup = () => Promise.reject(new Error('nobody looks up'));

async function shake(server: Running, request: Partial<TlsRequest> = {}): Promise<TlsOutcome> {
  try {
    return await createTls({ lookup: noLookup }).handshake(
      { address: local, port: server.port, serverName: name, timeoutMs: generous, ...request },
      signal,
    );
  } finally {
    await server.close();
  }
}

const digest = (der: Uint8Array) => createHash('sha256').update(der).digest('hex');

describe('what the server presents', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: certificates as sent, duplicates and strangers included',
    async (version) => {
      const options: TlsOptions = {
        ...serverOptions(leaf, other, other, leaf),
        minVersion: version,
        maxVersion: version,
      };
      const outcome = await shake(await tlsServer(options));
      expect(outcome).toMatchObject({ status: 'connected', protocol: version, address: local });
      const sent = outcome.status === 'connected' ? outcome.certificates.map(digest) : [];
      expect(sent).toEqual([leaf, other, other, leaf].map(({ der }) => digest(der)));
    },
  );

  test('the name goes along, an address does not', async () => {
    const names: string[] = [];
    const options = (): TlsOptions => ({
      ...serverOptions(leaf),
      SNICallback: (asked, callback) => {
        names.push(asked);
        callback(null);
      },
    });
    await shake(await tlsServer(options()));
    expect(await shake(await tlsServer(options()), { serverName: local })).toMatchObject({ status: 'connected' });
    expect(names).toEqual([name]);
  });

  test('a stapled OCSP response', async () => {
    const server = await tlsServer(serverOptions(leaf), undefined, Buffer.from('stapled'));
    const outcome = await shake(server);
    expect(outcome.status === 'connected' && Buffer.from(outcome.stapledOcsp ?? []).toString()).toBe('stapled');
  });

  test('a short key and a SHA-1 signature are collected, not refused', async () => {
    const weak = selfSigned('weak.contoso.com', 'rsa-1024', 'sha1');
    expect(await shake(await tlsServer({ ...serverOptions(weak), ciphers: 'DEFAULT@SECLEVEL=0' }))).toMatchObject({
      status: 'connected',
    });
  });

  test('a server that wants a client certificate', async () => {
    const server = await tlsServer({ ...serverOptions(leaf), requestCert: true, rejectUnauthorized: true });
    expect(await shake(server)).toMatchObject({ status: 'connected' });
  });
});

describe('where it ends', () => {
  test('plain HTTP', async () => {
    const server = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await shake(server)).toEqual({ status: 'not-tls', address: local });
  });

  test.each(['220 smtp.contoso.com ESMTP\r\n', 'SSH-2.0-OpenSSH_9.2\r\n', '\0\0\0\0\0\0\0\0\0\0'])(
    'a server that says %j',
    async (greeting) => {
      const server = await tcpServer((socket) => socket.write(greeting));
      expect(await shake(server)).toEqual({ status: 'not-tls', address: local });
    },
  );

  test('an alert that says: no such version', async () => {
    const protocolVersion = Buffer.from([0x15, 3, 1, 0, 2, 2, 70]);
    const server = await tcpServer((socket) => socket.once('data', () => socket.end(protocolVersion)));
    expect(await shake(server)).toMatchObject({ status: 'protocol-unsupported' });
  });

  test('TLS 1.1 at most', async () => {
    const server = await tlsServer({
      ...serverOptions(leaf),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL@SECLEVEL=0',
    });
    expect(await shake(server)).toMatchObject({ status: 'protocol-unsupported' });
  });

  test('an alert', async () => {
    const handshakeFailure = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);
    const server = await tcpServer((socket) => socket.once('data', () => socket.end(handshakeFailure)));
    expect(await shake(server)).toEqual({
      status: 'alert',
      address: local,
      detail: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    });
  });

  test('cut off in the handshake, by an end and by a reset', async () => {
    const ending = await tcpServer((socket) => socket.once('data', () => socket.end()));
    expect(await shake(ending)).toMatchObject({ status: 'reset', layer: 'tls' });
    const resetting = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await shake(resetting)).toMatchObject({ status: 'reset', layer: 'tls' });
  });

  test('silence after the connection', async () => {
    expect(await shake(await tcpServer(() => {}), { timeoutMs: 200 })).toMatchObject({
      status: 'timed-out',
      layer: 'tls',
    });
  });

  test('a closed port', async () => {
    const server = await tcpServer(() => {});
    await server.close();
    expect(await shake(server)).toMatchObject({ status: 'refused', address: local, layer: 'tcp' });
  });

  test('a name nobody knows', async () => {
    const tls = createTls({ lookup: () => Promise.resolve({ status: 'not-found', code: 'ENOTFOUND', durationMs: 1 }) });
    expect(await tls.handshake({ address: name, port: 443, serverName: name, timeoutMs: generous }, signal)).toEqual({
      status: 'name-not-resolved',
      host: name,
      lookup: { status: 'not-found', code: 'ENOTFOUND', durationMs: 1 },
    });
  });
});

describe('addresses of a name', () => {
  test('the one that answers wins; where it really goes is nobody else’s business', async () => {
    const server = await tlsServer(serverOptions(leaf));
    const dead = await tcpServer(() => {});
    await dead.close();
    const tls = createTls({
      lookup: () => Promise.resolve({ status: 'answered', addresses: ['2001:db8::1', '203.0.113.10'], durationMs: 1 }),
      dial: (address) => ({ address: local, port: address === '203.0.113.10' ? server.port : dead.port }),
    });
    expect(
      await tls.handshake({ address: name, port: 443, serverName: name, timeoutMs: generous }, signal),
    ).toMatchObject({
      status: 'connected',
      address: '203.0.113.10',
    });
    await server.close();
  });
});

describe('through a proxy', () => {
  async function proxy(onConnect: (authority: string) => number | 'tunnel', target: number): Promise<Running> {
    const server: Server = createHttpServer();
    server.on('connect', (request, socket) => {
      const decision = onConnect(request.url ?? '');
      if (decision !== 'tunnel') {
        socket.end(`HTTP/1.1 ${decision} Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\r\n`);
        return;
      }
      const upstream = connect(target, local, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, local, resolve));
    return {
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise<void>((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  }

  test('CONNECT carries the name, and the handshake goes to the far end', async () => {
    const far = await tlsServer(serverOptions(leaf));
    const authorities: string[] = [];
    const near = await proxy((authority) => {
      authorities.push(authority);
      return 'tunnel';
    }, far.port);
    const outcome = await createTls({ lookup: noLookup }).handshake(
      { address: name, port: 443, serverName: name, proxy: { host: local, port: near.port }, timeoutMs: generous },
      signal,
    );
    expect(outcome).toMatchObject({ status: 'connected' });
    expect(authorities).toEqual([`${name}:443`]);
    await Promise.all([near.close(), far.close()]);
  });

  test('a proxy that wants to know who asks', async () => {
    const near = await proxy(() => 407, 0);
    expect(await shake({ port: 443, close: near.close }, { proxy: { host: local, port: near.port } })).toEqual({
      status: 'proxy-refused',
      statusCode: 407,
      statusText: 'Proxy Authentication Required',
    });
  });

  test('a proxy that hangs up, and one that was given up on', async () => {
    const rude = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await shake({ port: 443, close: rude.close }, { proxy: { host: local, port: rude.port } })).toMatchObject({
      status: 'reset',
      layer: 'proxy',
    });
    const aborted = await createTls({ lookup: noLookup }).handshake(
      { address: name, port: 443, serverName: name, proxy: { host: local, port: 9 }, timeoutMs: generous },
      AbortSignal.abort(),
    );
    expect(aborted).toMatchObject({ status: 'timed-out' });
  });

  test('a proxy that is none, and one that says nothing', async () => {
    const odd = await tcpServer((socket) => socket.end('220 smtp\r\n'));
    expect(await shake({ port: 443, close: odd.close }, { proxy: { host: local, port: odd.port } })).toMatchObject({
      status: 'proxy-refused',
      statusCode: 0,
    });
    const silent = await tcpServer(() => {});
    const request = { proxy: { host: local, port: silent.port }, timeoutMs: 200 };
    expect(await shake({ port: 443, close: silent.close }, request)).toMatchObject({
      status: 'timed-out',
      layer: 'proxy',
    });
  });
});
