import type { Json, JsonObject } from '../../src/core/json.ts';
import type { DnsAnswer } from '../../src/host/ports.ts';
import { presentProxy } from '../network-path/proxy.ts';
import type { AskedResolver, NameResolutionEvidence } from './evidence.ts';
import { recordsOf, renderServer, renderView, viewOf } from './view.ts';

/** Records shown per answer; a flood of them says nothing more. */
const MAX_SHOWN_RECORDS = 16;

/** A table: who was asked, what they said, how long it took. */
export function presentNameFacts(evidence: NameResolutionEvidence): JsonObject {
  const { host, port, system, absolute, hosts, policy, resolvers, occupants, proxy } = evidence;
  return {
    name: host,
    port,
    system: { ...system },
    ...(absolute && { absolute: { ...absolute } }),
    proxy: presentProxy(proxy),
    hostsFile: hosts === undefined ? 'unreadable' : hosts.map((entry) => ({ ...entry })),
    ...(policy && { policyRule: { ...policy } }),
    resolvers: resolvers.map((resolver) => presentResolver(host, resolver)),
    occupants: occupants.map(({ address, said, identity }) => ({ address, said, ...identity })),
  };
}

function presentResolver(host: string, resolver: AskedResolver): JsonObject {
  const { role, server, source, a, aaaa, cname, wellKnown, sibling, impossible } = resolver;
  return {
    role,
    server: renderServer(server),
    source,
    says: renderView(viewOf(host, resolver)),
    durationMs: Math.max(a.durationMs, aaaa.durationMs, cname.durationMs),
    A: presentAnswer(a),
    AAAA: presentAnswer(aaaa),
    CNAME: presentAnswer(cname),
    ...(wellKnown && { wellKnownName: presentAnswer(wellKnown) }),
    ...(sibling && { unusedName: presentAnswer(sibling) }),
    ...(impossible && { impossibleName: presentAnswer(impossible) }),
  };
}

function presentAnswer(answer: DnsAnswer): Json {
  const { status, transport, durationMs } = answer;
  const records = recordsOf(answer);
  return {
    status,
    transport,
    durationMs,
    ...(records.length > 0 && {
      records: records.slice(0, MAX_SHOWN_RECORDS).map(({ name, type, ttl, data }) => `${name} ${ttl} ${type} ${data}`),
    }),
    ...(records.length > MAX_SHOWN_RECORDS && { recordCount: records.length }),
    ...('rcode' in answer && { rcode: answer.rcode }),
    ...('code' in answer && { code: answer.code }),
    ...('why' in answer && { why: answer.why }),
  };
}
