/**
 * A device as plain data: what can be written to a JSON file and read back. Bytes are hex. Everything a check may ask of
 * a machine is here, except what lies on the network.
 */
export interface SimulatedDevice {
  readonly session: SimulatedSession;
  /** Added to the real time. */
  readonly clockOffsetMs?: number;
  /** Registry keys by path, long or short hive names; null: this machine has no registry. Keys above them are implied. */
  readonly registry: SimulatedRegistry | null;
  /** Registry keys (and all below them) that this session may not read. */
  readonly deniedKeys?: readonly string[];
  /** How an inbox tool behaves, by its name; one that is not listed is missing. */
  readonly tools: Readonly<Partial<Record<SimulatedToolName, SimulatedTool>>>;
  /** Free space on the system drive; absent: plenty. */
  readonly freeBytes?: number;
  /** Text of the hosts file; absent: there is none. */
  readonly hosts?: string;
  /** Addresses of the adapters that are up; with the registry's adapter keys they say which name servers are asked. */
  readonly addresses: readonly string[];
  /** Its name servers, as a machine that is no Windows reports them; on Windows the registry's adapter keys say the same. */
  readonly nameServers: readonly { readonly address: string }[];
  readonly network?: SimulatedRoutes;
}

export interface SimulatedSession {
  readonly platform: 'windows' | 'other';
  readonly osRelease: string;
  readonly osBuild: number | null;
  readonly arch: string;
  readonly computerName: string;
  readonly user: string;
  readonly isSystem: boolean | null;
  readonly elevated: boolean | null;
}

export type SimulatedRegistry = Readonly<Record<string, Readonly<Record<string, SimulatedValue>>>>;

export type SimulatedValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'binary'; readonly hex: string };

export type SimulatedToolName = 'dsregcmd' | 'reg' | 'whoami' | 'curl' | 'tasklist';

export type SimulatedTool =
  | { readonly behaviour: 'prints'; readonly stdoutHex: string; readonly stderrHex?: string; readonly exitCode: number }
  /** It never ends by itself; it is ended at the limit, having printed this much. */
  | { readonly behaviour: 'hangs'; readonly stdoutHex?: string }
  | { readonly behaviour: 'not-started'; readonly code: string }
  | { readonly behaviour: 'missing' };

/** Where packets of this device end up, so that a device can use addresses and ports that the lab's machine has not. */
export interface SimulatedRoutes {
  /** `address:port` as the device knows it → where it really is. */
  readonly wires: Readonly<Record<string, { readonly address: string; readonly port: number }>>;
  /** Addresses that refuse every port that has no wire; any other address swallows packets. */
  readonly refusing: readonly string[];
  /** Addresses to which this device has no route: it is told so at once. */
  readonly unroutable?: readonly string[];
}
