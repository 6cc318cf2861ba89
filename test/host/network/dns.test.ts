import { describe, expect, test } from '@jest/globals';
import type { Packet } from 'dns-packet';
import { createDns } from '../../../src/host/network/dns.ts';
import { createServerLookup } from '../../../src/host/network/server-lookup.ts';
import type { DnsAnswer, RecordType } from '../../../src/host/ports.ts';
import { type DnsBehaviour, dnsServer, local, type Running, response } from './local-servers.ts';

const name = 'cmg.contoso.com';
const target = 'cmg.westeurope.cloudapp.azure.com';
const a = (owner: string, data: string) => ({ type: 'A', name: owner, ttl: 60, data }) as const;
const cname = (owner: string, data: string) => ({ type: 'CNAME', name: owner, ttl: 300, data }) as const;
const soa = (zone: string) =>
  ({
    type: 'SOA',
    name: zone,
    ttl: 60,
    data: { mname: `ns.${zone}`, rname: `admin.${zone}`, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  }) as const;

const dns = createDns({
  lookup: () => Promise.reject(new Error('nobody looks up')),
  configuredServers: () => Promise.resolve([]),
});
/** Long enough that no machine is too slow for it. */
const generous = 20_000;

async function asked(
  behaviour: DnsBehaviour,
  options: { readonly type?: RecordType; readonly tcp?: DnsBehaviour; readonly timeoutMs?: number } = {},
): Promise<DnsAnswer> {
  const server = await dnsServer(behaviour, options.tcp ?? behaviour);
  try {
    return await dns.query(
      { kind: 'dns', address: local, port: server.port },
      { name, type: options.type ?? 'A' },
      { timeoutMs: options.timeoutMs ?? generous },
      new AbortController().signal,
    );
  } finally {
    await server.close();
  }
}

describe('one question to one server', () => {
  test('an address behind a CNAME, records in any order', async () => {
    const answer = await asked((query, reply) =>
      reply(response(query, [a(target, '203.0.113.10'), cname(name.toUpperCase(), target)])),
    );
    expect(answer).toMatchObject({ status: 'answered', transport: 'udp', records: [{ type: 'A' }, { data: target }] });
  });

  test('CNAME asked for itself', async () => {
    expect(
      await asked((query, reply) => reply(response(query, [cname(name, target)])), { type: 'CNAME' }),
    ).toMatchObject({
      status: 'answered',
      records: [{ name, type: 'CNAME', ttl: 300, data: target }],
    });
  });

  test('a CNAME without an address is no answer', async () => {
    expect(await asked((query, reply) => reply(response(query, [cname(name, target)])))).toMatchObject({
      status: 'no-data',
      records: [{ data: target }],
    });
  });

  test('NXDOMAIN names the zone that says so, and a chain that leads to nothing is kept', async () => {
    const answer = await asked((query, reply) =>
      reply(response(query, [cname(name, target)], 3, { authorities: [soa('azure.com')] })),
    );
    expect(answer).toMatchObject({
      status: 'nxdomain',
      records: [
        { type: 'CNAME', data: target },
        { type: 'SOA', name: 'azure.com' },
      ],
    });
  });

  test.each([
    [2, { status: 'servfail' }],
    [5, { status: 'refused', rcode: 'REFUSED' }],
    [4, { status: 'refused', rcode: 'NOTIMP' }],
  ])('rcode %i', async (rcode, expected) => {
    expect(await asked((query, reply) => reply(response(query, [], rcode)))).toMatchObject(expected);
  });

  test('a server that knows no EDNS is asked again without', async () => {
    const seen: (number | undefined)[] = [];
    const answer = await asked((query, reply) => {
      seen.push(query.additionals?.length);
      reply(
        query.additionals?.length
          ? response(query, [], 1, { questions: [] })
          : response(query, [a(name, '203.0.113.1')]),
      );
    });
    expect(answer.status).toBe('answered');
    expect(seen).toEqual([1, 0]);
  });

  test('a truncated answer is asked for again over TCP: 500 records', async () => {
    const many = Array.from({ length: 500 }, (_, index) => a(name, `198.51.${index >> 8}.${index & 255}`));
    const answer = await asked((query, reply) => reply(response(query, [], 0, { flags: 0x0380 })), {
      tcp: (query, reply) => reply(response(query, many)),
    });
    expect(answer).toMatchObject({ status: 'answered', transport: 'tcp' });
    expect(answer).toHaveProperty('records.length', 500);
  });
});

describe('servers that must not be believed', () => {
  test('another id, another question, a question instead of an answer and garbage are passed over', async () => {
    const answer = await asked((query, reply) => {
      reply({ ...response(query, [a(name, '192.0.2.66')]), id: ((query.id ?? 0) + 1) & 0xffff });
      reply({
        ...response(query, [a('evil.example', '192.0.2.66')]),
        questions: [{ name: 'evil.example', type: 'A' }],
      });
      reply({ ...response(query), type: 'query' });
      reply(Buffer.from('HTTP/1.1 400 Bad Request'));
      reply(response(query, [a(name, '203.0.113.10')]));
    });
    expect(answer).toMatchObject({ status: 'answered', records: [{ data: '203.0.113.10' }] });
  });

  test('nothing but garbage is malformed in the end', async () => {
    expect(await asked((_query, reply) => reply(Buffer.from([1, 2, 3])), { timeoutMs: 300 })).toMatchObject({
      status: 'malformed',
    });
  });

  test('compression pointers in a circle', async () => {
    const answer = await asked(
      (query, reply) => {
        const header = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
        header.writeUInt16BE(query.id ?? 0, 0);
        reply(Buffer.concat([header, Buffer.from([0xc0, 12, 0, 1, 0, 1])]));
      },
      { timeoutMs: 300 },
    );
    expect(answer).toMatchObject({ status: 'malformed' });
  });

  test('a CNAME loop is no answer and keeps its links', async () => {
    const answer = await asked((query, reply) => reply(response(query, [cname(name, target), cname(target, name)])));
    expect(answer).toMatchObject({ status: 'no-data', records: [{ data: target }, { data: name }] });
  });

  test('silence', async () => {
    expect(await asked(() => {}, { timeoutMs: 200 })).toMatchObject({ status: 'timed-out', transport: 'udp' });
  });

  test('truncated, and nobody on TCP but silence', async () => {
    expect(
      await asked((query, reply) => reply(response(query, [], 0, { flags: 0x0380 })), {
        tcp: () => {},
        timeoutMs: 400,
      }),
    ).toMatchObject({ status: 'timed-out', transport: 'tcp' });
  });

  const truncated: DnsBehaviour = (query, reply) => reply(response(query, [], 0, { flags: 0x0380 }));

  test('truncated, and TCP is hung up on', async () => {
    expect(await asked(truncated, { tcp: (_query, _reply, hangUp) => hangUp() })).toMatchObject({
      status: 'unreachable',
      code: 'CLOSED',
      transport: 'tcp',
    });
  });

  test('truncated, and over TCP one foreign answer after the other', async () => {
    const flood: DnsBehaviour = (query, reply) => {
      for (let count = 0; count < 20; count += 1) reply({ ...response(query), id: ((query.id ?? 0) + 1) & 0xffff });
    };
    expect(await asked(truncated, { tcp: flood })).toMatchObject({ status: 'unreachable', code: 'UNRELATED' });
  });

  test('truncated, and the right answer over TCP after a foreign one', async () => {
    const late: DnsBehaviour = (query, reply) => {
      reply({ ...response(query), id: ((query.id ?? 0) + 1) & 0xffff });
      reply(response(query, [a(name, '203.0.113.10')]));
    };
    expect(await asked(truncated, { tcp: late })).toMatchObject({ status: 'answered', transport: 'tcp' });
  });

  test('truncated, and nobody on TCP', async () => {
    const closed = await dnsServer(() => {});
    await closed.close();
    const server = await dnsServer(truncated);
    let dialled = 0;
    const halfway = createDns({
      lookup: () => Promise.reject(new Error('nobody looks up')),
      configuredServers: () => Promise.resolve([]),
      dial: () => {
        dialled += 1;
        return { address: local, port: dialled === 1 ? server.port : closed.port };
      },
    });
    const answer = await halfway.query(
      { kind: 'dns', address: '10.20.0.53', port: 53 },
      { name, type: 'A' },
      { timeoutMs: generous },
      new AbortController().signal,
    );
    expect(answer).toMatchObject({ status: 'unreachable', code: 'TCP_refused' });
    await server.close();
  });

  test('a network without that address family', async () => {
    const answer = await dns.query(
      { kind: 'dns', address: '2001:db8:ffff::53', port: 53 },
      { name, type: 'A' },
      { timeoutMs: 300 },
      new AbortController().signal,
    );
    expect(['unreachable', 'timed-out']).toContain(answer.status);
  });

  test('a question that was given up before it began', async () => {
    const answer = await dns.query(
      { kind: 'dns', address: local, port: 9 },
      { name, type: 'A' },
      { timeoutMs: generous },
      AbortSignal.abort(),
    );
    expect(answer.status).toBe('timed-out');
  });

  test('an answer that comes too late is not read', async () => {
    const late: ReturnType<typeof setTimeout>[] = [];
    const answer = await asked(
      (query, reply) => late.push(setTimeout(() => reply(response(query, [a(name, '203.0.113.10')])), 400)),
      { timeoutMs: 200 },
    );
    expect(answer).toMatchObject({ status: 'timed-out' });
    for (const timer of late) clearTimeout(timer);
  });

  test('a lost datagram is sent again', async () => {
    let count = 0;
    const answer = await asked((query, reply) => {
      count += 1;
      if (count > 1) reply(response(query, [a(name, '203.0.113.10')]));
    });
    expect(answer.status).toBe('answered');
  });

  test('a closed port', async () => {
    const server = await dnsServer(() => {});
    await server.close();
    const answer = await dns.query(
      { kind: 'dns', address: local, port: server.port },
      { name, type: 'A' },
      { timeoutMs: generous },
      new AbortController().signal,
    );
    expect(answer).toMatchObject({ status: 'unreachable', code: 'ECONNREFUSED' });
  });

  test('an aborted question ends at once', async () => {
    const server = await dnsServer(() => {});
    const controller = new AbortController();
    const answer = dns.query(
      { kind: 'dns', address: local, port: server.port },
      { name, type: 'A' },
      { timeoutMs: generous },
      controller.signal,
    );
    controller.abort();
    expect(await answer).toMatchObject({ status: 'timed-out' });
    await server.close();
  });

  test.each(['', 'a..b', `${'x'.repeat(64)}.com`, 'b\u00fccher.example', Array(130).fill('aa').join('.')])(
    'a name that fits no question: %j',
    async (bad) => {
      expect(
        await dns.query(
          { kind: 'dns', address: local, port: 9 },
          { name: bad, type: 'A' },
          { timeoutMs: generous },
          new AbortController().signal,
        ),
      ).toMatchObject({ status: 'malformed' });
    },
  );
});

describe('a lookup at one server', () => {
  const answering = (behaviour: (type: string | undefined, query: Packet) => Packet) => async () => {
    const server: Running = await dnsServer((query, reply) => reply(behaviour(query.questions?.[0]?.type, query)));
    const lookup = createServerLookup({ kind: 'dns', address: local, port: server.port }, dns.query);
    try {
      return await lookup(name, { timeoutMs: generous }, new AbortController().signal);
    } finally {
      await server.close();
    }
  };

  test('both families', async () => {
    const found = await answering((type, query) =>
      type === 'A'
        ? response(query, [a(name, '203.0.113.10')])
        : response(query, [{ type: 'AAAA', name, data: '2001:db8::1' }]),
    )();
    expect(found).toMatchObject({ status: 'answered', addresses: ['203.0.113.10', '2001:db8::1'] });
  });

  test('no such name', async () => {
    expect(await answering((_type, query) => response(query, [], 3))()).toMatchObject({ status: 'not-found' });
  });

  test('a server that fails', async () => {
    expect(await answering((_type, query) => response(query, [], 2))()).toMatchObject({ status: 'failed' });
  });
});
