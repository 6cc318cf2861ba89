import type { Scenario } from '../scenario.ts';
import { names } from '../site.ts';

const notReady = (...codes: readonly string[]) => ({
  verdict: 'not-ready' as const,
  exitCode: 20030,
  codes: codes.map((code) => `name-resolution.${code}`),
});

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
    expect: { verdict: 'not-ready', exitCode: 20030, codes: [], failing: ['name-resolution'] },
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
];
