import type { Finding } from '../../src/core/finding.ts';
import { followCnames } from '../../src/formats/cname-chain.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import { forgottenProxyAdvice } from '../network-path/proxy.ts';
import { finding, NAME_NOT_RESOLVED, NO_CONNECTION } from './codes.ts';
import { type NameResolutionEvidence, WELL_KNOWN_NAME } from './evidence.ts';
import { publicViewOf, type SeenView, viewsOf } from './seen-view.ts';
import { renderResolver, renderServer, renderView } from './view.ts';

/** A server has the answer, and the system still does not give it. */
export function disagreesWithServers(evidence: NameResolutionEvidence, spoken: readonly SeenView[]): Finding {
  const { host, system } = evidence;
  const answering = spoken.find(({ view }) => view.kind === 'addresses');
  const denying = spoken.find(({ view }) => view.kind === 'nxdomain' || view.kind === 'no-data');
  const who =
    answering === undefined ? '' : `${renderServer(answering.resolver.server)} says ${renderView(answering.view)}`;
  const details = { subject: host, symptom: NAME_NOT_RESOLVED } as const;
  const words = system.status === 'not-found' ? 'it says that there is none' : 'it gave up';
  const what = `Windows finds no address of ${host} (${words}), although ${who}`;
  if (denying !== undefined) {
    return finding.fail('resolver-failed', {
      what: `${what}; ${renderServer(denying.resolver.server)} knows no such name`,
      why: `Whichever server answers first decides. ${NO_CONNECTION}`,
      fix: `Give ${renderResolver(denying.resolver)} the same records, or take it out of the adapter's settings.`,
      owner: 'network',
      transient: false,
      ...details,
    });
  }
  if (system.status === 'not-found') {
    return finding.fail('resolver-failed', {
      what,
      why: `Its cache may still hold an older no. ${NO_CONNECTION}`,
      fix: 'Run `ipconfig /flushdns` and try again; if it stays, look at the DNS client (encrypted DNS, policy table, filter drivers).',
      owner: 'device',
      transient: true,
      ...details,
    });
  }
  const silent = viewsOf(evidence, 'inside').filter(({ view }) => view.kind === 'failed');
  const ahead = silent.map(({ resolver, view }) => `${renderResolver(resolver)}: ${renderView(view)}`).join('; ');
  return finding.fail('resolver-failed', {
    what,
    why: `It asks in another order or in another way and waits for somebody who does not answer${ahead === '' ? ' (encrypted DNS, a filter driver)' : ` (${ahead})`}. ${NO_CONNECTION}`,
    fix:
      ahead === ''
        ? 'Try again; if it stays, look at the DNS client: encrypted DNS (`netsh dns show encryption`), policy table, filter drivers.'
        : `Repair or replace ${silent.map(({ resolver }) => renderResolver(resolver)).join(', ')}; then try again.`,
    owner: ahead === '' ? 'device' : 'network',
    transient: true,
    ...details,
  });
}

/** Nobody gave an answer that could be used: no server for anything, or none for this name. */
export function resolverFailed(evidence: NameResolutionEvidence): Finding {
  const { host, system } = evidence;
  const failed = viewsOf(evidence, 'inside');
  const [one] = failed;
  const seen =
    one === undefined
      ? 'no name server is configured'
      : failed
          .slice(0, 4)
          .map(({ resolver, view }) => `${renderServer(resolver.server)}: ${renderView(view)}`)
          .join('; ');
  const details = { owner: 'network', transient: true, subject: host, symptom: NAME_NOT_RESOLVED } as const;
  const ended = 'code' in system ? `Windows got no usable answer (${system.code})` : 'Windows got no answer in time';
  const what = `${host} could not be resolved: ${ended}; ${seen}`;
  const works = failed.filter(({ resolver }) => resolver.wellKnown?.status === 'answered');
  return works.length > 0
    ? finding.fail('resolver-failed', {
        what: `${what}; asked for ${WELL_KNOWN_NAME}, ${works.map(({ resolver }) => renderServer(resolver.server)).join(' and ')} knew the answer`,
        why: `The server works for other names; this one it cannot or will not resolve. ${NO_CONNECTION}`,
        fix: troubleWithOneName(evidence, works),
        ...details,
      })
    : finding.fail('resolver-failed', {
        what,
        why: `No name server denies the name, and none gives an answer that could be used. ${NO_CONNECTION}`,
        fix: troubleWithServers(evidence, one !== undefined),
        ...details,
      });
}

/** The server refuses the name, or fails on the way to it. */
function troubleWithOneName(evidence: NameResolutionEvidence, works: readonly SeenView[]): string {
  const { host } = evidence;
  const target = works
    .flatMap(({ resolver: { cname } }) =>
      'records' in cname ? followCnames(host, 'CNAME', cname.records).targets : [],
    )
    .at(0);
  const zone = target === undefined ? parentName(host) : parentName(target);
  const who = works.map(({ resolver }) => renderResolver(resolver)).join(', ');
  const outside = publicViewOf(evidence);
  const known = outside?.view.kind === 'addresses' ? ` The internet has it: ${renderView(outside.view)}.` : '';
  const alias = target === undefined ? '' : ` (the CNAME to ${target} is there, its end is not found)`;
  return works.every(({ resolver }) => resolver.a.status === 'refused')
    ? `Look on ${who} for the rule that refuses ${host} (a filter, a recursion or access list) and exempt the name.${known}`
    : `Look on ${who} how ${zone} is resolved${alias}: a conditional forwarder that is dead, a delegation or DNSSEC signature that is broken, a chain of CNAMEs that is too long.${known}`;
}

function troubleWithServers({ host, policy, proxy }: NameResolutionEvidence, configured: boolean): string {
  if (policy !== undefined && policy.servers.length > 0) {
    return `The name resolution policy ${policy.id} sends ${host} to ${policy.servers.slice(0, 4).join(', ')}: bring up the VPN that it belongs to, or correct or remove the rule (Get-DnsClientNrptPolicy).`;
  }
  if (!configured) {
    return 'Connect the device to a network; check that the adapter has name servers (`ipconfig /all`).';
  }
  const proxyAdvice = forgottenProxyAdvice(proxy);
  const check = 'Check that the device is connected and its name servers answer (`Resolve-DnsName`); then try again.';
  return proxyAdvice === undefined ? check : `${check} Where names of the internet are left to a proxy: ${proxyAdvice}`;
}
