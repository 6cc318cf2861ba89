import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { recordToCreate } from './record.ts';
import { publicViewOf, viewsOf } from './seen-view.ts';
import { renderResolver, renderServer, renderView } from './view.ts';

/**
 * A configured server that fails while others answer: Windows gets by, at a price. When none answers here and Windows has
 * an answer all the same, it asks in another way than over port 53, and no server is at fault.
 */
export function serverNotes(evidence: NameResolutionEvidence): readonly Finding[] {
  if (evidence.system.status !== 'answered') {
    return [];
  }
  const views = viewsOf(evidence, 'inside');
  const failed = views.filter(({ view }) => view.kind === 'failed' && !view.noRoute);
  const denying = views.filter(({ view }) => view.kind !== 'addresses' && view.kind !== 'failed');
  const answering = views.some(({ view }) => view.kind === 'addresses');
  const said = failed.map(({ resolver, view }) => `${renderServer(resolver.server)} (${renderView(view)})`).join(', ');
  if (failed.length > 0 && views.every(({ view }) => view.kind === 'failed')) {
    return [
      finding.skip('resolver-failed', {
        what: `No configured name server told this program anything about ${evidence.host}: ${said}`,
        why: 'Windows has an answer all the same (encrypted DNS, its cache, a VPN or filter driver, or it waited longer), and that counts. Only the explanation is missing.',
      }),
    ];
  }
  return [
    ...(failed.length === 0
      ? []
      : [
          finding.warn('resolver-failed', {
            what: `Of ${views.length} configured name servers ${failed.length} gave no usable answer about ${evidence.host}: ${said}`,
            why: 'Windows has an answer from another one; whenever it begins with the one that fails, it waits or depends on luck.',
            fix: `Repair or replace ${failed.map(({ resolver }) => `${renderServer(resolver.server)} (${resolver.source})`).join(', ')}.`,
            owner: 'network',
            transient: true,
          }),
        ]),
    ...(denying.length === 0 || !answering
      ? []
      : [
          finding.warn('servers-disagree', {
            what: `${denying.map(({ resolver }) => renderServer(resolver.server)).join(', ')} knows no address of ${evidence.host}, other configured servers do`,
            why: 'Whichever answers first decides: the name may be gone on the next try or in the next network.',
            fix: denying
              .map(({ resolver, view }) => {
                const zone = view.kind === 'nxdomain' || view.kind === 'no-data' ? view.zone : undefined;
                const remedy =
                  view.kind === 'dangling'
                    ? `let it forward names of the internet, for it cannot follow the CNAME to ${view.targets.at(-1)}.`
                    : recordToCreate(evidence.host, zone, publicViewOf(evidence)?.view);
                return `On ${renderResolver(resolver)}: ${remedy}`;
              })
              .join(' '),
            owner: 'network',
          }),
        ]),
  ];
}
