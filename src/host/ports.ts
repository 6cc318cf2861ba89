/**
 * The outside world in the words of the domain. Every port answers with a closed union: expected trouble is a value,
 * an exception is a bug. Every call takes an `AbortSignal`; an aborted call settles promptly and leaves no process,
 * socket or timer behind.
 */

/** Inbox tools, always started by absolute path from `%SystemRoot%\System32`, never through a shell or PATH. */
export type InboxTool = 'dsregcmd' | 'reg' | 'whoami' | 'curl' | 'tasklist';

export type CommandOutcome =
  | {
      readonly status: 'exited';
      readonly exitCode: number;
      readonly stdout: Uint8Array;
      readonly stderr: Uint8Array;
      /** Output beyond `maxOutputBytes` was dropped. */
      readonly truncated: boolean;
      readonly durationMs: number;
    }
  | { readonly status: 'timed-out'; readonly stdout: Uint8Array; readonly durationMs: number }
  | { readonly status: 'missing'; readonly path: string }
  | { readonly status: 'not-started'; readonly code: string };

export interface CommandRequest {
  readonly tool: InboxTool;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

export interface Commands {
  run(request: CommandRequest, signal: AbortSignal): Promise<CommandOutcome>;
}

export type RegistryData =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'binary'; readonly value: Uint8Array };

export interface RegistryKey {
  /** Full path from the hive's long name, e.g. `HKEY_LOCAL_MACHINE\SOFTWARE\…`. */
  readonly path: string;
  /** By value name; the default value is `''`. */
  readonly values: Readonly<Record<string, RegistryData>>;
}

export type RegistryOutcome =
  /** The key itself first, then its sub-keys (one level, or all with `recursive`), flat. */
  | { readonly status: 'found'; readonly keys: readonly RegistryKey[] }
  | { readonly status: 'absent' }
  | { readonly status: 'denied' }
  | { readonly status: 'timed-out' }
  /** No registry here, or the tool that reads it could not run. */
  | { readonly status: 'unavailable'; readonly why: string };

export interface Registry {
  /** @param path short or long hive name, 64-bit view, e.g. `HKLM\SOFTWARE\…` */
  read(path: string, options: { readonly recursive: boolean }, signal: AbortSignal): Promise<RegistryOutcome>;
}

export interface SessionFacts {
  readonly platform: 'windows' | 'other';
  /** What the operating system calls itself, e.g. `10.0.22631`. */
  readonly osRelease: string;
  readonly osBuild: number | null;
  readonly arch: string;
  readonly computerName: string;
  readonly user: string;
  /** Null where it could not be found out. */
  readonly isSystem: boolean | null;
  readonly elevated: boolean | null;
}

export interface Session {
  describe(signal: AbortSignal): Promise<SessionFacts>;
}

export type FileOutcome =
  | { readonly status: 'read'; readonly bytes: Uint8Array; readonly truncated: boolean }
  | { readonly status: 'absent' }
  | { readonly status: 'denied' }
  | { readonly status: 'unreadable'; readonly code: string };

/** The few files that checks may read, by meaning. */
export type KnownFile = 'hosts';

export interface Files {
  read(file: KnownFile, options: { readonly maxBytes: number }, signal: AbortSignal): Promise<FileOutcome>;
}

export type SpaceOutcome =
  | { readonly status: 'measured'; readonly freeBytes: number }
  | { readonly status: 'unreadable'; readonly code: string };

export interface Volumes {
  /** What this account can still write on the drive of the operating system. */
  freeSpace(signal: AbortSignal): Promise<SpaceOutcome>;
}

export interface Clock {
  now(): Date;
}

// ---- names ----

export type RecordType = 'A' | 'AAAA' | 'CNAME';

export type SystemLookup =
  | { readonly status: 'answered'; readonly addresses: readonly string[]; readonly durationMs: number }
  /** The system resolver says no such name or no address; it does not tell these apart. */
  | { readonly status: 'not-found'; readonly code: string; readonly durationMs: number }
  /** It could not ask (EAI_AGAIN, EAI_FAIL). */
  | { readonly status: 'failed'; readonly code: string; readonly durationMs: number }
  | { readonly status: 'timed-out'; readonly durationMs: number };

/** Why a name leads nowhere. */
export type FailedLookup = Exclude<SystemLookup, { readonly status: 'answered' }>;

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** Address or target name. */
  readonly data: string;
}

interface DnsTiming {
  readonly durationMs: number;
  readonly transport: 'udp' | 'tcp' | 'https';
}
export type DnsAnswer =
  /** At least one record of the asked type, or the CNAME chain that leads to it, in `records`. */
  | (DnsTiming & { readonly status: 'answered'; readonly records: readonly DnsRecord[] })
  | (DnsTiming & { readonly status: 'nxdomain'; readonly records: readonly DnsRecord[] })
  /** The name exists, the type does not; `records` holds a CNAME chain that ends without it. */
  | (DnsTiming & { readonly status: 'no-data'; readonly records: readonly DnsRecord[] })
  | (DnsTiming & { readonly status: 'servfail' })
  | (DnsTiming & { readonly status: 'refused'; readonly rcode: string })
  | (DnsTiming & { readonly status: 'timed-out' })
  | (DnsTiming & { readonly status: 'unreachable'; readonly code: string })
  | (DnsTiming & { readonly status: 'malformed'; readonly why: string });

export type DnsServer =
  | { readonly kind: 'dns'; readonly address: string; readonly port: number }
  | { readonly kind: 'https'; readonly url: string };

export interface DnsQuestion {
  readonly name: string;
  readonly type: RecordType;
}

/** A name server this machine is configured with and where that is written. */
export interface ConfiguredServer {
  readonly address: string;
  readonly port: number;
  /** Adapter, NRPT rule or file. */
  readonly source: string;
}

export interface Dns {
  /** What the operating system answers: hosts file, cache, NRPT and all; what WinHTTP would get. */
  lookup(name: string, options: { readonly timeoutMs: number }, signal: AbortSignal): Promise<SystemLookup>;
  configuredServers(signal: AbortSignal): Promise<readonly ConfiguredServer[]>;
  /** One question to one server: UDP, then TCP when truncated; or DNS over HTTPS (RFC 8484). */
  query(
    server: DnsServer,
    question: DnsQuestion,
    options: { readonly timeoutMs: number },
    signal: AbortSignal,
  ): Promise<DnsAnswer>;
}

// ---- connections ----

/** A proxy to go through, by CONNECT for TLS and by absolute URL for plain HTTP. */
export interface ProxyRoute {
  readonly host: string;
  readonly port: number;
}

/** How far a connection came before it ended. */
export type ConnectionLayer = 'tcp' | 'proxy' | 'tls' | 'http';

interface BrokenConnection {
  readonly address: string;
  readonly layer?: ConnectionLayer;
}
export type ConnectFailure =
  | { readonly status: 'name-not-resolved'; readonly host: string; readonly lookup: FailedLookup }
  | (BrokenConnection & { readonly status: 'refused' })
  | (BrokenConnection & { readonly status: 'timed-out' })
  | (BrokenConnection & { readonly status: 'reset' })
  /** No route, network down: `code` is the system's (ENETUNREACH, EHOSTUNREACH, …). */
  | (BrokenConnection & { readonly status: 'unreachable'; readonly code: string })
  /** The proxy answered CONNECT or the request with this status. */
  | { readonly status: 'proxy-refused'; readonly statusCode: number; readonly statusText: string };

export type TlsFailure =
  /** The server's first bytes are no TLS record. */
  | { readonly status: 'not-tls'; readonly address: string }
  | { readonly status: 'protocol-unsupported'; readonly address: string; readonly detail: string }
  | { readonly status: 'alert'; readonly address: string; readonly detail: string };

export interface TlsHandshake {
  readonly status: 'connected';
  readonly address: string;
  /** e.g. `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  /** DER, in the order the server sent them; nothing here is verified. */
  readonly certificates: readonly Uint8Array[];
  /** DER of a stapled OCSP response. */
  readonly stapledOcsp?: Uint8Array;
  /** Of TCP and TLS together. */
  readonly durationMs: number;
}
export type TlsOutcome = TlsHandshake | ConnectFailure | TlsFailure;

export interface TlsRequest {
  /** IP literal to connect to, or a name to be resolved by the system. */
  readonly address: string;
  readonly port: number;
  /** Server name indication. */
  readonly serverName: string;
  readonly proxy?: ProxyRoute;
  readonly timeoutMs: number;
}

/** Collects what a server presents; never decides whether it is trusted. */
export interface Tls {
  handshake(request: TlsRequest, signal: AbortSignal): Promise<TlsOutcome>;
}

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly proxy?: ProxyRoute;
  readonly timeoutMs: number;
  /** The body is cut there. */
  readonly maxBytes: number;
  /** 0: a redirect is an answer like any other. Followed ones never leave http(s). */
  readonly maxRedirects: number;
  /**
   * SHA-256 (lower-case hex) of the DER certificate the TLS peer must present; nothing is sent to another. How this
   * certificate is trusted is judged elsewhere, the port itself verifies nothing.
   */
  readonly peerSha256?: string;
}

export type HttpOutcome =
  | {
      readonly status: 'answered';
      readonly statusCode: number;
      /** Reason phrase, word for word. */
      readonly statusText: string;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      /** After content decoding, which is bounded by `maxBytes` too. */
      readonly body: Uint8Array;
      readonly truncated: boolean;
      /** After redirects. */
      readonly url: string;
      readonly durationMs: number;
    }
  | ConnectFailure
  | TlsFailure
  /** The TLS peer is not the one of `peerSha256`. */
  | { readonly status: 'peer-changed'; readonly address: string }
  | { readonly status: 'too-many-redirects'; readonly url: string }
  | { readonly status: 'malformed-response'; readonly detail: string };

export interface Http {
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>;
}

// ---- the user's own command ----

export interface CommandStart {
  /** Program first, as the user gave them. */
  readonly argv: readonly string[];
  /** Its standard output goes to our standard error, because ours is one document. */
  readonly stdoutToStderr: boolean;
}

export type CommandEnd =
  /** 32 bits, unsigned, on Windows; of a process that a signal ended, 128 and the signal's number. */
  | { readonly status: 'exited'; readonly exitCode: number }
  /** @property why one sentence without its full stop; never holds an argument */
  | { readonly status: 'not-started'; readonly why: string };

/** Starts a command on our own terminal, without a shell, and settles when it has ended. */
export type StartCommand = (request: CommandStart) => Promise<CommandEnd>;

// ---- what Intune finds ----

/** Texts of the pass marker by value name. */
export interface MarkerTexts {
  /** Values of type REG_SZ. */
  readonly texts: Readonly<Record<string, string>>;
  /** Writes the DWORD `Ready` = 1, last of all: it stands only beside everything else. */
  readonly ready: boolean;
}

export type MarkerOutcome =
  | { readonly status: 'done' }
  /** @property why one sentence without its full stop */
  | { readonly status: 'failed'; readonly why: string };

export type LogFolder =
  | { readonly status: 'there'; readonly path: string }
  /** @property why one sentence without its full stop */
  | { readonly status: 'unavailable'; readonly path: string; readonly why: string };

/** What Intune looks at on a device. No call takes a signal: an interrupted run leaves a marker that is true, too. */
export interface IntuneDevice {
  /** The folder that Intune's log collection takes with it, made when it may be. */
  logFolder(): Promise<LogFolder>;
  /** Done also when there was none. */
  removeMarker(): Promise<MarkerOutcome>;
  writeMarker(marker: MarkerTexts): Promise<MarkerOutcome>;
}

/** Everything a check may touch. */
export interface Host {
  readonly clock: Clock;
  readonly session: Session;
  readonly commands: Commands;
  readonly registry: Registry;
  readonly files: Files;
  readonly volumes: Volumes;
  readonly dns: Dns;
  readonly tls: Tls;
  readonly http: Http;
}
