import { isIP } from 'node:net';
import { matchNrptRule, NRPT_LOCAL_KEY, NRPT_POLICY_KEY, readNrptRules } from '../../formats/nrpt.ts';
import type { ConfiguredServer, Dns, DnsAnswer, Registry } from '../ports.ts';

/** What the device's resolver works with. */
export interface ResolverParts {
  /** Text of the hosts file. */
  readonly hosts: string;
  readonly registry: Registry;
  readonly configuredServers: Dns['configuredServers'];
  readonly query: Dns['query'];
}

/**
 * What the device's own resolver answers, over the real wire: the hosts file first, then its name servers in turn, or
 * those of the policy table's rule for the name. As in the Windows DNS client, a server's "no such name" is final and a
 * server that fails passes the question on. Suffixes are appended to a name with a dot only where a policy says so
 * (AppendToMultiLabelName), and never to one that ends in a dot.
 */
export function createSimulatedLookup(parts: ResolverParts): Dns['lookup'] {
  const { hosts, query } = parts;
  /** As the DNS client's cache; what could not be found is asked for again, because someone may wait for it. */
  const cache = new Map<string, readonly string[]>();
  return async (asked, { timeoutMs }, signal) => {
    const startedAt = performance.now();
    const done = <T>(lookup: T) => ({ ...lookup, durationMs: Math.round(performance.now() - startedAt) });
    const name = asked.toLowerCase().replace(/\.$/, '');
    const cached = cache.get(asked.toLowerCase());
    if (cached !== undefined) return done({ status: 'answered', addresses: cached });
    if (isIP(name) !== 0) return done({ status: 'answered', addresses: [name] });
    const listed = hostsAddresses(hosts, name);
    if (listed.length > 0) return done({ status: 'answered', addresses: listed });
    const suffixes = asked.endsWith('.') ? [] : await appendedSuffixes(parts.registry, signal);
    // With nobody to ask Windows says "host not found" (WSAHOST_NOT_FOUND), not "try again".
    let result: Outcome = { status: 'not-found', code: 'ENOTFOUND' };
    for (const candidate of [name, ...suffixes.map((suffix) => `${name}.${suffix}`)]) {
      for (const server of await serversFor(candidate, parts, signal)) {
        const remainingMs = timeoutMs - (performance.now() - startedAt);
        if (signal.aborted || remainingMs <= 0) return done({ status: 'timed-out' });
        result = await ask(server, candidate, remainingMs, query, signal);
        if (result.status === 'answered' || result.status === 'not-found') break;
      }
      if (result.status !== 'not-found') break;
    }
    if (result.status === 'answered') cache.set(asked.toLowerCase(), result.addresses);
    return done(result);
  };
}

const DNS_CLIENT_POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient';

/** Suffixes that a policy has appended to names with a dot, too. */
async function appendedSuffixes(registry: Registry, signal: AbortSignal): Promise<readonly string[]> {
  const policy = await registry.read(DNS_CLIENT_POLICY, { recursive: false }, signal);
  const values = policy.status === 'found' ? policy.keys[0]?.values : undefined;
  const list = values?.SearchList;
  if (values?.AppendToMultiLabelName?.value !== 1 || list?.type !== 'string') return [];
  return list.value.split(',').filter((suffix) => suffix !== '');
}

/** The servers that are asked for this name. */
async function serversFor(
  name: string,
  { registry, configuredServers }: ResolverParts,
  signal: AbortSignal,
): Promise<readonly ConfiguredServer[]> {
  const configured = await configuredServers(signal);
  for (const key of [NRPT_POLICY_KEY, NRPT_LOCAL_KEY]) {
    const table = await registry.read(key, { recursive: true }, signal);
    const rules = table.status === 'found' ? readNrptRules(table.keys) : [];
    const servers = matchNrptRule(rules, name)?.servers ?? [];
    if (servers.length > 0) return servers.map((address) => ({ address, port: DNS_PORT, source: 'policy table' }));
    // A rule in the policy key hides the local table altogether.
    if (rules.length > 0) break;
  }
  return configured;
}

/** Addresses that a hosts file gives a name; comments and lines without an address are skipped. */
export function hostsAddresses(text: string, name: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const named = names.some((other) => other.toLowerCase() === name.toLowerCase());
    return named && isIP(address) !== 0 ? [address] : [];
  });
}

const DNS_PORT = 53;

type Outcome =
  | { readonly status: 'answered'; readonly addresses: readonly string[] }
  | { readonly status: 'not-found'; readonly code: string }
  | { readonly status: 'failed'; readonly code: string }
  | { readonly status: 'timed-out' };

async function ask(
  server: ConfiguredServer,
  name: string,
  timeoutMs: number,
  query: Dns['query'],
  signal: AbortSignal,
): Promise<Outcome> {
  const to = { kind: 'dns', address: server.address, port: server.port } as const;
  const [v4, v6] = await Promise.all([
    query(to, { name, type: 'A' }, { timeoutMs }, signal),
    query(to, { name, type: 'AAAA' }, { timeoutMs }, signal),
  ]);
  const addresses = [...addressesIn(v4, 'A'), ...addressesIn(v6, 'AAAA')];
  if (addresses.length > 0) return { status: 'answered', addresses };
  if (isNegative(v4) && isNegative(v6)) return { status: 'not-found', code: 'ENOTFOUND' };
  if (v4.status === 'timed-out' || v6.status === 'timed-out') return { status: 'timed-out' };
  return { status: 'failed', code: 'EAI_AGAIN' };
}

function addressesIn(answer: DnsAnswer, type: 'A' | 'AAAA'): readonly string[] {
  return answer.status === 'answered' ? answer.records.filter((r) => r.type === type).map((r) => r.data) : [];
}

/** An answer with a CNAME and no address is one too. */
function isNegative({ status }: DnsAnswer): boolean {
  return status === 'nxdomain' || status === 'no-data' || status === 'answered';
}
