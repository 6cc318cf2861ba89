import { describe, expect, test } from '@jest/globals';
import type { DnsAnswer, DnsQuestion, DnsServer, HttpOutcome, TlsOutcome } from '../../src/host/ports.ts';
import type { SimulatedDevice, SimulatedRoutes } from '../../src/host/simulated/device.ts';
import { createSimulatedHost, type NetworkFactory } from '../../src/host/simulated.ts';

const { signal } = new AbortController();
const limit = { timeoutMs: 5_000 };

const interfaces =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\{6a1b2c3d-4e5f-4607-9182-93a4b5c6d7e8}';
const windows: SimulatedDevice = {
  session: {
    platform: 'windows',
    osRelease: '10.0.22631',
    osBuild: 22631,
    arch: 'x64',
    computerName: 'PC',
    user: 'SYSTEM',
    isSystem: true,
    elevated: true,
  },
  registry: {
    'HKLM\\SOFTWARE\\Contoso': { Name: { type: 'string', value: 'x' } },
    'HKLM\\SOFTWARE\\Contoso\\Sub\\Deep': { Blob: { type: 'binary', hex: '00ff' } },
    [interfaces]: {
      DhcpIPAddress: { type: 'string', value: '10.20.4.42' },
      DhcpNameServer: { type: 'string', value: '10.20.0.53 10.20.0.54' },
    },
  },
  deniedKeys: ['HKLM\\SECURITY'],
  tools: {
    dsregcmd: { behaviour: 'prints', stdoutHex: Buffer.from('hello').toString('hex'), exitCode: 7 },
    whoami: { behaviour: 'hangs' },
    curl: { behaviour: 'not-started', code: 'EACCES' },
  },
  hosts:
    '# comment 10.0.0.9 cmg.contoso.com\r\n10.0.0.7\tCMG.contoso.com other # trailing\r\nnonsense cmg.contoso.com\r\n',
  addresses: ['10.20.4.42'],
  nameServers: [{ address: '10.20.0.53' }],
};

type Answers = Readonly<Record<string, DnsAnswer['status'] | readonly string[]>>;

/** Adapters that note what they are asked; names are answered by `server name type`. */
function network(answers: Answers = {}) {
  const asked: string[] = [];
  const factory: NetworkFactory = ({ dial }) => ({
    query: async (server: DnsServer, { name, type }: DnsQuestion): Promise<DnsAnswer> => {
      const where = server.kind === 'dns' ? server.address : server.url;
      asked.push(`${where} ${type} ${name}`);
      const answer = answers[`${where} ${type}`] ?? answers[where] ?? 'timed-out';
      const timing = { durationMs: 1, transport: 'udp' } as const;
      return typeof answer === 'string'
        ? ({ status: answer, records: [], ...timing } as unknown as DnsAnswer)
        : { status: 'answered', records: answer.map((data) => ({ name, type, ttl: 1, data })), ...timing };
    },
    tls: {
      handshake: async ({ address, port, timeoutMs }): Promise<TlsOutcome> => {
        const at = dial(address, port);
        asked.push(`tls ${address}:${port} at ${at.address}:${at.port} within ${timeoutMs}`);
        return { status: 'refused', address };
      },
    },
    http: {
      request: async ({ url }): Promise<HttpOutcome> => {
        asked.push(`http ${url}`);
        return { status: 'refused', address: '' };
      },
    },
  });
  return { asked, factory };
}

const hostWith = (device: Partial<SimulatedDevice>, answers?: Answers, options = {}) => {
  const { asked, factory } = network(answers);
  return { asked, host: createSimulatedHost({ ...windows, ...device }, factory, { silenceMs: 1, ...options }) };
};

describe('registry', () => {
  const { host } = hostWith({});
  const read = (path: string, recursive = false) => host.registry.read(path, { recursive }, signal);

  test('knows a key by any case and either hive name', async () => {
    const values = { Name: { type: 'string', value: 'x' } };
    expect(await read('hklm\\software\\CONTOSO\\')).toMatchObject({ status: 'found', keys: [{ values }, {}] });
    expect(await read('HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso')).toMatchObject({
      keys: [{ path: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso', values }, {}],
    });
  });

  test('lists direct sub-keys by name, and everything with recursive', async () => {
    const shallow = await read('HKLM\\SOFTWARE\\Contoso');
    expect(shallow.status === 'found' && shallow.keys.map(({ path }) => path.split('\\').at(-1))).toEqual([
      'Contoso',
      'Sub',
    ]);
    const deep = await read('HKLM\\SOFTWARE\\Contoso', true);
    expect(deep.status === 'found' && deep.keys.at(-1)?.values).toEqual({
      Blob: { type: 'binary', value: Uint8Array.of(0, 255) },
    });
  });

  test('has the keys above a described one', async () => {
    expect(await read('HKLM\\SOFTWARE\\Contoso\\Sub')).toMatchObject({ status: 'found', keys: [{ values: {} }, {}] });
  });

  test.each([
    ['HKLM\\SOFTWARE\\Nobody', { status: 'absent' }],
    ['HKLM\\SOFTWARE\\Conto', { status: 'absent' }],
    ['HKLM\\SECURITY\\Policy', { status: 'denied' }],
  ])('%s', async (path, outcome) => {
    expect(await read(path)).toEqual(outcome);
  });

  test('is not there on another system', async () => {
    const { host: other } = hostWith({ registry: null });
    expect(await other.registry.read('HKLM', { recursive: false }, signal)).toMatchObject({ status: 'unavailable' });
  });
});

describe('tools', () => {
  const { host } = hostWith({});
  const run = (tool: 'dsregcmd' | 'whoami' | 'curl' | 'reg', maxOutputBytes = 100) =>
    host.commands.run({ tool, args: [], timeoutMs: 20_000, maxOutputBytes }, signal);

  test('print', async () => {
    expect(await run('dsregcmd')).toMatchObject({ status: 'exited', exitCode: 7, truncated: false });
    expect(await run('dsregcmd', 3)).toMatchObject({ stdout: new TextEncoder().encode('hel'), truncated: true });
  });

  test('hang, without anybody having to wait', async () => {
    expect(await run('whoami')).toEqual({ status: 'timed-out', stdout: new Uint8Array(), durationMs: 20_000 });
  });

  test('do not start, or are not there', async () => {
    expect(await run('curl')).toEqual({ status: 'not-started', code: 'EACCES' });
    expect(await run('reg')).toMatchObject({ status: 'missing' });
  });
});

describe('names', () => {
  const lookup = (device: Partial<SimulatedDevice>, answers: Answers) => {
    const { host, asked } = hostWith(device, answers);
    return host.dns.lookup('cmg.contoso.com', limit, signal).then((found) => ({ found, asked }));
  };
  const noHosts = { hosts: '' };

  test('the hosts file comes first', async () => {
    const { found, asked } = await lookup({}, {});
    expect(found).toMatchObject({ status: 'answered', addresses: ['10.0.0.7'] });
    expect(asked).toEqual([]);
  });

  test('then the adapter’s servers, from the registry', async () => {
    const { found, asked } = await lookup(noHosts, { '10.20.0.53 A': ['203.0.113.10'], '10.20.0.53': 'no-data' });
    expect(found).toMatchObject({ status: 'answered', addresses: ['203.0.113.10'] });
    expect(asked).toEqual(['10.20.0.53 A cmg.contoso.com', '10.20.0.53 AAAA cmg.contoso.com']);
  });

  test('a no is final, a failure is not', async () => {
    expect((await lookup(noHosts, { '10.20.0.53': 'nxdomain' })).found).toMatchObject({ status: 'not-found' });
    const passedOn = await lookup(noHosts, { '10.20.0.53': 'servfail', '10.20.0.54 A': ['203.0.113.10'] });
    expect(passedOn.found).toMatchObject({ addresses: ['203.0.113.10'] });
    expect((await lookup(noHosts, { '10.20.0.53': 'refused', '10.20.0.54': 'servfail' })).found).toMatchObject({
      status: 'failed',
      code: 'EAI_AGAIN',
    });
    expect((await lookup(noHosts, {})).found).toMatchObject({ status: 'timed-out' });
  });

  test('a rule of the policy table leads elsewhere', async () => {
    const table = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\DnsPolicyConfig\\{1}';
    const registry = {
      ...windows.registry,
      [table]: {
        Name: { type: 'strings', value: ['.contoso.com'] },
        ConfigOptions: { type: 'number', value: 8 },
        GenericDNSServers: { type: 'string', value: '10.99.0.1' },
      },
    } as const;
    const { found } = await lookup({ ...noHosts, registry }, { '10.99.0.1 A': ['203.0.113.10'] });
    expect(found).toMatchObject({ addresses: ['203.0.113.10'] });
  });

  test('without a network nobody is asked, and Windows says "not found"', async () => {
    const { found, asked } = await lookup({ ...noHosts, addresses: [], nameServers: [] }, {});
    expect(found).toMatchObject({ status: 'not-found', code: 'ENOTFOUND' });
    expect(asked).toEqual([]);
  });

  test('what was found is kept, what was not is asked again', async () => {
    const answers: Record<string, DnsAnswer['status'] | readonly string[]> = { '10.20.0.53': 'nxdomain' };
    const { host, asked } = hostWith(noHosts, answers);
    await host.dns.lookup('cmg.contoso.com', limit, signal);
    answers['10.20.0.53 A'] = ['203.0.113.10'];
    await host.dns.lookup('cmg.contoso.com', limit, signal);
    await host.dns.lookup('CMG.contoso.com', limit, signal);
    expect(asked).toHaveLength(4);
  });

  test('an address is its own answer', async () => {
    const { host } = hostWith({});
    expect(await host.dns.lookup('10.1.2.3', limit, signal)).toMatchObject({ addresses: ['10.1.2.3'] });
  });
});

describe('routes', () => {
  const network: SimulatedRoutes = {
    wires: { '203.0.113.10:443': { address: '127.0.0.1', port: 40443 } },
    refusing: ['203.0.113.10'],
  };
  const handshake = (address: string, port: number, options = {}) => {
    const { host, asked } = hostWith({ network }, {}, options);
    return host.tls
      .handshake({ address, port, serverName: 'x', timeoutMs: 9_000 }, signal)
      .then((outcome) => ({ outcome, asked }));
  };

  test('a wire leads to where the server really is', async () => {
    expect((await handshake('203.0.113.10', 443)).asked).toEqual([
      'tls 203.0.113.10:443 at 127.0.0.1:40443 within 9000',
    ]);
  });

  test('another port of that machine is closed', async () => {
    expect((await handshake('203.0.113.10', 80)).asked).toEqual(['tls 203.0.113.10:80 at 127.0.0.1:1 within 9000']);
  });

  test('any other address swallows packets', async () => {
    const { outcome, asked } = await handshake('203.0.113.99', 443);
    expect(outcome).toEqual({ status: 'timed-out', address: '203.0.113.99', layer: 'tcp' });
    expect(asked).toEqual([]);
  });

  test('so do proxies, name servers and hosts by name', async () => {
    const { host, asked } = hostWith({ network }, {});
    const nowhere = { host: '203.0.113.99', port: 8080 };
    const request = { method: 'GET', timeoutMs: 9_000, maxBytes: 1, maxRedirects: 0 } as const;
    expect(
      await host.http.request({ ...request, url: 'http://cmg.contoso.com/', proxy: nowhere }, signal),
    ).toMatchObject({
      status: 'timed-out',
    });
    // The hosts file gives 10.0.0.7.
    expect(await host.http.request({ ...request, url: 'https://cmg.contoso.com/' }, signal)).toMatchObject({
      status: 'timed-out',
      address: '10.0.0.7',
    });
    const server = { kind: 'dns', address: '203.0.113.98', port: 53 } as const;
    expect(await host.dns.query(server, { name: 'x', type: 'A' }, limit, signal)).toMatchObject({
      status: 'timed-out',
    });
    expect(asked).toEqual([]);
  });

  test('patience has an end', async () => {
    expect((await handshake('203.0.113.10', 443, { patienceMs: 50 })).asked).toEqual([
      'tls 203.0.113.10:443 at 127.0.0.1:40443 within 50',
    ]);
  });

  test('giving up ends the silence', async () => {
    const { host } = hostWith({ network }, {}, { silenceMs: 600_000 });
    const caller = new AbortController();
    const to = { address: '203.0.113.99', port: 443, serverName: 'x', timeoutMs: 600_000 };
    const asked = host.tls.handshake(to, caller.signal);
    caller.abort();
    expect(await asked).toMatchObject({ status: 'timed-out' });
  });
});

test('clock, session and hosts file are as described', async () => {
  const { host } = hostWith({ clockOffsetMs: 86_400_000 });
  expect(host.clock.now().getTime() - Date.now()).toBeGreaterThan(86_000_000);
  expect(await host.session.describe(signal)).toBe(windows.session);
  expect(await host.files.read('hosts', { maxBytes: 9 }, signal)).toMatchObject({
    bytes: new TextEncoder().encode('# comment'),
    truncated: true,
  });
  const { hosts: _none, ...bare } = windows;
  const { factory } = network();
  expect(await createSimulatedHost(bare, factory).files.read('hosts', { maxBytes: 9 }, signal)).toEqual({
    status: 'absent',
  });
});
