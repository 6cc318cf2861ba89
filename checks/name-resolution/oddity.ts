import { readDeploymentName } from '../../src/formats/deployment-name.ts';
import { firstLabel } from '../../src/formats/domain-name.ts';
import { type AddressScope, addressScope, isIpv4 } from '../../src/formats/ip-address.ts';
import { proxyFor } from '../network-path/proxy.ts';
import type { AskedResolver, NameResolutionEvidence, Occupant } from './evidence.ts';
import { addressesOf, aliasesOf, publicViewOf, shares, sourceView, systemAddresses, viewsOf } from './seen-view.ts';
import { recordsOf } from './view.ts';

/** What makes the system's answer worth a second look, most telling first. */
export type Oddity =
  | { readonly kind: 'hosts-override' }
  | { readonly kind: 'scope'; readonly scopes: readonly Exclude<AddressScope, 'public'>[] }
  | { readonly kind: 'ipv6-only' }
  | { readonly kind: 'answers-anything'; readonly which: Indiscriminate }
  /** No configured server says what the system says. */
  | { readonly kind: 'unexplained' }
  /** The internet's view leads to another place. */
  | { readonly kind: 'differs' }
  /** The CNAME leads to a deployment of another name. */
  | { readonly kind: 'prefix' };

/** The same address comes for names that nobody has. */
export type Indiscriminate =
  /** For names beside the CMG's: a wildcard record. */
  | 'sibling'
  /** For every name there is, Microsoft's too: a portal. */
  | 'every-name'
  /** For every name that does not exist, and only for those: providers and filters rewrite "no such name" like this. */
  | 'denials';

/** The prefix is told apart from the verdict; its server was asked only for that. */
export type TellingOddity = Exclude<Oddity, { kind: 'prefix' }>;

export function odditiesOf(evidence: NameResolutionEvidence): readonly Oddity[] {
  const addresses = systemAddresses(evidence);
  if (addresses.length === 0 || proxyFor(evidence.proxy, { host: evidence.host, scheme: 'https' }) !== undefined) {
    return [];
  }
  const scopes = [...new Set(addresses.map((address) => addressScope(address)))].filter(
    (scope): scope is Exclude<AddressScope, 'public'> =>
      scope !== undefined && scope !== 'public' && !(scope === 'loopback' && evidence.port !== 443),
  );
  const anything = answersAnything(evidence);
  return [
    ...((evidence.hosts?.length ?? 0) > 0 ? [{ kind: 'hosts-override' } as const] : []),
    ...(scopes.length > 0 ? [{ kind: 'scope', scopes } as const] : []),
    ...(addresses.some(isIpv4) ? [] : [{ kind: 'ipv6-only' } as const]),
    ...(anything === undefined ? [] : [{ kind: 'answers-anything', which: anything } as const]),
    ...(isUnexplained(evidence) ? [{ kind: 'unexplained' } as const] : []),
    ...(differsFromPublic(evidence) ? [{ kind: 'differs' } as const] : []),
    ...(hasOtherPrefix(evidence) ? [{ kind: 'prefix' } as const] : []),
  ];
}

/** The addresses whose owner should be asked for, with the public ones for comparison. */
export function oddAddresses(evidence: NameResolutionEvidence): readonly Pick<Occupant, 'address' | 'said'>[] {
  if (odditiesOf(evidence).length === 0) {
    return [];
  }
  const system = systemAddresses(evidence).slice(0, 2);
  const outside = addressesOf(publicViewOf(evidence)?.view);
  // Without the internet's view the configured servers know better than a hosts file.
  const [said, known] =
    outside.length > 0
      ? (['public', outside] as const)
      : (['configured', viewsOf(evidence, 'inside').flatMap(({ view }) => addressesOf(view))] as const);
  const others = [...new Set(known)].filter((address) => !system.includes(address));
  return [
    ...system.map((address) => ({ address, said: 'system' }) as const),
    ...others.slice(0, 2).map((address) => ({ address, said })),
  ];
}

function answersAnything(evidence: NameResolutionEvidence): Indiscriminate | undefined {
  const addresses = systemAddresses(evidence);
  const given = (answer: AskedResolver['sibling']) =>
    answer === undefined
      ? []
      : recordsOf(answer)
          .filter(({ type }) => type === 'A')
          .map(({ data }) => data);
  const inside = evidence.resolvers.filter(({ role }) => role === 'inside');
  const liar = inside.find(({ impossible }) => shares(given(impossible), addresses));
  if (liar !== undefined) {
    const { wellKnown } = liar;
    return wellKnown?.status === 'answered' && !shares(given(wellKnown), addresses) ? 'denials' : 'every-name';
  }
  return inside.some(({ sibling }) => shares(given(sibling), addresses)) ? 'sibling' : undefined;
}

function isUnexplained(evidence: NameResolutionEvidence): boolean {
  const spoken = viewsOf(evidence, 'inside').filter(({ view }) => view.kind !== 'failed');
  return spoken.length > 0 && spoken.every(({ view }) => view.kind === 'nxdomain');
}

/** Whether the internet's view leads to the same place. */
export function agreesWithPublic(evidence: NameResolutionEvidence): boolean {
  return publicViewOf(evidence)?.view.kind === 'addresses' && !differsFromPublic(evidence);
}

/** Azure changes addresses, so the same CNAME target is the same place, whatever the addresses. */
function differsFromPublic(evidence: NameResolutionEvidence): boolean {
  const outside = publicViewOf(evidence)?.view;
  if (outside?.kind !== 'addresses' || shares(addressesOf(outside), systemAddresses(evidence))) {
    return false;
  }
  const source = sourceView(evidence);
  // Addresses that change with every question leave no server that said the very same.
  const views = source === undefined ? viewsOf(evidence, 'inside') : [source];
  const targets = views.flatMap(({ view }) => (view.kind === 'addresses' ? view.targets.slice(-1) : []));
  const target = outside.targets.at(-1);
  return target === undefined || !targets.includes(target);
}

function hasOtherPrefix(evidence: NameResolutionEvidence): boolean {
  const deployment = (aliasesOf(evidence) ?? []).map(readDeploymentName).find((name) => name !== undefined);
  return (
    deployment !== undefined &&
    readDeploymentName(evidence.host) === undefined &&
    deployment.prefix !== firstLabel(evidence.host)
  );
}
