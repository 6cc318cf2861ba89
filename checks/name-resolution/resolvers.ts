import type { ProbeContext } from '../../src/core/check.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import {
  matchNrptRule,
  NRPT_LOCAL_KEY,
  NRPT_POLICY_KEY,
  type NrptRule,
  readNrptRules,
} from '../../src/formats/nrpt.ts';
import type { DnsServer } from '../../src/host/ports.ts';
import { type AskedResolver, IMPOSSIBLE_NAME, SIBLING_LABEL, WELL_KNOWN_NAME } from './evidence.ts';

/** A name server that takes longer is of no use to ccmsetup either: Windows asks the next one after a second. */
const INSIDE_TIMEOUT_MS = 4_000;
/** The internet's view explains and never decides; blocked port 53 must not hold the run. */
const PUBLIC_TIMEOUT_MS = 3_000;
/** Servers asked on each side: adapters have two or three each, and their answers repeat. */
const MAX_SERVERS = 8;
/** Servers that are asked for names nobody has: one that answers everything is seen by the first two. */
const MAX_CONTROLLED = 2;

interface Inside {
  readonly policy?: NrptRule;
  readonly resolvers: readonly AskedResolver[];
}

/** The servers of the policy rule for the name, else those of the adapters. */
export async function askInside(context: ProbeContext, name: string): Promise<Inside> {
  const [policy, configured] = await Promise.all([
    policyFor(context, name),
    context.host.dns.configuredServers(context.signal),
  ]);
  const servers =
    policy !== undefined && policy.servers.length > 0
      ? policy.servers.map((address) => ({ address, port: 53, source: `name resolution policy ${policy.id}` }))
      : configured;
  const distinct = servers.filter(
    ({ address, port }, index) =>
      servers.findIndex((other) => other.address === address && other.port === port) === index,
  );
  const resolvers = await Promise.all(
    distinct.slice(0, MAX_SERVERS).map(({ address, port, source }, index) =>
      ask(context, name, {
        role: 'inside',
        server: { kind: 'dns', address, port },
        source,
        controlled: index < MAX_CONTROLLED,
        timeoutMs: INSIDE_TIMEOUT_MS,
      }),
    ),
  );
  return { ...(policy && { policy }), resolvers };
}

/** The internet's view: everybody in `--public-resolver`. */
export function askOutside(context: ProbeContext, name: string): Promise<readonly AskedResolver[]> {
  return Promise.all(
    context.target.publicResolvers.slice(0, MAX_SERVERS).map((server) =>
      ask(context, name, {
        role: 'public',
        server,
        source: '--public-resolver',
        controlled: false,
        timeoutMs: PUBLIC_TIMEOUT_MS,
      }),
    ),
  );
}

interface Asking {
  readonly role: AskedResolver['role'];
  readonly server: DnsServer;
  readonly source: string;
  /** Also ask for names that nobody has. */
  readonly controlled: boolean;
  readonly timeoutMs: number;
}

/** A, AAAA and CNAME each by itself: one answer hides what the other shows. */
async function ask({ host, signal }: ProbeContext, name: string, asking: Asking): Promise<AskedResolver> {
  const { role, server, source, controlled, timeoutMs } = asking;
  const query = (asked: string, type: 'A' | 'AAAA' | 'CNAME') =>
    host.dns.query(server, { name: asked, type }, { timeoutMs }, signal);
  const parent = parentName(name);
  const [a, aaaa, cname, wellKnown, sibling, impossible] = await Promise.all([
    query(name, 'A'),
    query(name, 'AAAA'),
    query(name, 'CNAME'),
    query(WELL_KNOWN_NAME, 'A'),
    controlled && parent !== '' ? query(`${SIBLING_LABEL}.${parent}`, 'A') : undefined,
    controlled ? query(IMPOSSIBLE_NAME, 'A') : undefined,
  ]);
  return {
    role,
    server,
    source,
    a,
    aaaa,
    cname,
    wellKnown,
    ...(sibling && { sibling }),
    ...(impossible && { impossible }),
  };
}

/** A rule in the policy key hides the local key (inferred, see the docs page). */
async function policyFor({ host, signal }: ProbeContext, name: string): Promise<NrptRule | undefined> {
  const [byPolicy, local] = await Promise.all(
    [NRPT_POLICY_KEY, NRPT_LOCAL_KEY].map(async (path) => {
      const outcome = await host.registry.read(path, { recursive: true }, signal);
      return outcome.status === 'found' ? readNrptRules(outcome.keys) : [];
    }),
  );
  return matchNrptRule(byPolicy !== undefined && byPolicy.length > 0 ? byPolicy : (local ?? []), name);
}
