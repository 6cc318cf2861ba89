import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import { type Endpoint, PURPOSE } from './endpoints.ts';

/** What is the matter with one endpoint, before it is decided who is told together with whom. */
export interface Trouble {
  readonly endpoint: Endpoint;
  readonly code: (typeof finding.codes)[number];
  /** Equal for endpoints that failed in the same way: one cause is likely, and one fix. */
  readonly outcome: string;
  /** ccmsetup cannot go on without this endpoint. */
  readonly isDecisive: boolean;
  readonly what: string;
  readonly why: string;
  /** What to do for all of these endpoints. */
  fix(endpoints: readonly Endpoint[]): string;
  /** Default: the endpoint's host. */
  readonly subject?: string;
  readonly transient?: boolean;
  readonly symptom?: string;
}

/** One finding for each way to fail, in the order in which the ways are first met. */
export function tellTogether(troubles: readonly Trouble[]): readonly Finding[] {
  const ways = Map.groupBy(troubles, ({ code, outcome }) => `${code} ${outcome}`);
  return [...ways.values()].flatMap((group) => {
    const first = group.find(({ isDecisive }) => isDecisive) ?? group[0];
    return first === undefined ? [] : [tell(first, [first, ...group.filter((other) => other !== first)])];
  });
}

/** A failure names the hosts that share its trouble; what hangs on them matters only when ccmsetup could go on. */
function tell(first: Trouble, group: readonly Trouble[]): Finding {
  const { code, isDecisive, what, why, subject, transient, symptom } = first;
  // An endpoint of the user's own may be one of Microsoft's.
  const others = group.map(({ endpoint }) => endpoint).filter((one) => addressed(one) !== addressed(first.endpoint));
  return finding[isDecisive ? 'fail' : 'warn'](code, {
    what:
      others.length === 0
        ? what
        : `${what}; the same goes for ${enumerate(others.map(isDecisive ? addressed : describe))}`,
    why: isDecisive ? why : [...new Set(group.map((trouble) => trouble.why))].join(' '),
    fix: first.fix(group.map(({ endpoint }) => endpoint)),
    owner: 'network',
    subject: subject ?? first.endpoint.host,
    ...(transient !== undefined && { transient }),
    ...(symptom !== undefined && { symptom }),
  });
}

/** e.g. `login.microsoftonline.com (Entra ID's sign-in)`. */
export function describe(endpoint: Endpoint): string {
  return `${addressed(endpoint)} (${PURPOSE[endpoint.purpose].name})`;
}

/** The port where it is not that of HTTPS. */
function addressed({ host, port }: Endpoint): string {
  return port === 443 ? host : `${host}:${port}`;
}

/** e.g. `TCP 443 from this network to a.example and b.example`; each with its port when they differ. */
export function tcpTo(endpoints: readonly Endpoint[]): string {
  const [port, ...otherPorts] = new Set(endpoints.map((endpoint) => endpoint.port));
  return port !== undefined && otherPorts.length === 0
    ? `TCP ${port} from this network to ${hostsOf(endpoints)}`
    : `TCP from this network to ${withPorts(endpoints)}`;
}

export function hostsOf(endpoints: readonly Endpoint[]): string {
  return enumerate([...new Set(endpoints.map(({ host }) => host))]);
}

export function withPorts(endpoints: readonly Endpoint[]): string {
  return enumerate([...new Set(endpoints.map(({ host, port }) => `${host}:${port}`))]);
}

/** `a`, `a and b`, `a, b and c`. */
function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
