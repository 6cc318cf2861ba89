import { type CnameChain, followCnames, MAX_CNAME_LINKS } from '../../src/formats/cname-chain.ts';
import { bareName } from '../../src/formats/domain-name.ts';
import type { DnsAnswer, DnsRecord, DnsServer } from '../../src/host/ports.ts';
import type { AskedResolver } from './evidence.ts';

/** What one name server says about the name, its three answers read together. */
export type View =
  | {
      readonly kind: 'addresses';
      readonly v4: readonly string[];
      readonly v6: readonly string[];
      readonly targets: readonly string[];
    }
  /** A CNAME whose target has no address. */
  | { readonly kind: 'dangling'; readonly targets: readonly string[] }
  /** CNAMEs that lead back or never end. */
  | { readonly kind: 'loop'; readonly targets: readonly string[] }
  /** The name exists, without an address. */
  | { readonly kind: 'no-data'; readonly zone?: Zone }
  | { readonly kind: 'nxdomain'; readonly zone?: Zone }
  /** It gave no usable answer. */
  | {
      readonly kind: 'failed';
      readonly how: string;
      /** This device itself did not get the question out (no IPv6, its own firewall): that says nothing about the server. */
      readonly noRoute: boolean;
    };

/** The zone that says no, out of its start of authority. */
export interface Zone {
  readonly apex: string;
  readonly primaryServer: string;
}

/** `EACCES` is a local firewall that lets only the DNS client ask (WSAEACCES). */
const NO_ROUTE: ReadonlySet<string> = new Set([
  ...['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'],
  ...['EACCES', 'EPERM'],
]);

export function viewOf(name: string, { a, aaaa, cname }: Pick<AskedResolver, 'a' | 'aaaa' | 'cname'>): View {
  const chains = [chainOf(name, 'A', a), chainOf(name, 'AAAA', aaaa), chainOf(name, 'CNAME', cname)];
  const [v4, v6] = chains.map((chain) => chain?.data ?? []);
  const longest = chains.reduce<readonly string[]>(
    (best, chain) => (chain !== undefined && chain.targets.length > best.length ? chain.targets : best),
    [],
  );
  if ((v4?.length ?? 0) + (v6?.length ?? 0) > 0) {
    return { kind: 'addresses', v4: v4 ?? [], v6: v6 ?? [], targets: longest };
  }
  if (chains.some((chain) => chain?.loops === true) || longest.length >= MAX_CNAME_LINKS) {
    return { kind: 'loop', targets: longest };
  }
  const failure = failureOf(a) ?? (a.status === 'nxdomain' ? undefined : failureOf(aaaa));
  if (failure !== undefined) {
    return { kind: 'failed', how: failure, noRoute: a.status === 'unreachable' && NO_ROUTE.has(a.code) };
  }
  if (longest.length > 0) {
    return { kind: 'dangling', targets: longest };
  }
  const zone = zoneOf([...recordsOf(a), ...recordsOf(aaaa), ...recordsOf(cname)]);
  return { kind: a.status === 'nxdomain' ? 'nxdomain' : 'no-data', ...(zone && { zone }) };
}

/** Address answers, in words; undefined when the answer is usable. */
function failureOf(answer: DnsAnswer): string | undefined {
  switch (answer.status) {
    case 'answered':
    case 'nxdomain':
    case 'no-data':
      return undefined;
    case 'servfail':
      return 'SERVFAIL';
    case 'refused':
      return answer.rcode;
    case 'timed-out':
      return 'no answer';
    case 'unreachable':
      return `cannot be reached (${answer.code})`;
    case 'malformed':
      return `an unreadable answer (${answer.why})`;
  }
}

export function recordsOf(answer: DnsAnswer): readonly DnsRecord[] {
  return 'records' in answer ? answer.records : [];
}

function chainOf(name: string, type: string, answer: DnsAnswer): CnameChain | undefined {
  return 'records' in answer ? followCnames(name, type, answer.records) : undefined;
}

function zoneOf(records: readonly DnsRecord[]): Zone | undefined {
  const soa = records.find(({ type }) => type === 'SOA');
  return soa && { apex: bareName(soa.name), primaryServer: bareName(soa.data) };
}

/** Address or URL, as a person would write it. */
export function renderServer(server: DnsServer): string {
  if (server.kind === 'https') {
    return server.url;
  }
  return server.port === 53 ? server.address : `${server.address}:${server.port}`;
}

/** With the adapter or the policy rule that names it, so that it can be found. */
export function renderResolver({ server, source }: AskedResolver): string {
  return `${renderServer(server)} (${source})`;
}

/** e.g. `CNAME cmg.westeurope.cloudapp.azure.com, A 203.0.113.10`. */
export function renderView(view: View): string {
  switch (view.kind) {
    case 'addresses': {
      const target = view.targets.at(-1);
      const addresses = [...view.v4, ...view.v6].slice(0, 4).join(', ');
      return target === undefined ? addresses : `CNAME ${target} (${addresses})`;
    }
    case 'dangling':
      return `CNAME ${view.targets.at(-1)}, which has no address`;
    case 'loop':
      return 'a chain of CNAMEs without an end';
    case 'no-data':
      return 'the name without an address';
    case 'nxdomain':
      return 'no such name';
    case 'failed':
      return view.how;
  }
}
