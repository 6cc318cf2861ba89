import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ProxySetup, startProxy } from './connect-proxy.ts';
import { type Endpoint, type Listener, listen } from './listener.ts';
import { RequestLog } from './request-log.ts';

const running: Listener[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
});

const anywhere = { address: '127.0.0.1', port: 0 };

async function start(setup: Partial<ProxySetup> = {}) {
  const origin = await listen(
    createServer((request, response) => response.end(`${request.method} ${request.headers.host}${request.url}`)),
    anywhere,
  );
  const log = new RequestLog();
  const route = (host: string) => (host === 'cmg.contoso.com' ? origin.endpoint : undefined);
  const proxy = await startProxy({ at: anywhere, route, ...setup }, log);
  running.push(origin, proxy);
  return { at: proxy.endpoint, log };
}

/** Sends words one after the other, each when something has come back, and gives all that was heard. */
function converse({ address, port }: Endpoint, ...words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const rest = [...words];
    let heard = '';
    const next = () => {
      const word = rest.shift();
      if (word !== undefined) socket.write(word);
    };
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      next();
    });
    socket.on('error', () => resolve(heard));
    socket.on('close', () => resolve(heard));
    next();
  });
}

const tunnel = (host = 'cmg.contoso.com', more = '') =>
  `CONNECT ${host}:443 HTTP/1.1\r\nhost: ${host}:443\r\n${more}\r\n`;
const request = 'GET /hello HTTP/1.1\r\nhost: cmg.contoso.com\r\nconnection: close\r\n\r\n';

describe('CONNECT', () => {
  test('carries on what comes after it', async () => {
    const { at, log } = await start();
    const heard = await converse(at, tunnel(), request);
    expect(heard).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(heard).toContain('GET cmg.contoso.com/hello');
    expect(log.entries('proxy')).toMatchObject([{ protocol: 'connect', what: 'CONNECT cmg.contoso.com:443' }]);
  });

  test('wants to know who', async () => {
    const { at } = await start({ credential: 'adele:secret' });
    expect(await converse(at, tunnel())).toMatch(
      /^HTTP\/1\.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate/,
    );
    const credential = `proxy-authorization: Basic ${Buffer.from('adele:secret').toString('base64')}\r\n`;
    expect(await converse(at, tunnel('cmg.contoso.com', credential), request)).toContain('200 Connection established');
  });

  test('is forbidden', async () => {
    const { at } = await start({ forbidden: ['cmg.contoso.com'] });
    expect(await converse(at, tunnel())).toMatch(/^HTTP\/1\.1 403 Forbidden/);
  });

  test('leads nowhere', async () => {
    const { at } = await start();
    expect(await converse(at, tunnel('nobody.contoso.com'))).toMatch(/^HTTP\/1\.1 503 /);
  });
});

test('a plain request goes by its absolute URL', async () => {
  const { at, log } = await start();
  const heard = await converse(
    at,
    'GET http://cmg.contoso.com/ca.crl HTTP/1.1\r\nhost: cmg.contoso.com\r\nconnection: close\r\n\r\n',
  );
  expect(heard).toMatch(/via: 1\.1 proxy\.contoso\.com/i);
  expect(heard).toContain('GET cmg.contoso.com/ca.crl');
  expect(log.entries('proxy')).toMatchObject([{ protocol: 'http', what: 'GET http://cmg.contoso.com/ca.crl' }]);
});
