import type { Finding } from '../../src/core/finding.ts';
import { isAzureName, readDeploymentName } from '../../src/formats/deployment-name.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import { forgottenProxyAdvice } from '../network-path/proxy.ts';
import { noAddress } from './broken-record.ts';
import { finding, NAME_NOT_RESOLVED, NO_CONNECTION } from './codes.ts';
import { type NameResolutionEvidence, WELL_KNOWN_NAME } from './evidence.ts';
import { recordToCreate, spellingOrRecord } from './record.ts';
import type { SeenView } from './seen-view.ts';
import { renderResolver, renderServer, renderView } from './view.ts';

/** Denied inside, known to the internet: the record that the inner zone lacks. */
export function missingInside(
  { host, policy }: NameResolutionEvidence,
  denying: SeenView | undefined,
  outside: SeenView,
): Finding {
  if (outside.view.kind !== 'addresses') {
    return noAddress(host, outside, undefined);
  }
  const zone = denying?.view.kind === 'nxdomain' ? denying.view.zone : undefined;
  const who = denying === undefined ? 'the name servers that Windows uses' : renderResolver(denying.resolver);
  const azure = readDeploymentName(host) !== undefined;
  const exempt = policy === undefined ? '' : ` Or exempt the name from the name resolution policy ${policy.id}.`;
  return finding.fail('split-dns-missing', {
    what: `${host} is unknown to ${who}, while the internet has it: ${renderView(outside.view)}`,
    why: azure
      ? `The internal servers answer for Azure's own domain, or do not pass the question on. ${NO_CONNECTION}`
      : `The zone exists inside as well as outside, and the inner copy lacks the record: it works at home and not in this network. ${NO_CONNECTION}`,
    fix: azure
      ? `Let ${who} forward ${parentName(host)} to the internet, and remove an internal zone of that name.${exempt}`
      : `${recordToCreate(host, zone, outside.view)}${exempt}`,
    owner: 'network',
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}

/** A record in the internal zone would help nobody here: what it points at would not resolve either. */
export function walled({ host, proxy }: NameResolutionEvidence, { resolver, view }: SeenView): Finding {
  const who = renderResolver(resolver);
  const target = view.kind === 'dangling' ? view.targets.at(-1) : undefined;
  return finding.fail('no-internet-names', {
    what:
      target === undefined
        ? `${who} knows neither ${host} nor ${WELL_KNOWN_NAME}: it resolves no names of the internet`
        : `${who} has ${host} as a CNAME to ${target} and cannot follow it: it resolves no names of the internet, not even ${WELL_KNOWN_NAME}`,
    why: `A network that lets nobody out yet (a portal, a VPN that is not up), or one that resolves its own names only and leaves the rest to a proxy. ${NO_CONNECTION}`,
    fix:
      forgottenProxyAdvice(proxy) ??
      'Let the name servers of this network forward names of the internet. Where the internet is reached through a proxy only, set it for the machine: netsh winhttp set proxy <host:port>. On a guest network, sign in to its portal.',
    owner: 'network',
    transient: true,
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}

/** Denied by everybody who could be asked. */
export function nowhere(
  { host, system }: NameResolutionEvidence,
  denying: SeenView | undefined,
  outside: SeenView | undefined,
): Finding {
  const who = denying === undefined ? 'Windows' : renderResolver(denying.resolver);
  const code = 'code' in system ? ` (${system.code})` : '';
  const azure = readDeploymentName(host) !== undefined;
  return finding.fail('nxdomain', {
    what:
      outside === undefined
        ? `${who} knows no name ${host}${denying === undefined ? code : ''}; whether the internet does could not be seen`
        : `There is no name ${host}, neither for ${who} nor for the internet (${renderServer(outside.resolver.server)})`,
    why: NO_CONNECTION,
    fix: azure
      ? `Check the spelling against CCMHOSTNAME in the console; if it is right, the CMG deployment is gone and has to be redeployed.`
      : isAzureName(host)
        ? 'No CMG has such a name: take CCMHOSTNAME from the console, as a rule <prefix>.<region>.cloudapp.azure.com.'
        : spellingOrRecord(host, undefined),
    owner: azure || isAzureName(host) ? 'cmg-admin' : 'network',
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}
