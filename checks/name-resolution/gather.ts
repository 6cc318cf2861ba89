import { createHash } from 'node:crypto';
import type { ProbeContext } from '../../src/core/check.ts';
import type { CmgTarget } from '../../src/core/target.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import { findHostsEntries, type HostsEntry } from '../../src/formats/hosts-file.ts';
import {
  matchNrptRule,
  NRPT_LOCAL_KEY,
  NRPT_POLICY_KEY,
  type NrptRule,
  readNrptRules,
} from '../../src/formats/nrpt.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import type { DnsServer, SystemLookup } from '../../src/host/ports.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { gatherProxyChoice } from '../network-path/proxy.ts';
import { oddAddresses } from './comparison.ts';
import type { AskedResolver, NameResolutionEvidence, Occupant } from './evidence.ts';
import { IMPOSSIBLE_NAME, SIBLING_LABEL, WELL_KNOWN_NAME } from './evidence.ts';

/** Windows itself gives up on a name after about 11 seconds with one adapter. */
const LOOKUP_TIMEOUT_MS = 12_000;
/** A name server that takes longer is of no use to ccmsetup either: Windows asks the next one after a second. */
const INSIDE_TIMEOUT_MS = 4_000;
/** The internet's view explains and never decides; blocked port 53 must not hold the run. */
const PUBLIC_TIMEOUT_MS = 3_000;
const OCCUPANT_TIMEOUT_MS = 5_000;
/** Servers asked on each side: adapters have two or three each, and their answers repeat. */
const MAX_SERVERS = 8;
/** Servers that are asked for names nobody has: one that answers everything is seen by the first two. */
const MAX_CONTROLLED = 2;
const MAX_OCCUPANTS = 4;
/** Megabytes of blocked advertising are normal; more is not read. */
const MAX_HOSTS_BYTES = 16 * 1024 * 1024;

/** Asks everybody at once; only what looks odd afterwards costs another round. */
export async function gatherNameFacts(context: ProbeContext, cmg: CmgTarget): Promise<NameResolutionEvidence> {
  const { host: name, port } = cmg;
  const [system, proxy, hosts, { policy, resolvers: inside }, outside] = await Promise.all([
    context.host.dns.lookup(name, { timeoutMs: LOOKUP_TIMEOUT_MS }, context.signal),
    gatherProxyChoice(context),
    hostsEntries(context, name),
    askInside(context, name),
    askOutside(context, name),
  ]);
  const evidence: NameResolutionEvidence = {
    host: name,
    port,
    proxy,
    system,
    ...(hosts && { hosts }),
    ...(policy && { policy }),
    resolvers: [...inside, ...outside],
    occupants: [],
  };
  const odd = oddAddresses(evidence);
  if (odd.length === 0) {
    return evidence;
  }
  const [absolute, occupants] = await Promise.all([
    absoluteLookup(context, evidence),
    Promise.all(odd.slice(0, MAX_OCCUPANTS).map((place) => occupantOf(context, cmg, place))),
  ]);
  return { ...evidence, ...(absolute && { absolute }), occupants };
}

async function hostsEntries({ host, signal }: ProbeContext, name: string): Promise<readonly HostsEntry[] | undefined> {
  const file = await host.files.read('hosts', { maxBytes: MAX_HOSTS_BYTES }, signal);
  if (file.status === 'read') {
    return findHostsEntries(file.bytes, [name]);
  }
  return file.status === 'absent' ? [] : undefined;
}

interface Inside {
  readonly policy?: NrptRule;
  readonly resolvers: readonly AskedResolver[];
}

/** The servers of the policy rule for the name, else those of the adapters. */
async function askInside(context: ProbeContext, name: string): Promise<Inside> {
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

function askOutside(context: ProbeContext, name: string): Promise<readonly AskedResolver[]> {
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

/** Whether the answer hangs on a search suffix: the same name with the root's dot takes none. */
function absoluteLookup(
  context: ProbeContext,
  { host, system, hosts }: NameResolutionEvidence,
): Promise<SystemLookup> | undefined {
  return system.status === 'answered' && (hosts?.length ?? 0) === 0
    ? context.host.dns.lookup(`${host}.`, { timeoutMs: LOOKUP_TIMEOUT_MS }, context.signal)
    : undefined;
}

async function occupantOf(
  { host, signal }: ProbeContext,
  cmg: CmgTarget,
  { address, said }: Pick<Occupant, 'address' | 'said'>,
): Promise<Occupant> {
  const outcome = await host.tls.handshake(
    { address, port: cmg.port, serverName: cmg.host, timeoutMs: OCCUPANT_TIMEOUT_MS },
    signal,
  );
  const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
  if (leaf === undefined) {
    return { address, said, identity: { kind: 'silent', status: outcome.status } };
  }
  const decoded = decodeCertificate(leaf);
  if (!decoded.ok) {
    return { address, said, identity: { kind: 'names-other', names: [] } };
  }
  const match = matchServerName(decoded.value, cmg.host);
  return match.kind === 'match'
    ? {
        address,
        said,
        identity: { kind: 'names-host', by: match.name, leaf: createHash('sha256').update(leaf).digest('hex') },
      }
    : { address, said, identity: { kind: 'names-other', names: match.names.slice(0, 3) } };
}
