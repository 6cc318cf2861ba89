import type { Finding } from '../../src/core/finding.ts';
import { finding, NAME_NOT_RESOLVED, NO_CONNECTION } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { type SeenView, viewsOf } from './seen-view.ts';
import { renderServer, renderView } from './view.ts';

/** A server has the answer, and the system still does not give it. */
export function disagreesWithServers({ host, system }: NameResolutionEvidence, spoken: readonly SeenView[]): Finding {
  const answering = spoken.find(({ view }) => view.kind === 'addresses');
  const denying = spoken.find(({ view }) => view.kind === 'nxdomain' || view.kind === 'no-data');
  const who =
    answering === undefined ? '' : `${renderServer(answering.resolver.server)} says ${renderView(answering.view)}`;
  return finding.fail('resolver-failed', {
    what:
      `Windows finds no address of ${host} (${system.status}), although ${who}` +
      (denying === undefined ? '' : `; ${renderServer(denying.resolver.server)} knows no such name`),
    why: `${denying === undefined ? 'Its cache may still hold an older no' : 'Whichever server answers first decides'}. ${NO_CONNECTION}`,
    fix:
      denying === undefined
        ? 'Run `ipconfig /flushdns` and try again; if it stays, look at the DNS client (encrypted DNS, policy table, filter drivers).'
        : `Give ${renderServer(denying.resolver.server)} (${denying.resolver.source}) the same records, or take it out of the adapter's settings.`,
    owner: denying === undefined ? 'device' : 'network',
    transient: denying === undefined,
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}

/** Nobody gave an answer that could be used. */
export function resolverFailed(evidence: NameResolutionEvidence): Finding {
  const { host, system } = evidence;
  const failed = viewsOf(evidence, 'inside').map(
    ({ resolver, view }) => `${renderServer(resolver.server)}: ${renderView(view)}`,
  );
  const seen = failed.length === 0 ? 'no name server is configured' : failed.slice(0, 4).join('; ');
  return finding.fail('resolver-failed', {
    what: `${host} could not be resolved: ${'code' in system ? system.code : 'no answer'} (${seen})`,
    why: `Nobody says that the name is missing; nobody says anything usable. ${NO_CONNECTION}`,
    fix:
      failed.length === 0
        ? 'Connect the device to a network; check that the adapter has name servers (`ipconfig /all`).'
        : 'Check that the device is connected and its name servers answer (`Resolve-DnsName`); then try again.',
    owner: 'network',
    transient: true,
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}
