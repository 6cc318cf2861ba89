import type { AskedResolver, NameResolutionEvidence } from './evidence.ts';
import { type View, viewOf } from './view.ts';

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

/** IPv4 first; empty when it has none. */
export function addressesOf(view: View | undefined): readonly string[] {
  return view?.kind === 'addresses' ? [...view.v4, ...view.v6] : [];
}

/** Whether the lists have anything in common. */
export const shares = (some: readonly string[], others: readonly string[]) => some.some((one) => others.includes(one));

/** The configured server whose answer the system gave, as far as the addresses show. */
export function sourceView(evidence: NameResolutionEvidence): SeenView | undefined {
  const addresses = systemAddresses(evidence);
  return viewsOf(evidence, 'inside').find(({ view }) => shares(addressesOf(view), addresses));
}

/** The CNAME chain by which the name is reached: the configured server's, else the internet's. */
export function aliasesOf(evidence: NameResolutionEvidence): readonly string[] | undefined {
  const view = sourceView(evidence)?.view ?? publicViewOf(evidence)?.view;
  return view?.kind === 'addresses' ? view.targets : undefined;
}
