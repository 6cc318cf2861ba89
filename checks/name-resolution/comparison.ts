import { readDeploymentName } from '../../src/formats/deployment-name.ts';
import { firstLabel } from '../../src/formats/domain-name.ts';
import { type AddressScope, addressScope, isIpv4 } from '../../src/formats/ip-address.ts';
import { proxyFor } from '../network-path/proxy.ts';
import type { AskedResolver, NameResolutionEvidence, Occupant } from './evidence.ts';
import { recordsOf, type View, viewOf } from './view.ts';

export interface SeenView {
  readonly resolver: AskedResolver;
  readonly view: View;
}

export function viewsOf({ host, resolvers }: NameResolutionEvidence, role: AskedResolver['role']): readonly SeenView[] {
  return resolvers
    .filter((resolver) => resolver.role === role)
    .map((resolver) => ({ resolver, view: viewOf(host, resolver) }));
}

/** Whether the server denies a name that certainly exists: a walled network, or one that resolves its own names only. */
export function isWalled({ wellKnown }: AskedResolver): boolean {
  return wellKnown?.status === 'nxdomain' || wellKnown?.status === 'no-data';
}

/**
 * The internet's view: any public resolver that finds an address counts more than one that finds none. One that does not
 * even know Microsoft's sign-in host is not the internet: somebody in between answers in its place.
 */
export function publicViewOf(evidence: NameResolutionEvidence): SeenView | undefined {
  const spoken = viewsOf(evidence, 'public').filter(
    ({ resolver, view }) => view.kind !== 'failed' && (view.kind === 'addresses' || !isWalled(resolver)),
  );
  return spoken.find(({ view }) => view.kind === 'addresses') ?? spoken[0];
}

export function systemAddresses({ system }: NameResolutionEvidence): readonly string[] {
  return system.status === 'answered' ? system.addresses : [];
}

function addressesOf(view: View | undefined): readonly string[] {
  return view?.kind === 'addresses' ? [...view.v4, ...view.v6] : [];
}

const shares = (some: readonly string[], others: readonly string[]) => some.some((one) => others.includes(one));

/** The configured server whose answer the system gave, as far as the addresses show. */
export function sourceView(evidence: NameResolutionEvidence): SeenView | undefined {
  const addresses = systemAddresses(evidence);
  return viewsOf(evidence, 'inside').find(({ view }) => shares(addressesOf(view), addresses));
}

/** What makes the system's answer worth a second look, most telling first. */
export type Oddity =
  | { readonly kind: 'hosts-override' }
  | { readonly kind: 'scope'; readonly scopes: readonly Exclude<AddressScope, 'public'>[] }
  | { readonly kind: 'ipv6-only' }
  /** The same address comes for names that nobody has. */
  | { readonly kind: 'answers-anything'; readonly which: 'sibling' | 'impossible' }
  /** No configured server says what the system says. */
  | { readonly kind: 'unexplained' }
  /** The internet's view leads to another place. */
  | { readonly kind: 'differs' }
  /** The CNAME leads to a deployment of another name. */
  | { readonly kind: 'prefix' };

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
  const outside = addressesOf(publicViewOf(evidence)?.view).filter((address) => !system.includes(address));
  return [
    ...system.map((address) => ({ address, said: 'system' }) as const),
    ...outside.slice(0, 2).map((address) => ({ address, said: 'public' }) as const),
  ];
}

function answersAnything(evidence: NameResolutionEvidence): 'sibling' | 'impossible' | undefined {
  const addresses = systemAddresses(evidence);
  const given = (answer: AskedResolver['sibling']) =>
    answer === undefined
      ? []
      : recordsOf(answer)
          .filter(({ type }) => type === 'A')
          .map(({ data }) => data);
  const inside = evidence.resolvers.filter(({ role }) => role === 'inside');
  if (inside.some(({ impossible }) => shares(given(impossible), addresses))) {
    return 'impossible';
  }
  return inside.some(({ sibling }) => shares(given(sibling), addresses)) ? 'sibling' : undefined;
}

function isUnexplained(evidence: NameResolutionEvidence): boolean {
  const spoken = viewsOf(evidence, 'inside').filter(({ view }) => view.kind !== 'failed');
  return spoken.length > 0 && spoken.every(({ view }) => view.kind === 'nxdomain');
}

/** Azure changes addresses, so the same CNAME target is the same place, whatever the addresses. */
export function differsFromPublic(evidence: NameResolutionEvidence): boolean {
  const outside = publicViewOf(evidence)?.view;
  if (outside?.kind !== 'addresses' || shares(addressesOf(outside), systemAddresses(evidence))) {
    return false;
  }
  const inside = sourceView(evidence)?.view;
  const target = inside?.kind === 'addresses' ? inside.targets.at(-1) : undefined;
  return target === undefined || target !== outside.targets.at(-1);
}

/** The CNAME chain by which the name is reached: the configured server's, else the internet's. */
export function aliasesOf(evidence: NameResolutionEvidence): readonly string[] | undefined {
  const view = sourceView(evidence)?.view ?? publicViewOf(evidence)?.view;
  return view?.kind === 'addresses' ? view.targets : undefined;
}

function hasOtherPrefix(evidence: NameResolutionEvidence): boolean {
  const deployment = (aliasesOf(evidence) ?? []).map(readDeploymentName).find((name) => name !== undefined);
  return (
    deployment !== undefined &&
    readDeploymentName(evidence.host) === undefined &&
    deployment.prefix !== firstLabel(evidence.host)
  );
}

/** Whether the CMG is at the addresses the system gives, by what presents itself there. */
export type Occupancy =
  /** The very certificate that the internet's address shows. */
  | 'the-same'
  /** A certificate for the name: the CMG, or what stands in for it. */
  | 'cmg'
  /** A certificate for the name, and another one than the internet's address shows. */
  | 'another-with-the-name'
  | 'somebody-else'
  | 'nobody';

export function occupancyOf({ occupants }: NameResolutionEvidence): Occupancy {
  const here = occupants.filter(({ said }) => said === 'system').map(({ identity }) => identity);
  const there = occupants.filter(({ said }) => said === 'public').map(({ identity }) => identity);
  const named = here.find((identity) => identity.kind === 'names-host');
  const reference = there.find((identity) => identity.kind === 'names-host');
  if (named?.kind === 'names-host') {
    return reference?.kind !== 'names-host'
      ? 'cmg'
      : reference.leaf === named.leaf
        ? 'the-same'
        : 'another-with-the-name';
  }
  return here.some(({ kind }) => kind === 'names-other') ? 'somebody-else' : 'nobody';
}

/** Whether the CMG answers from here at the address the internet knows. */
export function publicAddressWorks({ occupants }: NameResolutionEvidence): boolean {
  return occupants.some(({ said, identity }) => said === 'public' && identity.kind === 'names-host');
}
