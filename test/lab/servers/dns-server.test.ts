import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type DecodedPacket, decode, encode } from 'dns-packet';
import { answerDnsOverHttps, dohPath } from './dns-over-https.ts';
import { type DnsServerSetup, startDnsServer } from './dns-server.ts';
import type { Zone } from './dns-zone.ts';
import type { Endpoint, Listener } from './listener.ts';
import { RequestLog } from './request-log.ts';

const zone: Zone = {
  'cmg.contoso.com': { cname: 'cmg.westeurope.cloudapp.azure.com' },
  'cmg.westeurope.cloudapp.azure.com': { a: ['203.0.113.10'] },
  'dangling.contoso.com': { cname: 'gone.contoso.com' },
  'loop.contoso.com': { cname: 'loop2.contoso.com' },
  'loop2.contoso.com': { cname: 'loop.contoso.com' },
  'empty.contoso.com': { rcode: 'NODATA' },
  'broken.contoso.com': { rcode: 'SERVFAIL' },
  'closed.contoso.com': { rcode: 'REFUSED' },
  'v6.contoso.com': { aaaa: ['2001:db8::1'] },
  '*.wild.contoso.com': { a: ['203.0.113.7'] },
  'many.contoso.com': { a: Array.from({ length: 500 }, (_, index) => `203.0.113.${index % 250}`) },
  'short.contoso.com': { a: ['203.0.113.10'], manner: 'truncated' },
  'silent.contoso.com': { a: ['203.0.113.10'], manner: 'silent' },
  'late.contoso.com': { a: ['203.0.113.10'], manner: 'late', lateMs: 30 },
  'wrong-id.contoso.com': { a: ['203.0.113.10'], manner: 'wrong-id' },
  'forged.contoso.com': { a: ['203.0.113.10'], manner: 'forged-first' },
  'other.contoso.com': { a: ['203.0.113.10'], manner: 'wrong-question' },
  'garbage.contoso.com': { a: ['203.0.113.10'], manner: 'garbage' },
};

const running: Listener[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((listener) => listener.stop()));
});

async function server(setup: Partial<DnsServerSetup> = {}) {
  const log = new RequestLog();
  const at = { address: '127.0.0.1', port: 0 };
  const listener = await startDnsServer({ name: 'test', at, zone, ...setup }, log);
  running.push(listener);
  return { at: listener.endpoint, log };
}

const ID = 4711;
const question = (name: string, type: 'A' | 'AAAA' | 'CNAME' = 'A') =>
  encode({ type: 'query', id: ID, flags: 256, questions: [{ name, type }] });

/** All datagrams that come back within the time. */
function askUdp(at: Endpoint, message: Buffer, waitMs = 40): Promise<Buffer[]> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const replies: Buffer[] = [];
    socket.on('message', (reply) => replies.push(reply));
    socket.send(message, at.port, at.address);
    setTimeout(() => socket.close(() => resolve(replies)), waitMs);
  });
}

function askTcp(at: Endpoint, message: Buffer): Promise<DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: at.address, port: at.port });
    const chunks: Buffer[] = [];
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      socket.destroy();
      resolve(decode(all.subarray(2)));
    });
  });
}

const data = (packet: DecodedPacket | undefined) =>
  (packet?.answers ?? []).map((answer) => ('data' in answer ? answer.data : undefined));

describe('what a name answers', () => {
  test.each([
    ['cmg.contoso.com', 'A', 'NOERROR', ['cmg.westeurope.cloudapp.azure.com', '203.0.113.10']],
    ['CMG.contoso.com', 'CNAME', 'NOERROR', ['cmg.westeurope.cloudapp.azure.com']],
    ['cmg.contoso.com', 'AAAA', 'NOERROR', ['cmg.westeurope.cloudapp.azure.com']],
    ['nobody.contoso.com', 'A', 'NXDOMAIN', []],
    ['dangling.contoso.com', 'A', 'NXDOMAIN', ['gone.contoso.com']],
    ['loop.contoso.com', 'A', 'NOERROR', ['loop2.contoso.com', 'loop.contoso.com']],
    ['empty.contoso.com', 'A', 'NOERROR', []],
    ['broken.contoso.com', 'A', 'SERVFAIL', []],
    ['closed.contoso.com', 'A', 'REFUSED', []],
    ['v6.contoso.com', 'AAAA', 'NOERROR', ['2001:db8::1']],
    ['v6.contoso.com', 'A', 'NOERROR', []],
    ['any.wild.contoso.com', 'A', 'NOERROR', ['203.0.113.7']],
  ] as const)('%s %s: %s', async (name, type, rcode, expected) => {
    const { at } = await server();
    const packet = await askTcp(at, question(name, type));
    expect(packet).toMatchObject({ id: ID, type: 'response', rcode });
    expect(data(packet)).toEqual(expected);
  });

  test('a negative answer names its zone', async () => {
    const { at } = await server();
    const { authorities } = await askTcp(at, question('nobody.contoso.com'));
    expect(authorities).toMatchObject([{ type: 'SOA', name: 'contoso.com' }]);
  });
});

describe('how an answer comes', () => {
  const first = async (name: string) => {
    const { at } = await server();
    return (await askUdp(at, question(name))).map((reply) => reply);
  };

  test('over UDP, and it is noted', async () => {
    const { at, log } = await server();
    const [reply] = await askUdp(at, question('cmg.contoso.com'));
    expect(reply && decode(reply)).toMatchObject({ id: ID, rcode: 'NOERROR', flag_tc: false });
    expect(log.entries('test')).toEqual([{ server: 'test', protocol: 'udp', what: 'A cmg.contoso.com' }]);
  });

  test('too long for UDP: truncated, then whole over TCP', async () => {
    const { at } = await server();
    const [reply] = await askUdp(at, question('many.contoso.com'));
    expect(reply && decode(reply)).toMatchObject({ flag_tc: true, answers: [] });
    expect((await askTcp(at, question('many.contoso.com'))).answers).toHaveLength(500);
  });

  test('truncated on purpose', async () => {
    const [reply] = await first('short.contoso.com');
    expect(reply && decode(reply)).toMatchObject({ flag_tc: true, answers: [] });
  });

  test('never', async () => {
    expect(await first('silent.contoso.com')).toEqual([]);
  });

  test('late', async () => {
    const { at } = await server();
    const [reply] = await askUdp(at, question('late.contoso.com'), 500);
    expect(data(reply && decode(reply))).toEqual(['203.0.113.10']);
  });

  test('with another id', async () => {
    const replies = await first('wrong-id.contoso.com');
    expect(replies.map((reply) => decode(reply).id)).toEqual([ID + 1]);
  });

  test('forged, and then right', async () => {
    const replies = await first('forged.contoso.com');
    expect(replies.map((reply) => [decode(reply).id, ...data(decode(reply))])).toEqual([
      [ID + 1, '192.0.2.66'],
      [ID, '203.0.113.10'],
    ]);
  });

  test('to another question', async () => {
    const [reply] = await first('other.contoso.com');
    expect(reply && decode(reply).questions).toMatchObject([{ name: 'another.example.net' }]);
  });

  test('as no DNS at all', async () => {
    const [reply] = await first('garbage.contoso.com');
    expect(reply?.toString('latin1')).toContain('no DNS message');
  });

  test('not at all when the question is none', async () => {
    const { at } = await server();
    expect(await askUdp(at, Buffer.from('hello'))).toEqual([]);
  });
});

describe('a whole server', () => {
  test.each([
    ['servfail', 'SERVFAIL'],
    ['refused', 'REFUSED'],
  ] as const)('%s', async (whole, rcode) => {
    const { at } = await server({ whole });
    expect(await askTcp(at, question('cmg.contoso.com'))).toMatchObject({ rcode });
  });

  test('silent', async () => {
    const { at } = await server({ whole: 'silent' });
    expect(await askUdp(at, question('cmg.contoso.com'))).toEqual([]);
  });

  test('without TCP', async () => {
    const { at } = await server({ udpOnly: true });
    await expect(askTcp(at, question('cmg.contoso.com'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('DNS over HTTPS', () => {
  const asked = { host: 'doh', headers: {} };
  const answer = (url: string, method: string, body: Buffer = Buffer.alloc(0)) =>
    answerDnsOverHttps(zone, { ...asked, url, method, body });

  test.each([
    ['POST', dohPath, question('cmg.contoso.com')],
    ['GET', `${dohPath}?dns=${question('cmg.contoso.com').toString('base64url')}`, undefined],
  ])('by %s', (method, url, body) => {
    const result = answer(url, method, body);
    expect(result).toMatchObject({ status: 200, headers: { 'content-type': 'application/dns-message' } });
    const bytes = typeof result === 'object' ? Buffer.from(result.body ?? '') : Buffer.alloc(0);
    expect(data(decode(bytes))).toContain('203.0.113.10');
  });

  test('nothing else is there', () => {
    expect(answer('/', 'GET')).toEqual({ status: 404 });
  });
});
