/** What a case says about the device on which the program runs. Everything left out is as on a plain, healthy machine. */
import type { Account } from './accounts.ts';
import type { RegistryEntry } from './registry-file.ts';

/** See stand-ins/dsregcmd.c; `absent` takes the program away. */
export type DsregcmdMode = 'print' | 'silent' | 'hang' | 'hang-with-child' | 'print-then-hang' | 'absent';

export interface DeviceDescription {
  /** What `dsregcmd /status` prints, byte for byte; nothing when left out. Text is written as UTF-8. */
  readonly dsregcmdText?: string | Uint8Array;
  readonly dsregcmdMode?: DsregcmdMode;
  readonly dsregcmdExitCode?: number;
  /** The stand-in C:\lab\ccmsetup.exe ends with this. */
  readonly ccmsetupExitCode?: number;
  readonly registry?: readonly RegistryEntry[];
  /** Roots that the machine trusts, PEM: in LocalMachine\Root and in the bundle from which Wine rewrites that store. */
  readonly roots?: readonly string[];
  /** Hosts file, name to address: Windows' own, and the one that Wine really asks. */
  readonly hosts?: Readonly<Record<string, string>>;
  /**
   * The system resolver's settings, as resolv.conf; the name servers also go into the registry, as if from DHCP.
   * Default: the internal resolver of network.ts.
   */
  readonly resolvConf?: string;
  /** Variables of the program under test; an empty value removes one. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files on drive C, path with or without `C:\` to content: a configuration beside the executable, for instance. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** At most 15 letters, digits and hyphens. */
  readonly computerName?: string;
  /** As whom the program runs. Default: `system`, as under Intune. */
  readonly account?: Account;
}

export interface RunOptions {
  /** Milliseconds after which the program is ended and the run counts as timed out. Default 60,000. */
  readonly timeoutMs?: number;
  /** Windows path. Default: the folder of the executable. */
  readonly workingDirectory?: string;
  /** Further variables of this one run. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** What became of one start of a program. */
export interface ProgramRun {
  /** All 32 bits, unsigned. */
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** From the creation of the process to its end; the start of Wine is not in it. */
  readonly durationMs: number;
  /** The document on stdout, when stdout is JSON. */
  readonly report?: unknown;
  /** Programs still running after it had ended, by file name. Anything here is a fault. */
  readonly leftovers: readonly string[];
  /** The exact command line, for the message of a failed case. */
  readonly commandLine: string;
}

export interface Device extends AsyncDisposable {
  /** Runs the executable under test. */
  run(args: readonly string[], options?: RunOptions): Promise<ProgramRun>;
  /** Runs any program, by an exact command line. */
  start(commandLine: string, options?: RunOptions): Promise<ProgramRun>;
  /** A file of the device, by Windows path; undefined when there is none. */
  readFile(path: string): Promise<Buffer | undefined>;
  writeFile(path: string, content: string | Uint8Array): Promise<void>;
  /** Imports values with reg.exe. */
  writeRegistry(entries: readonly RegistryEntry[]): Promise<void>;
  /** Programs that run on the device now, by file name, Wine's own services left out. */
  programs(): Promise<readonly string[]>;
}
