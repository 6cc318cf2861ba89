import type { Finding } from '../../src/core/finding.ts';
import { readDeploymentName } from '../../src/formats/deployment-name.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import { proxyFor, renderProxy } from '../network-path/proxy.ts';
import { finding, NAME_NOT_RESOLVED } from './codes.ts';
import { isWalled, publicViewOf, type SeenView, viewsOf } from './comparison.ts';
import { type NameResolutionEvidence, WELL_KNOWN_NAME } from './evidence.ts';
import { recordToCreate } from './record.ts';
import { renderResolver, renderServer, renderView, type View } from './view.ts';

const NO_CONNECTION = 'ccmsetup finds no address to connect to and ends before it has asked the CMG anything.';

/** The system gave no address: why, in the one finding that says what to change. */
export function judgeNoAnswer(evidence: NameResolutionEvidence): Finding {
  const { host, proxy } = evidence;
  const route = proxyFor(proxy, { host, scheme: 'https' });
  if (route !== undefined) {
    return finding.skip('left-to-proxy', {
      what: `${host} is not resolved here; the proxy ${renderProxy(route)} does that`,
      why: 'With a proxy WinHTTP sends the name and never resolves it: cmg-connection shows whether the proxy can.',
      subject: host,
    });
  }
  const spoken = viewsOf(evidence, 'inside').filter(({ view }) => view.kind !== 'failed');
  const outside = publicViewOf(evidence);
  const denying = spoken.find(({ view }) => view.kind === 'nxdomain');
  if (spoken.some(({ view }) => view.kind === 'addresses')) {
    return disagreesWithServers(evidence, spoken);
  }
  const broken = spoken.find(({ view }) => view.kind === 'dangling' || view.kind === 'loop' || view.kind === 'no-data');
  if (broken !== undefined) {
    return noAddress(host, broken, outside);
  }
  if (denying !== undefined && spoken.every(({ resolver }) => isWalled(resolver))) {
    return walled(host, denying);
  }
  if (denying !== undefined) {
    return outside !== undefined && hasAnything(outside.view)
      ? missingInside(evidence, denying, outside)
      : nowhere(evidence, denying, outside);
  }
  const unasked = !evidence.resolvers.some(({ role }) => role === 'inside');
  if (evidence.system.status === 'not-found' && unasked && outside !== undefined) {
    return hasAnything(outside.view)
      ? missingInside(evidence, undefined, outside)
      : nowhere(evidence, undefined, outside);
  }
  // Without a network Windows says "no such host" too: nobody has said that the name does not exist.
  return resolverFailed(evidence);
}

function hasAnything(view: View): boolean {
  return view.kind === 'addresses' || view.kind === 'dangling' || view.kind === 'loop' || view.kind === 'no-data';
}

function missingInside(
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
function walled(host: string, denying: SeenView): Finding {
  const who = renderResolver(denying.resolver);
  return finding.fail('no-internet-names', {
    what: `${who} knows neither ${host} nor ${WELL_KNOWN_NAME}: it resolves no names of the internet`,
    why: `A network that lets nobody out yet (a portal, a VPN that is not up), or one that resolves its own names only and leaves the rest to a proxy. ${NO_CONNECTION}`,
    fix: 'Let the name servers of this network forward names of the internet. Where the internet is reached through a proxy only, set it for the machine: netsh winhttp set proxy <host:port>. On a guest network, sign in to its portal.',
    owner: 'network',
    transient: true,
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}

function nowhere(
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
      : `Check the spelling against CCMHOSTNAME in the console. If it is right: ${recordToCreate(host, undefined, undefined)} It must stand in public DNS and in every internal copy of the zone.`,
    owner: azure ? 'cmg-admin' : 'network',
    subject: host,
    symptom: NAME_NOT_RESOLVED,
  });
}

function noAddress(host: string, broken: SeenView, outside: SeenView | undefined): Finding {
  const who = renderResolver(broken.resolver);
  const { view } = broken;
  const common = { owner: 'network', subject: host, symptom: NAME_NOT_RESOLVED } as const;
  if (view.kind === 'loop') {
    return finding.fail('no-address', {
      what: `${host} is a chain of CNAMEs without an end: ${[host, ...view.targets.slice(0, 3)].join(' → ')} → … (${who})`,
      why: NO_CONNECTION,
      fix: `Correct the CNAME records: ${host} must lead to the CMG's deployment name in Azure.`,
      ...common,
    });
  }
  if (view.kind === 'dangling') {
    const target = view.targets.at(-1) ?? '';
    const alive = outside?.view.kind === 'addresses';
    return finding.fail('no-address', {
      what: `${host} is a CNAME to ${target}, and ${alive ? `${who} finds no address of that` : 'that name has no address'}`,
      why: alive
        ? `The record is right, but this server does not resolve names of the internet such as ${target}. ${NO_CONNECTION}`
        : `The deployment was deleted or renamed, and the record stayed: whoever takes that name in Azure gets the clients. ${NO_CONNECTION}`,
      fix: alive
        ? `Let ${who} forward names of the internet (check its forwarders for ${target}).`
        : `Point the CNAME ${host} at the deployment name that the console shows now, or delete it.`,
      ...common,
      ...(alive ? {} : { owner: 'cmg-admin' as const }),
    });
  }
  const zone = view.kind === 'no-data' ? view.zone : undefined;
  return finding.fail('no-address', {
    what: `${host} exists for ${who}, without an address and without a CNAME`,
    why: NO_CONNECTION,
    fix: recordToCreate(host, zone, outside?.view),
    ...common,
  });
}

function disagreesWithServers({ host, system }: NameResolutionEvidence, spoken: readonly SeenView[]): Finding {
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

function resolverFailed(evidence: NameResolutionEvidence): Finding {
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
