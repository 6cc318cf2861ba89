import type { Finding } from '../../src/core/finding.ts';
import { canNameStorage, readDeploymentName } from '../../src/formats/deployment-name.ts';
import { firstLabel, privateTopLevel } from '../../src/formats/domain-name.ts';
import { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { odditiesOf } from './oddity.ts';
import { anotherName, recordToCreate } from './record.ts';
import { aliasesOf, publicViewOf, sourceView, viewsOf } from './seen-view.ts';
import { serverNotes } from './server-notes.ts';
import { renderServer, renderView } from './view.ts';

/** What is worth a word beside the verdict; nothing here decides. */
export function judgeNotes(evidence: NameResolutionEvidence, decisive: Finding): readonly Finding[] {
  return [
    ...serverNotes(evidence),
    ...(decisive.status === 'fail' ? [] : aliasNotes(evidence, decisive)),
    ...nameNotes(evidence),
    ...publicNotes(evidence, decisive),
  ];
}

/** How a name of the company's own domain must lead to Azure; TLS decides, so these only warn. */
function aliasNotes(evidence: NameResolutionEvidence, decisive: Finding): readonly Finding[] {
  const { host, occupants } = evidence;
  const aliases = aliasesOf(evidence);
  if (aliases === undefined || evidence.system.status !== 'answered' || readDeploymentName(host) !== undefined) {
    return [];
  }
  const who = renderServer(
    (sourceView(evidence) ?? publicViewOf(evidence))?.resolver.server ?? { kind: 'https', url: '?' },
  );
  const [first] = aliases;
  if (first === undefined && decisive.status !== 'pass') {
    // What is odd about the address has been said, and its cure is the CNAME.
    return [];
  }
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

/** The storage account is called like the deployment; the service name stands for it where that is unknown. */
function nameNotes(evidence: NameResolutionEvidence): readonly Finding[] {
  const { host } = evidence;
  const deployment = [host, ...(aliasesOf(evidence) ?? [])]
    .map(readDeploymentName)
    .find((found) => found !== undefined);
  const name = deployment?.prefix ?? firstLabel(host);
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

function publicNotes(evidence: NameResolutionEvidence, decisive: Finding): readonly Finding[] {
  const asked = viewsOf(evidence, 'public');
  const outside = publicViewOf(evidence);
  if (outside === undefined) {
    return [
      finding.skip('public-view-unavailable', {
        what: `What the internet's name servers say about ${evidence.host} could not be asked${asked.length === 0 ? '' : `: ${asked.map(({ resolver, view }) => `${renderServer(resolver.server)} ${renderView(view)}`).join(', ')}`}`,
        why: 'Many networks let nobody ask public resolvers. Only the comparison is missing; what Windows resolves is what counts.',
      }),
    ];
  }
  const here = sourceView(evidence)?.view;
  // An address of this network is no model for the internet, a CNAME is.
  const topLevel = privateTopLevel(evidence.host);
  const model = here?.kind === 'addresses' && here.targets.length > 0 ? here : undefined;
  return evidence.system.status === 'answered' && decisive.status !== 'fail' && outside.view.kind === 'nxdomain'
    ? [
        finding.warn('split-dns-differs', {
          what: `${evidence.host} resolves here, while the internet knows no such name (${renderServer(outside.resolver.server)})`,
          why: 'It works in this network only: away from it, where a CMG is needed, the device finds nothing.',
          ...(topLevel === undefined
            ? { fix: `In public DNS: ${recordToCreate(evidence.host, outside.view.zone, model)}`, owner: 'network' }
            : { fix: anotherName(topLevel), owner: 'cmg-admin' }),
          subject: evidence.host,
        }),
      ]
    : [];
}
