import type { Finding } from '../../src/core/finding.ts';
import { canNameStorage, readDeploymentName } from '../../src/formats/deployment-name.ts';
import { firstLabel } from '../../src/formats/domain-name.ts';
import { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { odditiesOf } from './oddity.ts';
import { recordToCreate } from './record.ts';
import { aliasesOf, publicViewOf, sourceView, viewsOf } from './seen-view.ts';
import { renderServer, renderView } from './view.ts';

/** What is worth a word beside the verdict; nothing here decides. */
export function judgeNotes(evidence: NameResolutionEvidence, decisive: Finding): readonly Finding[] {
  return [
    ...serverNotes(evidence),
    ...(decisive.status === 'fail' ? [] : aliasNotes(evidence)),
    ...nameNotes(evidence),
    ...publicNotes(evidence),
  ];
}

/** A configured server that fails while others answer: Windows gets by, at a price. */
function serverNotes(evidence: NameResolutionEvidence): readonly Finding[] {
  if (evidence.system.status !== 'answered') {
    return [];
  }
  const views = viewsOf(evidence, 'inside');
  const failed = views.filter(({ view }) => view.kind === 'failed' && !view.noRoute);
  const denying = views.filter(({ view }) => view.kind === 'nxdomain' || view.kind === 'no-data');
  const answering = views.some(({ view }) => view.kind === 'addresses');
  return [
    ...(failed.length === 0
      ? []
      : [
          finding.warn('resolver-failed', {
            what: `Of ${views.length} configured name servers ${failed.length} did not answer for ${evidence.host}: ${failed
              .map(({ resolver, view }) => `${renderServer(resolver.server)} (${renderView(view)})`)
              .join(', ')}`,
            why: 'Windows has an answer from elsewhere, but waits a second or more whenever it asks that server first.',
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
                return `On ${renderServer(resolver.server)} (${resolver.source}): ${recordToCreate(evidence.host, zone, publicViewOf(evidence)?.view)}`;
              })
              .join(' '),
            owner: 'network',
          }),
        ]),
  ];
}

/** How a name of the company's own domain must lead to Azure; TLS decides, so these only warn. */
function aliasNotes(evidence: NameResolutionEvidence): readonly Finding[] {
  const { host, occupants } = evidence;
  const aliases = aliasesOf(evidence);
  if (aliases === undefined || evidence.system.status !== 'answered' || readDeploymentName(host) !== undefined) {
    return [];
  }
  const who = renderServer(
    (sourceView(evidence) ?? publicViewOf(evidence))?.resolver.server ?? { kind: 'https', url: '?' },
  );
  const [first] = aliases;
  if (first === undefined) {
    return [
      finding.warn('cname-missing', {
        what: `${host} has an address of its own for ${who} and no CNAME to the CMG's name in Azure`,
        why: 'Azure may give the CMG another address at any time, and then the record leads nowhere.',
        fix: `Replace the address. ${recordToCreate(host, undefined, undefined)}`,
        owner: 'network',
        subject: host,
      }),
    ];
  }
  const deployment = aliases.map(readDeploymentName).find((name) => name !== undefined);
  if (deployment === undefined) {
    return [
      finding.warn('cname-unexpected', {
        what: `${host} leads to ${aliases.at(-1)}, which is no name of a CMG in Azure`,
        why: 'A CMG is <prefix>.<region>.cloudapp.azure.com, <prefix>.cloudapp.net or, in US Government, <prefix>.usgovcloudapp.net; anything between is not supported.',
        fix: `Point the CNAME ${host} at the deployment name that the console shows for the CMG.`,
        owner: 'network',
        subject: aliases.at(-1) ?? host,
      }),
    ];
  }
  const byWildcard = occupants.some(({ identity }) => identity.kind === 'names-host' && identity.by.startsWith('*.'));
  if (odditiesOf(evidence).some(({ kind }) => kind === 'prefix') && !byWildcard) {
    return [
      finding.warn('cname-unexpected', {
        what: `${host} leads to a deployment called ${deployment.prefix}, not ${firstLabel(host)}`,
        why: 'Without a wildcard certificate Configuration Manager names the deployment like the first part of the service name; this may be another or an older CMG.',
        fix: `Compare with the deployment name that the console shows, and point the CNAME ${host} at it.`,
        owner: 'cmg-admin',
        subject: first,
      }),
    ];
  }
  return [];
}

function nameNotes({ host }: NameResolutionEvidence): readonly Finding[] {
  const name = readDeploymentName(host)?.prefix ?? firstLabel(host);
  return canNameStorage(name)
    ? []
    : [
        finding.warn('service-name', {
          what: `"${name}" cannot be the name of an Azure storage account (3 to 24 letters and digits)`,
          why: 'A CMG that serves content names its storage account like that; such a CMG can have no content.',
          fix: 'Nothing for a CMG without content. Otherwise deploy it under a name of 3 to 24 lower-case letters and digits.',
          owner: 'cmg-admin',
          subject: host,
        }),
      ];
}

function publicNotes(evidence: NameResolutionEvidence): readonly Finding[] {
  const asked = viewsOf(evidence, 'public');
  const outside = publicViewOf(evidence);
  if (outside === undefined) {
    return [
      finding.skip('public-view-unavailable', {
        what: `The internet's view of ${evidence.host} could not be had${asked.length === 0 ? '' : `: ${asked.map(({ resolver, view }) => `${renderServer(resolver.server)} ${renderView(view)}`).join(', ')}`}`,
        why: 'Many networks let nobody ask public resolvers. Only the comparison is missing; what Windows resolves is what counts.',
      }),
    ];
  }
  return evidence.system.status === 'answered' && outside.view.kind === 'nxdomain'
    ? [
        finding.warn('split-dns-differs', {
          what: `${evidence.host} resolves here, while the internet knows no such name (${renderServer(outside.resolver.server)})`,
          why: 'It works in this network only: away from it, where a CMG is needed, the device finds nothing.',
          fix: `In public DNS: ${recordToCreate(evidence.host, outside.view.zone, sourceView(evidence)?.view)}`,
          owner: 'network',
          subject: evidence.host,
        }),
      ]
    : [];
}
