import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import type { Scenario, ZoneChange } from '../scenario.ts';
import { microsoftNames, names } from '../site.ts';

const notReady = (code: string, exitCode = 20030) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: [`name-resolution.${code}`],
});

/** Addresses that nobody has (RFC 5737). */
const manyAddresses = Array.from(
  { length: 499 },
  (_, index) => `${index < 250 ? '192.0.2' : '198.51.100'}.${index % 250}`,
);

/** Takes every name away that is not the company's own. */
const nothingOfTheInternet: ZoneChange = Object.fromEntries(
  [names.cmg, names.deployment, names.stranger, names.doh, ...microsoftNames].map((name) => [name, null]),
);

/** A rule of the Name Resolution Policy Table: these names are asked of that server ([MS-GPNRPT] 2.2.2). */
function nrptRule(namespace: string, server: string): SimulatedRegistry {
  const table = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Dnscache\\Parameters\\DnsPolicyConfig';
  return {
    [`${table}\\{0f9e8d7c-6b5a-4948-b726-150493827160}`]: {
      Version: { type: 'number', value: 1 },
      Name: { type: 'strings', value: [namespace] },
      ConfigOptions: { type: 'number', value: 8 },
      GenericDNSServers: { type: 'string', value: server },
    },
  };
}

/** Who answers what about the CMG's name. */
export const nameResolutionScenarios: readonly Scenario[] = [
  {
    name: 'split-dns',
    sentence: 'The company has its own zone inside, and the CMG record was never copied there.',
    dns: { internal: { [names.cmg]: null } },
    expect: notReady('split-dns-missing'),
  },
  {
    name: 'name-nowhere',
    sentence: 'Nobody knows the CMG name, inside or outside.',
    dns: { everywhere: { [names.cmg]: null } },
    expect: notReady('nxdomain'),
  },
  {
    name: 'dangling-cname',
    sentence: 'The CNAME leads to a deployment that no longer exists.',
    dns: { everywhere: { [names.deployment]: null } },
    expect: notReady('no-address'),
  },
  {
    name: 'name-without-address',
    sentence: 'The CMG name exists and has no address.',
    dns: { everywhere: { [names.cmg]: { rcode: 'NODATA' } } },
    expect: notReady('no-address'),
  },
  {
    name: 'cname-loop',
    sentence: 'The CNAME leads back to itself.',
    dns: { everywhere: { [names.deployment]: { cname: names.cmg } } },
    expect: {
      verdict: 'not-ready',
      exitCode: 20030,
      codes: ['name-resolution.no-address'],
      failing: ['name-resolution'],
    },
  },
  {
    name: 'stale-internal-record',
    sentence: 'Inside, the name still leads to an old web server of somebody else; outside it is right.',
    dns: { internal: { [names.cmg]: { a: ['stranger'] } } },
    expect: notReady('split-dns-differs'),
  },
  {
    name: 'inside-only',
    sentence: 'Only the company network knows the name; at home the client would be lost.',
    dns: { public: { [names.cmg]: null } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.split-dns-differs'] },
  },
  {
    name: 'private-address',
    sentence: 'Inside, the name leads to a private address.',
    dns: { internal: { [names.cmg]: { a: ['10.20.0.200'] } } },
    expect: notReady('private-address'),
  },
  {
    name: 'hosts-override',
    sentence: 'The hosts file leads the CMG name to an old address.',
    device: { hosts: '# test, remove later\r\n203.0.113.40  cmg.contoso.com\r\n' },
    expect: { verdict: 'not-ready', exitCode: 20030, codes: ['name-resolution.hosts-override'] },
  },
  {
    name: 'ipv6-only',
    sentence: 'The name has an IPv6 address only, which no CMG has.',
    dns: { everywhere: { [names.deployment]: { aaaa: ['2001:db8:10::10'] } } },
    expect: notReady('ipv6-only'),
  },
  {
    name: 'cname-missing',
    sentence: 'The own name has an address of its own instead of a CNAME, which breaks when Azure moves the service.',
    dns: { everywhere: { [names.cmg]: { a: ['cmg'] } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.cname-missing'] },
  },
  {
    name: 'cname-unexpected',
    sentence: 'The CNAME leads to a name that is not in Azure.',
    dns: { everywhere: { [names.cmg]: { cname: 'gateway.contoso.net' }, 'gateway.contoso.net': { a: ['cmg'] } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.cname-unexpected'] },
  },
  {
    name: 'resolvers-fail',
    sentence: 'Both name servers of the company answer SERVFAIL.',
    dns: { internalServers: 'servfail' },
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['name-resolution.resolver-failed'] },
  },
  {
    name: 'resolvers-silent',
    sentence: 'Neither name server of the company answers.',
    dns: { internalServers: 'absent' },
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['name-resolution.resolver-failed'] },
  },
  {
    name: 'first-resolver-dead',
    sentence: 'The first name server is dead, the second one answers.',
    dns: { internalServers: 'absent', secondInternalServer: 'serving' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'public-dns-blocked',
    sentence: 'The company lets nobody ask public name servers; everything else is fine.',
    dns: { publicServers: 'absent', doh: 'absent' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.public-view-unavailable'] },
  },
  {
    name: 'truncating-resolver',
    sentence: 'The name servers force every question about the name to TCP.',
    dns: { everywhere: { [names.cmg]: { cname: names.deployment, manner: 'truncated' } } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'forged-answers',
    sentence: 'Before every right answer comes a forged one with another id.',
    dns: { everywhere: { [names.cmg]: { cname: names.deployment, manner: 'forged-first' } } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'late-answers',
    sentence: 'The name servers take their time over this name.',
    dns: { everywhere: { [names.cmg]: { cname: names.deployment, manner: 'late', lateMs: 300 } } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'only-forged-answers',
    sentence: 'Every answer inside bears another id than its question: somebody tries to poison, nobody answers.',
    dns: { internal: { [names.cmg]: { cname: names.deployment, manner: 'wrong-id' } } },
    silent: true,
    expect: notReady('resolver-failed', 1618),
  },
  {
    name: 'answers-to-other-questions',
    sentence: 'Every answer inside is one to another question.',
    dns: { internal: { [names.cmg]: { cname: names.deployment, manner: 'wrong-question' } } },
    silent: true,
    expect: notReady('resolver-failed', 1618),
  },
  {
    name: 'five-hundred-records',
    sentence: 'The name has five hundred addresses, which fit into no datagram.',
    dns: { everywhere: { [names.deployment]: { a: ['cmg', ...manyAddresses] } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'name-servers-disagree',
    sentence: 'The second name server of the company lacks the record that the first one has.',
    dns: { secondInternal: { [names.cmg]: null } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.servers-disagree'] },
  },
  {
    name: 'wildcard-zone',
    sentence: 'A wildcard record in the internal zone answers for everything, the CMG included.',
    dns: { internal: { [names.cmg]: null, '*.contoso.com': { a: ['stranger'] } } },
    expect: notReady('answers-anything'),
  },
  {
    name: 'captive-dns',
    sentence: 'A guest network answers every name there is with its own address.',
    dns: { internal: { [names.cmg]: null, '*': { a: ['stranger'] } } },
    expect: notReady('answers-anything'),
  },
  {
    name: 'vpn-rule-rescues',
    sentence: 'The internal zone lacks the record, and a policy rule sends this name to a public name server.',
    dns: { internal: { [names.cmg]: null } },
    device: { registry: nrptRule('cmg.contoso.com', '198.51.100.53') },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'vpn-rule-breaks',
    sentence: 'At home with public DNS, but the VPN’s rule sends the company’s zone to a server that lacks the record.',
    device: { nameServers: ['publicDns'], registry: nrptRule('.contoso.com', '10.20.0.53') },
    dns: { internal: { [names.cmg]: null } },
    expect: notReady('split-dns-missing'),
  },
  {
    name: 'public-port-53-blocked',
    sentence: 'Public name servers are out of reach on port 53; DNS over HTTPS works.',
    dns: { publicServers: 'absent' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'azure-name',
    sentence: 'The CMG has no name of its own but that of its deployment.',
    run: { cmg: names.deployment },
    pki: { server: { subject: `CN=${names.deployment}`, alternativeNames: [{ dns: names.deployment }] } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'hyphenated-name',
    sentence: 'The service name has a hyphen, which the storage account of its content cannot have.',
    run: { cmg: 'cmg-west.contoso.com' },
    dns: {
      everywhere: {
        'cmg-west.contoso.com': { cname: 'cmg-west.westeurope.cloudapp.azure.com' },
        'cmg-west.westeurope.cloudapp.azure.com': { a: ['cmg'] },
      },
    },
    pki: { server: { subject: 'CN=cmg-west.contoso.com', alternativeNames: [{ dns: 'cmg-west.contoso.com' }] } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.service-name'] },
  },
  {
    name: 'us-government',
    sentence: 'A CMG in the US Government cloud.',
    dns: {
      everywhere: {
        [names.cmg]: { cname: 'cmg.usgovcloudapp.net' },
        'cmg.usgovcloudapp.net': { a: ['cmg'] },
      },
    },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'left-to-proxy',
    sentence: 'The company resolves no name of the internet inside; the machine proxy does.',
    dns: { internal: { [names.cmg]: null } },
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { resolves: 'public' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.left-to-proxy'] },
  },
  {
    name: 'search-suffix',
    sentence: 'The name does not exist; a policy appends suffixes, and a wildcard zone answers for what comes of it.',
    dns: { everywhere: { [names.cmg]: null }, internal: { '*.corp.contoso.com': { a: ['stranger'] } } },
    device: {
      registry: {
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient': {
          AppendToMultiLabelName: { type: 'number', value: 1 },
          SearchList: { type: 'string', value: 'corp.contoso.com' },
        },
      },
    },
    expect: notReady('search-suffix'),
  },
  {
    name: 'no-internet-names',
    sentence: 'The name servers of the company know no name of the internet at all, and there is no proxy.',
    dns: { internal: nothingOfTheInternet },
    expect: notReady('no-internet-names', 1618),
  },
  {
    name: 'record-copied-without-internet-names',
    sentence: 'The CNAME was copied inside, but the name servers of the company resolve no name of the internet.',
    dns: {
      internal: { ...nothingOfTheInternet, [names.cmg]: { cname: names.deployment } },
      publicServers: 'absent',
      doh: 'absent',
    },
    expect: notReady('no-internet-names', 1618),
  },
  {
    name: 'denials-rewritten',
    sentence:
      'The name exists nowhere, and the provider puts its search page in the place of every name that does not.',
    dns: { everywhere: { [names.cmg]: null }, internal: { '*': { a: ['stranger'] } } },
    expect: notReady('answers-anything'),
  },
  {
    name: 'denials-rewritten-harmlessly',
    sentence: 'The provider puts its search page in the place of names that do not exist; the CMG’s does.',
    dns: { internal: { '*': { a: ['stranger'] } } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'stale-internal-alias',
    sentence: 'Inside, the CNAME still leads to the deployment before the last, which is gone; outside it is right.',
    dns: { internal: { [names.cmg]: { cname: 'cmgold.westeurope.cloudapp.azure.com' } } },
    expect: notReady('no-address'),
  },
  {
    name: 'deployment-made-private',
    sentence: 'The CNAME is right, and an internal zone of Azure’s domain gives its target a private address.',
    dns: { internal: { [names.deployment]: { a: ['10.20.0.200'] } } },
    expect: notReady('private-address'),
  },
  {
    name: 'wildcard-alias',
    sentence: 'The CMG has no record of its own; a wildcard leads every name to it, inside and outside.',
    dns: { everywhere: { [names.cmg]: null, '*.contoso.com': { cname: names.deployment } } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['name-resolution.resolves'] },
  },
  {
    name: 'only-this-name-fails',
    sentence: 'The name servers of the company work, and fail for the zone of the CMG alone.',
    dns: { internal: { [names.cmg]: { rcode: 'SERVFAIL' } } },
    expect: notReady('resolver-failed', 1618),
  },
  {
    name: 'policy-server-dead',
    sentence: 'A rule of a VPN that is not up sends the company’s zone to a server that nobody reaches.',
    device: { registry: nrptRule('.contoso.com', '203.0.113.99') },
    expect: notReady('resolver-failed', 1618),
  },
  {
    name: 'hosts-override-public-dns-blocked',
    sentence: 'The hosts file pins the name to an address where nobody is, and public name servers are out of reach.',
    device: { hosts: '203.0.113.99 cmg.contoso.com\r\n' },
    dns: { publicServers: 'absent', doh: 'absent' },
    expect: notReady('hosts-override'),
  },
  {
    name: 'second-server-cannot-follow',
    sentence: 'The second name server of the company has the record and cannot follow it.',
    dns: { secondInternal: { [names.deployment]: null } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['name-resolution.servers-disagree'] },
  },
];
