import { createServer as createPlainServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { decode, encode } from 'dns-packet';
import { createDns } from '../../../src/host/network/dns.ts';
import type { DnsAnswer } from '../../../src/host/ports.ts';
import { local, response, selfSigned, serverOptions } from './local-servers.ts';

const name = 'cmg.contoso.com';
const options = serverOptions(selfSigned('doh.example.net'));
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

interface Asked {
  readonly method: string | undefined;
  readonly type: string | undefined;
  readonly body: Buffer;
}
interface Told {
  readonly status?: number;
  readonly type?: string;
  readonly body: Uint8Array;
}

const answer = (asked: Asked): Told => ({
  body: encode(response(decode(asked.body), [{ type: 'A', name, ttl: 60, data: '203.0.113.10' }])),
});

/** A resolver on a free port, as HTTP/2 only, HTTPS/1.1 or plain HTTP. */
async function resolver(kind: 'h2' | 'https' | 'http', tell: (asked: Asked) => Told): Promise<string> {
  const listener = (
    request: {
      method?: string;
      headers: Record<string, unknown>;
      on(event: 'data' | 'end', run: (chunk: Buffer) => void): unknown;
    },
    reply: { writeHead(status: number, headers: Record<string, string>): unknown; end(body: Uint8Array): unknown },
  ) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const told = tell({
        method: request.method,
        type: String(request.headers['content-type']),
        body: Buffer.concat(chunks),
      });
      reply.writeHead(told.status ?? 200, { 'content-type': told.type ?? 'application/dns-message' });
      reply.end(told.body);
    });
  };
  const server: Server =
    kind === 'h2'
      ? (createSecureServer({ ...options, allowHTTP1: false }, listener as never) as unknown as Server)
      : kind === 'https'
        ? createHttpsServer(options, listener as never)
        : createPlainServer(listener as never);
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket: { destroy(): void }) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, local, resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return `${kind === 'http' ? 'http' : 'https'}://doh.example.net:${(server.address() as AddressInfo).port}/dns-query`;
}

const dns = createDns({
  lookup: () => Promise.resolve({ status: 'answered', addresses: [local], durationMs: 1 }),
  configuredServers: () => Promise.resolve([]),
});

function asked(url: string, timeoutMs = 20_000): Promise<DnsAnswer> {
  return dns.query({ kind: 'https', url }, { name, type: 'A' }, { timeoutMs }, new AbortController().signal);
}

describe('DNS over HTTPS', () => {
  test.each(['h2', 'https', 'http'] as const)('an answer over %s', async (kind) => {
    const seen: Asked[] = [];
    const url = await resolver(kind, (question) => {
      seen.push(question);
      return answer(question);
    });
    expect(await asked(url)).toMatchObject({
      status: 'answered',
      transport: 'https',
      records: [{ data: '203.0.113.10' }],
    });
    expect(seen).toMatchObject([{ method: 'POST', type: 'application/dns-message' }]);
  });

  test.each<[string, (question: Asked) => Told, object]>([
    ['an error page', () => ({ status: 403, body: Buffer.from('no') }), { status: 'unreachable', code: 'HTTP_403' }],
    [
      'a portal’s page',
      () => ({ type: 'text/html', body: Buffer.from('<html>') }),
      { status: 'unreachable', code: 'NOT_DNS' },
    ],
    ['no DNS message', () => ({ body: Buffer.from('x') }), { status: 'malformed' }],
    ['too much', () => ({ body: Buffer.alloc(100_000) }), { status: 'unreachable', code: 'NOT_DNS' }],
  ])('%s', async (_name, tell, expected) => {
    for (const kind of ['https', 'h2'] as const)
      expect(await asked(await resolver(kind, tell))).toMatchObject(expected);
  });

  test('nobody there', async () => {
    const url = await resolver('http', answer);
    await Promise.all(open.splice(0).map((close) => close()));
    expect(await asked(url)).toMatchObject({ status: 'unreachable', code: 'REFUSED' });
  });
});
