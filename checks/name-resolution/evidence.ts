import type { HostsEntry } from '../../src/formats/hosts-file.ts';
import type { NrptRule } from '../../src/formats/nrpt.ts';
import type { DnsAnswer, DnsServer, SystemLookup } from '../../src/host/ports.ts';
import type { ProxyChoice } from '../network-path/proxy.ts';

/** Everything that was asked about the CMG's name, and what was said. */
export interface NameResolutionEvidence {
  readonly host: string;
  /** 443 but in a lab. */
  readonly port: number;
  readonly proxy: ProxyChoice;
  /** What the operating system answers: this decides. */
  readonly system: SystemLookup;
  /** The same for the name with the root's dot, asked only when the answer is odd: no search suffix applies to it. */
  readonly absolute?: SystemLookup;
  /** Entries of the hosts file for the name; absent when the file could not be read. */
  readonly hosts?: readonly HostsEntry[];
  /** The policy rule that sends the name elsewhere. */
  readonly policy?: NrptRule;
  readonly resolvers: readonly AskedResolver[];
  /** Who presents itself at an address, asked only when the address is odd. */
  readonly occupants: readonly Occupant[];
}

/** One name server and its answers about the name. */
export interface AskedResolver {
  /** `inside`: this device is configured to ask it; `public`: the internet's view. */
  readonly role: 'inside' | 'public';
  readonly server: DnsServer;
  /** Adapter, policy rule or option that names it. */
  readonly source: string;
  readonly a: DnsAnswer;
  readonly aaaa: DnsAnswer;
  readonly cname: DnsAnswer;
  /** A name that certainly exists: a server that denies it knows nothing of the internet. */
  readonly wellKnown?: DnsAnswer;
  /** A name beside the CMG's that nobody has. */
  readonly sibling?: DnsAnswer;
  /** A name that cannot exist anywhere (RFC 6761 section 6.4). */
  readonly impossible?: DnsAnswer;
}

/** Whether the server at an address is the CMG, as far as its certificate tells. */
export interface Occupant {
  readonly address: string;
  /** Where the address came from; `configured`: a configured name server, asked about where the internet's view is not to be had. */
  readonly said: 'system' | 'public' | 'configured';
  readonly identity: /** `by` is the name in the certificate, `leaf` its SHA-256: two services may share a wildcard, not a certificate. */
    | { readonly kind: 'names-host'; readonly by: string; readonly leaf: string }
    | { readonly kind: 'names-other'; readonly names: readonly string[] }
    | { readonly kind: 'silent'; readonly status: string };
}

export const WELL_KNOWN_NAME = 'login.microsoftonline.com';

/** Names that nobody has: what answers them answers anything. Fixed, so that a recorded run asks the same again. */
export const SIBLING_LABEL = 'cmg-preflight-no-such-name';
export const IMPOSSIBLE_NAME = 'cmg-preflight-no-such-name.invalid';
