import type {
  CommandOutcome,
  ConfiguredServer,
  ConnectFailure,
  DnsAnswer,
  DnsRecord,
  FailedLookup,
  FileOutcome,
  HttpOutcome,
  RegistryData,
  RegistryKey,
  RegistryOutcome,
  SessionFacts,
  SpaceOutcome,
  SystemLookup,
  TlsFailure,
  TlsOutcome,
} from '../ports.ts';
import {
  bytes,
  count,
  date,
  flag,
  listOf,
  object,
  oneOf,
  optional,
  orNull,
  recordOf,
  type Shape,
  text,
  variants,
} from './shape.ts';

const session = object<SessionFacts>({
  platform: oneOf('windows', 'other'),
  osRelease: text,
  osBuild: orNull(count),
  arch: text,
  computerName: text,
  user: text,
  isSystem: orNull(flag),
  elevated: orNull(flag),
});

const command = variants<'status', CommandOutcome>('status', {
  exited: { exitCode: count, stdout: bytes, stderr: bytes, truncated: flag, durationMs: count },
  'timed-out': { stdout: bytes, durationMs: count },
  missing: { path: text },
  'not-started': { code: text },
});

const registryData = variants<'type', RegistryData>('type', {
  string: { value: text },
  strings: { value: listOf(text) },
  number: { value: count },
  binary: { value: bytes },
});
const registry = variants<'status', RegistryOutcome>('status', {
  found: { keys: listOf(object<RegistryKey>({ path: text, values: recordOf(registryData) })) },
  absent: {},
  denied: {},
  'timed-out': {},
  unavailable: { why: text },
});

const file = variants<'status', FileOutcome>('status', {
  read: { bytes, truncated: flag },
  absent: {},
  denied: {},
  unreadable: { code: text },
});

const space = variants<'status', SpaceOutcome>('status', {
  measured: { freeBytes: count },
  unreadable: { code: text },
});

const failedLookups = {
  'not-found': { code: text, durationMs: count },
  failed: { code: text, durationMs: count },
  'timed-out': { durationMs: count },
} satisfies { readonly [S in FailedLookup['status']]: object };
const lookup = variants<'status', SystemLookup>('status', {
  answered: { addresses: listOf(text), durationMs: count },
  ...failedLookups,
});

const timing = { durationMs: count, transport: oneOf('udp', 'tcp', 'https') };
const records = listOf(object<DnsRecord>({ name: text, type: text, ttl: count, data: text }));
const dnsAnswer = variants<'status', DnsAnswer>('status', {
  answered: { ...timing, records },
  nxdomain: { ...timing, records },
  'no-data': { ...timing, records },
  servfail: timing,
  refused: { ...timing, rcode: text },
  'timed-out': timing,
  unreachable: { ...timing, code: text },
  malformed: { ...timing, why: text },
});

const broken = { address: text, layer: optional(oneOf('tcp', 'proxy', 'tls', 'http')) };
const connectFailures = {
  'name-not-resolved': { host: text, lookup: variants<'status', FailedLookup>('status', failedLookups) },
  refused: broken,
  'timed-out': broken,
  reset: broken,
  unreachable: { ...broken, code: text },
  'proxy-refused': { statusCode: count, statusText: text },
} satisfies { readonly [S in ConnectFailure['status']]: object };
const tlsFailures = {
  'not-tls': { address: text },
  'protocol-unsupported': { address: text, detail: text },
  alert: { address: text, detail: text },
} satisfies { readonly [S in TlsFailure['status']]: object };

const handshake = variants<'status', TlsOutcome>('status', {
  ...connectFailures,
  ...tlsFailures,
  connected: {
    address: text,
    protocol: text,
    cipher: text,
    certificates: listOf(bytes),
    stapledOcsp: optional(bytes),
    durationMs: count,
  },
});

const http = variants<'status', HttpOutcome>('status', {
  ...connectFailures,
  ...tlsFailures,
  answered: {
    statusCode: count,
    statusText: text,
    headers: recordOf(text),
    body: bytes,
    truncated: flag,
    url: text,
    durationMs: count,
  },
  'peer-changed': { address: text },
  'too-many-redirects': { url: text },
  'malformed-response': { detail: text },
});

/** Every question a host can be asked, and the shape of what it answers. */
export const answerShapes = {
  'clock.now': date,
  'session.describe': session,
  'commands.run': command,
  'registry.read': registry,
  'files.read': file,
  'volumes.freeSpace': space,
  'dns.lookup': lookup,
  'dns.configuredServers': listOf(object<ConfiguredServer>({ address: text, port: count, source: text })),
  'dns.query': dnsAnswer,
  'tls.handshake': handshake,
  'http.request': http,
} as const satisfies Readonly<Record<string, Shape>>;

export type CallName = keyof typeof answerShapes;

export function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(answerShapes, name);
}
