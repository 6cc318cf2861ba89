import type { Host, IntuneDevice, StartCommand } from '../host/ports.ts';

/** What the command line touches besides the host: streams, the files that flags name, the surroundings. */
export interface CommandLineIo {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
  /** Folder of the packaged executable; undefined when run from source. */
  readonly executableFolder: string | undefined;
  readonly version: string;
  readonly monotonicMs: () => number;
  /** @throws the system's error, for the caller to explain */
  readFile(path: string, maxBytes: number): Promise<string | undefined>;
  /** The same for a file that is no text. */
  readBytes(path: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Replaces the file in one step, so that no reader sees half of it and no link is followed. */
  writeFile(path: string, text: string): Promise<void>;
  folderExists(path: string): Promise<boolean>;
  /** One host is one snapshot of the machine. */
  createHost(): Promise<Host>;
  /** What `gate` does in the end; what was written before has arrived when it starts. */
  readonly startCommand: StartCommand;
  /** Absent where there is no Intune: anywhere but on Windows. */
  readonly intune?: IntuneDevice;
  /** Ends early, without a fault, when the signal is aborted. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Aborted by Ctrl+C or a service stop. */
  readonly signal: AbortSignal;
}

export interface TextStream {
  write(text: string): void;
  /** The stream itself when it is a terminal. */
  readonly terminal: NodeJS.WriteStream | undefined;
  readonly columns: number | undefined;
}
