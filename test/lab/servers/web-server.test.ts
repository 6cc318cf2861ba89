import { connect } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { keyPem, toPem } from '../pki/certificate.ts';
import { buildHierarchy } from '../pki/hierarchy.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { Endpoint, Listener } from './listener.ts';
import { RequestLog } from './request-log.ts';
import { startWebServer, type TlsSetup, type WebServerSetup } from './web-server.ts';

const { root, issuing, server } = buildHierarchy({}, new Date());
const tls = (...chain: readonly Uint8Array[]): TlsSetup => ({
  key: keyPem(server.key),
  certificates: toPem(server.der, ...chain),
});

const running: Listener[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
});

async function start(setup: Partial<WebServerSetup> = {}, answer: HttpAnswer = { status: 200, body: 'hello' }) {
  const log = new RequestLog();
  const at = { address: '127.0.0.1', port: 0 };
  const listener = await startWebServer({ name: 'test', at, handle: () => answer, ...setup }, log);
  running.push(listener);
  return { at: listener.endpoint, log };
}

interface Heard {
  readonly head: string;
  readonly body: Buffer;
  readonly error?: string;
}

/** Speaks plain bytes and listens until the other side closes, or for `waitMs` when that is given. */
function speak({ address, port }: Endpoint, words: string, waitMs?: number): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const chunks: Buffer[] = [];
    const done = (error?: string) => {
      clearTimeout(timer);
      socket.destroy();
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      resolve({
        head: all.toString('latin1', 0, end < 0 ? all.length : end),
        body: end < 0 ? Buffer.alloc(0) : all.subarray(end + 4),
        ...(error ? { error } : {}),
      });
    };
    const timer = waitMs === undefined ? undefined : setTimeout(done, waitMs, 'silence');
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code));
    socket.on('end', () => done());
    socket.write(words);
  });
}

const get = 'GET /ca.crl HTTP/1.1\r\nhost: PKI.contoso.com:80\r\nconnection: close\r\n\r\n';

/** DER of what the server sent, in its order. */
function handshake({ address, port }: Endpoint, options = {}): Promise<TLSSocket | { error: string }> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: address, port, rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? 'unknown' }));
    socket.once('close', () => resolve({ error: 'closed' }));
  });
}

describe('answers', () => {
  test('a plain one, and the request is noted', async () => {
    const { at, log } = await start();
    const { head, body } = await speak(at, get);
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(body.toString()).toBe('hello');
    expect(log.entries()).toMatchObject([{ server: 'test', protocol: 'http', what: 'GET pki.contoso.com/ca.crl' }]);
  });

  test('a reason phrase word for word', async () => {
    const { at } = await start({}, { status: 401, reason: 'CMGService_Invalid_Token' });
    expect((await speak(at, get)).head).toMatch(/^HTTP\/1\.1 401 CMGService_Invalid_Token\r\n/);
  });

  test('a compressed one', async () => {
    const { at } = await start({}, { status: 200, body: 'hello', coding: 'gzip' });
    const { head, body } = await speak(at, get);
    expect(head).toMatch(/content-encoding: gzip/i);
    expect(gunzipSync(body).toString()).toBe('hello');
  });

  test('an oversized one', async () => {
    const { at } = await start({}, { status: 200, body: '{', paddingBytes: 3_000_000 });
    expect((await speak(at, get)).body).toHaveLength(3_000_001);
  });

  test('a slow one', async () => {
    const { at } = await start({}, { status: 200, body: 'a'.repeat(100), afterMs: 5, dripMs: 1 });
    expect((await speak(at, get)).body).toHaveLength(100);
  });

  test('a wrong clock', async () => {
    const { at } = await start({ clockOffsetMs: 3 * 86_400_000 });
    const date = /^date: (.*)$/im.exec((await speak(at, get)).head)?.[1] ?? '';
    expect(Math.abs(Date.parse(date) - Date.now() - 3 * 86_400_000)).toBeLessThan(60_000);
  });

  test('a cut-off one', async () => {
    const { at } = await start({}, 'cut-off');
    const { head, body } = await speak(at, get);
    expect(head).toMatch(/content-length: 1000/i);
    expect(body).toHaveLength(3);
  });

  test('none', async () => {
    const { at } = await start({}, 'hang');
    expect(await speak(at, get, 40)).toMatchObject({ head: '', error: 'silence' });
  });

  test('a reset', async () => {
    const { at } = await start({}, 'reset');
    expect(await speak(at, get)).toMatchObject({ error: 'ECONNRESET' });
  });
});

describe('what happens below HTTP', () => {
  test('TLS, with the certificates in the order given', async () => {
    const { at } = await start({ tls: tls(root.der, issuing.der) });
    const socket = (await handshake(at, { servername: 'cmg.contoso.com' })) as TLSSocket;
    const sent: (Buffer | undefined)[] = [];
    for (let one = socket.getPeerX509Certificate(); one && sent.length < 5; one = one.issuerCertificate)
      sent.push(one.raw);
    socket.destroy();
    expect(sent).toEqual([server.der, root.der, issuing.der]);
  });

  test('TLS without the intermediate', async () => {
    const { at } = await start({ tls: tls() });
    const socket = (await handshake(at)) as TLSSocket;
    expect(socket.getPeerX509Certificate()?.issuerCertificate).toBeUndefined();
    socket.destroy();
  });

  test('old TLS only', async () => {
    const { at } = await start({ tls: { ...tls(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } });
    expect(await handshake(at)).toHaveProperty('error');
    const old = await handshake(at, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect((old as TLSSocket).getProtocol()).toBe('TLSv1.1');
    (old as TLSSocket).destroy();
  });

  test('a stapled OCSP response', async () => {
    const { at } = await start({ tls: { ...tls(), stapledOcsp: Buffer.from('staple') } });
    const stapled = await new Promise((resolve) => {
      const socket = connectTls({ host: at.address, port: at.port, rejectUnauthorized: false, requestOCSP: true });
      socket.once('OCSPResponse', (response) => {
        socket.destroy();
        resolve(response);
      });
    });
    expect(stapled).toEqual(Buffer.from('staple'));
  });

  test.each([
    ['plain-http', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['resets', 'ECONNRESET'],
    ['closes', 'ECONNRESET'],
    ['babbles', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['alerts', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
  ] as const)('%s', async (manner, error) => {
    const { at } = await start({ tls: tls(), manner });
    expect(await handshake(at)).toEqual({ error });
  });

  test('hangs', async () => {
    const { at } = await start({ tls: tls(), manner: 'hangs' });
    expect(await speak(at, 'hello', 40)).toMatchObject({ head: '', error: 'silence' });
  });
});

test('a distant server takes at least a round trip for the connection and one for the answer', async () => {
  const { at } = await start({ delayMs: 30 });
  const startedAt = performance.now();
  expect((await speak(at, get)).body.toString()).toBe('hello');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(58);
});
