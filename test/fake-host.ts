import type {
  CommandOutcome,
  CommandRequest,
  DnsAnswer,
  FileOutcome,
  Host,
  HttpOutcome,
  RegistryData,
  RegistryOutcome,
  SessionFacts,
  SpaceOutcome,
  SystemLookup,
  TlsOutcome,
} from '../src/host/ports.ts';

/** Answers by question; whatever is not scripted fails the test, so that none passes by luck. */
export interface Script {
  readonly now?: Date;
  readonly session?: Partial<SessionFacts>;
  /** By `tool arg arg`. */
  readonly commands?: Readonly<Record<string, CommandOutcome>>;
  /** By key path as asked for; a trailing ` /s` marks a recursive question. */
  readonly registry?: Readonly<Record<string, RegistryOutcome>>;
  readonly files?: Readonly<Record<string, FileOutcome>>;
  /** Plenty by default. */
  readonly space?: SpaceOutcome;
  /** By name. */
  readonly lookup?: Readonly<Record<string, SystemLookup>>;
  readonly configuredServers?: readonly { address: string; port: number; source: string }[];
  /** By `name TYPE @server`, where server is `address:port` or a URL. */
  readonly dns?: Readonly<Record<string, DnsAnswer>>;
  /** By `address:port serverName`. */
  readonly tls?: Readonly<Record<string, TlsOutcome>>;
  /** By `METHOD url`. */
  readonly http?: Readonly<Record<string, HttpOutcome>>;
}

const session: SessionFacts = {
  platform: 'windows',
  osRelease: '10.0.22631',
  osBuild: 22631,
  arch: 'x64',
  computerName: 'PC-0001',
  user: 'NT AUTHORITY\\SYSTEM',
  isSystem: true,
  elevated: true,
};

export function fakeHost(script: Script = {}): Host & { readonly calls: readonly string[] } {
  const calls: string[] = [];
  const answer = <T>(port: string, answers: Readonly<Record<string, T>> | undefined, question: string): Promise<T> => {
    calls.push(`${port} ${question}`);
    const found = answers?.[question];
    return found === undefined
      ? Promise.reject(new Error(`unscripted call: ${port} ${question}`))
      : Promise.resolve(found);
  };
  return {
    calls,
    clock: { now: () => script.now ?? new Date('2026-06-01T12:00:00Z') },
    session: { describe: () => Promise.resolve({ ...session, ...script.session }) },
    commands: {
      run: (request: CommandRequest) => answer('commands', script.commands, [request.tool, ...request.args].join(' ')),
    },
    registry: {
      read: (path, { recursive }) => answer('registry', script.registry, recursive ? `${path} /s` : path),
    },
    files: { read: (file) => answer('files', script.files, file) },
    volumes: { freeSpace: () => Promise.resolve(script.space ?? { status: 'measured', freeBytes: 64_000_000_000 }) },
    dns: {
      lookup: (name) => answer('lookup', script.lookup, name),
      configuredServers: () => Promise.resolve(script.configuredServers ?? []),
      query: (server, question) => {
        const where = server.kind === 'dns' ? `${server.address}:${server.port}` : server.url;
        return answer('dns', script.dns, `${question.name} ${question.type} @${where}`);
      },
    },
    tls: {
      handshake: (request) => answer('tls', script.tls, `${request.address}:${request.port} ${request.serverName}`),
    },
    http: { request: (request) => answer('http', script.http, `${request.method} ${request.url}`) },
  };
}

/** An exited command with this text on stdout. */
export function exited(stdout: string, exitCode = 0): CommandOutcome {
  const bytes = new TextEncoder().encode(stdout);
  return { status: 'exited', exitCode, stdout: bytes, stderr: new Uint8Array(), truncated: false, durationMs: 1 };
}

/** A found registry key with these values and sub-keys (paths below it). */
export function foundKey(
  path: string,
  values: Readonly<Record<string, RegistryData>> = {},
  subKeys: Readonly<Record<string, Readonly<Record<string, RegistryData>>>> = {},
): RegistryOutcome {
  const below = Object.entries(subKeys).map(([name, subValues]) => ({ path: `${path}\\${name}`, values: subValues }));
  return { status: 'found', keys: [{ path, values }, ...below] };
}
