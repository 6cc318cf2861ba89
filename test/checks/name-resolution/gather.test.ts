import { describe, expect, test } from '@jest/globals';
import type { NameResolutionEvidence } from '../../../checks/name-resolution/evidence.ts';
import { nameResolution } from '../../../checks/name-resolution.ts';
import type { ProbeContext } from '../../../src/core/check.ts';
import { NRPT_LOCAL_KEY, NRPT_POLICY_KEY } from '../../../src/formats/nrpt.ts';
import { SYSTEM_CONNECTIONS, WINHTTP_CONNECTIONS } from '../../../src/formats/winhttp-settings.ts';
import type { DnsAnswer, RegistryData } from '../../../src/host/ports.ts';
import { fakeHost, foundKey, type Script } from '../../fake-host.ts';
import { selfSigned } from '../../host/network/local-servers.ts';
import { a, answered, cmgAddress, host, nxdomain, type Said, says, system } from './evidence.ts';

const inner = { address: '10.20.0.53', port: 53, source: 'Ethernet, dhcp' };
const absent = { status: 'absent' } as const;
const registry = {
  [WINHTTP_CONNECTIONS]: absent,
  [SYSTEM_CONNECTIONS]: absent,
  [`${NRPT_POLICY_KEY} /s`]: absent,
  [`${NRPT_LOCAL_KEY} /s`]: absent,
};

/** The script of one server's answers; names that nobody has are denied unless said otherwise. */
function answers(server: string, said: Said, controlled: boolean): Readonly<Record<string, DnsAnswer>> {
  return {
    [`${host} A @${server}`]: said.a,
    [`${host} AAAA @${server}`]: said.aaaa,
    [`${host} CNAME @${server}`]: said.cname,
    [`login.microsoftonline.com A @${server}`]:
      said.wellKnown ?? answered(a('login.microsoftonline.com', '203.0.113.30')),
    ...(controlled && {
      [`cmg-preflight-no-such-name.contoso.com A @${server}`]: said.sibling ?? nxdomain(),
      [`cmg-preflight-no-such-name.invalid A @${server}`]: said.impossible ?? nxdomain(),
    }),
  };
}

async function probe(
  script: Script,
): Promise<{ readonly evidence: NameResolutionEvidence; readonly calls: readonly string[] }> {
  const fake = fakeHost({ registry, configuredServers: [inner], files: { hosts: { status: 'absent' } }, ...script });
  const context: ProbeContext = {
    host: fake,
    target: {
      cmg: { host, port: 443 },
      noCrlCheck: false,
      proxy: { kind: 'machine' },
      publicResolvers: [
        { kind: 'dns', address: '198.51.100.53', port: 53 },
        { kind: 'https', url: 'https://doh.example.net/dns-query' },
      ],
    },
    observedAt: new Date('2026-06-01T12:00:00Z'),
    signal: new AbortController().signal,
    evidenceOf: () => undefined,
    debug: () => {},
  };
  const evidence = await nameResolution.probe(context);
  if ('blocked' in evidence) throw new Error('blocked');
  return { evidence, calls: fake.calls };
}

const publicly = (said: Said) => ({
  ...answers('198.51.100.53:53', said, false),
  ...answers('https://doh.example.net/dns-query', said, false),
});

describe('gathering', () => {
  test('everybody is asked once, nobody twice, when nothing is odd', async () => {
    const { evidence, calls } = await probe({
      lookup: { [host]: system.found(cmgAddress) },
      dns: { ...answers('10.20.0.53:53', says.cmg(), true), ...publicly(says.cmg()) },
    });
    expect(evidence.resolvers.map(({ role }) => role)).toEqual(['inside', 'public', 'public']);
    expect(calls.filter((call) => call.startsWith('dns '))).toHaveLength(14);
    expect(new Set(calls).size).toBe(calls.length);
    expect(evidence.occupants).toEqual([]);
  });

  test('an odd address is visited, and the one the internet knows', async () => {
    const leaf = selfSigned(host);
    const { evidence } = await probe({
      lookup: { [host]: system.found('10.1.2.3'), [`${host}.`]: system.found('10.1.2.3') },
      dns: { ...answers('10.20.0.53:53', says.address('10.1.2.3'), true), ...publicly(says.cmg()) },
      tls: {
        [`10.1.2.3:443 ${host}`]: { status: 'refused', address: '10.1.2.3' },
        [`${cmgAddress}:443 ${host}`]: {
          status: 'connected',
          address: cmgAddress,
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          certificates: [leaf.der],
          durationMs: 1,
        },
      },
    });
    expect(evidence.occupants).toMatchObject([
      { address: '10.1.2.3', said: 'system', identity: { kind: 'silent', status: 'refused' } },
      { address: cmgAddress, said: 'public', identity: { kind: 'names-host', by: host } },
    ]);
    expect(evidence.absolute).toEqual(system.found('10.1.2.3'));
  });

  test('an address that nobody can have is not visited, and a certificate that cannot be read is nobody’s', async () => {
    const script = (address: string): Script => ({
      lookup: { [host]: system.found(address), [`${host}.`]: system.found(address) },
      dns: { ...answers('10.20.0.53:53', says.address(address), true), ...publicly(says.address(address)) },
    });
    expect((await probe(script('0.0.0.0'))).evidence.occupants).toMatchObject([{ identity: { kind: 'silent' } }]);
    const garbled = {
      status: 'connected',
      address: '10.1.2.3',
      protocol: 'TLSv1.3',
      cipher: 'x',
      certificates: [new Uint8Array([1])],
      durationMs: 1,
    } as const;
    const { evidence } = await probe({ ...script('10.1.2.3'), tls: { [`10.1.2.3:443 ${host}`]: garbled } });
    expect(evidence.occupants).toMatchObject([{ identity: { kind: 'names-other', names: [] } }]);
  });

  test('a policy rule sends the question to its own servers', async () => {
    const rule: Record<string, RegistryData> = {
      Name: { type: 'strings', value: ['.contoso.com'] },
      ConfigOptions: { type: 'number', value: 8 },
      GenericDNSServers: { type: 'string', value: '172.16.0.53' },
    };
    const { evidence } = await probe({
      registry: { ...registry, [`${NRPT_LOCAL_KEY} /s`]: foundKey(NRPT_LOCAL_KEY, {}, { '{VPN}': rule }) },
      lookup: { [host]: system.found(cmgAddress) },
      dns: { ...answers('172.16.0.53:53', says.cmg(), true), ...publicly(says.cmg()) },
    });
    expect(evidence.policy?.id).toBe('{VPN}');
    expect(evidence.resolvers[0]).toMatchObject({ role: 'inside', source: 'name resolution policy {VPN}' });
  });

  test('local rules do not count beside those of group policy', async () => {
    const rule = (servers: string, namespace: string): Record<string, RegistryData> => ({
      Name: { type: 'strings', value: [namespace] },
      ConfigOptions: { type: 'number', value: 8 },
      GenericDNSServers: { type: 'string', value: servers },
    });
    const { evidence } = await probe({
      registry: {
        ...registry,
        [`${NRPT_POLICY_KEY} /s`]: foundKey(NRPT_POLICY_KEY, {}, { gpo: rule('172.16.0.54', '.fabrikam.com') }),
        [`${NRPT_LOCAL_KEY} /s`]: foundKey(NRPT_LOCAL_KEY, {}, { local: rule('172.16.0.53', '.contoso.com') }),
      },
      lookup: { [host]: system.found(cmgAddress) },
      dns: { ...answers('10.20.0.53:53', says.cmg(), true), ...publicly(says.cmg()) },
    });
    expect(evidence.policy).toBeUndefined();
  });

  test('a hosts file that cannot be read is told apart from one without an entry', async () => {
    const script = {
      lookup: { [host]: system.found(cmgAddress) },
      dns: { ...answers('10.20.0.53:53', says.cmg(), true), ...publicly(says.cmg()) },
    };
    expect((await probe(script)).evidence.hosts).toEqual([]);
    expect((await probe({ ...script, files: { hosts: { status: 'denied' } } })).evidence.hosts).toBeUndefined();
    const bytes = Buffer.from(`${cmgAddress} ${host}`);
    const pinned = await probe({
      ...script,
      files: { hosts: { status: 'read', bytes, truncated: false } },
      tls: { [`${cmgAddress}:443 ${host}`]: { status: 'timed-out', address: cmgAddress } },
    });
    expect(pinned.evidence.hosts).toEqual([{ address: cmgAddress, name: host, line: 1 }]);
    expect(pinned.evidence.absolute).toBeUndefined();
  });

  test('without the internet’s view the configured servers are what a hosts file is compared with', async () => {
    const silence: DnsAnswer = { status: 'timed-out', durationMs: 3000, transport: 'udp' };
    const bytes = Buffer.from(`192.0.2.77 ${host}`);
    const { evidence } = await probe({
      lookup: { [host]: system.found('192.0.2.77') },
      dns: { ...answers('10.20.0.53:53', says.cmg(), true), ...publicly(says.only(silence)) },
      files: { hosts: { status: 'read', bytes, truncated: false } },
      tls: {
        [`192.0.2.77:443 ${host}`]: { status: 'timed-out', address: '192.0.2.77' },
        [`${cmgAddress}:443 ${host}`]: { status: 'refused', address: cmgAddress },
      },
    });
    expect(evidence.occupants).toMatchObject([
      { address: '192.0.2.77', said: 'system' },
      { address: cmgAddress, said: 'configured', identity: { status: 'refused' } },
    ]);
  });

  test('what goes into the report is plain and says who said what', async () => {
    const { evidence } = await probe({
      lookup: { [host]: system.notFound },
      dns: { ...answers('10.20.0.53:53', says.nothing(), true), ...publicly(says.cmg()) },
    });
    const shown = JSON.parse(JSON.stringify(nameResolution.present(evidence)));
    expect(shown).toMatchObject({
      name: host,
      system: { status: 'not-found' },
      resolvers: [
        { role: 'inside', server: '10.20.0.53', says: 'no such name', durationMs: 12, A: { status: 'nxdomain' } },
        { role: 'public', says: `CNAME cmg.westeurope.cloudapp.azure.com (${cmgAddress})` },
        { role: 'public', server: 'https://doh.example.net/dns-query' },
      ],
    });
  });
});
