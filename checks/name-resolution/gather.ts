import type { ProbeContext } from '../../src/core/check.ts';
import type { CmgTarget } from '../../src/core/target.ts';
import { findHostsEntries, type HostsEntry } from '../../src/formats/hosts-file.ts';
import type { SystemLookup } from '../../src/host/ports.ts';
import { gatherProxyChoice } from '../network-path/proxy.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { occupantOf } from './occupants.ts';
import { oddAddresses } from './oddity.ts';
import { askInside, askOutside } from './resolvers.ts';

/** Windows itself gives up on a name after about 11 seconds with one adapter. */
const LOOKUP_TIMEOUT_MS = 12_000;
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

/** Whether the answer hangs on a search suffix: the same name with the root's dot takes none. */
function absoluteLookup(
  context: ProbeContext,
  { host, system, hosts }: NameResolutionEvidence,
): Promise<SystemLookup> | undefined {
  return system.status === 'answered' && (hosts?.length ?? 0) === 0
    ? context.host.dns.lookup(`${host}.`, { timeoutMs: LOOKUP_TIMEOUT_MS }, context.signal)
    : undefined;
}
