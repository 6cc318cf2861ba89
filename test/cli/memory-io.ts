import { runCli } from '../../src/cli/cli.ts';
import type { CommandLineIo, TextStream } from '../../src/cli/io.ts';
import type { Host } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';

/** The command line over files in memory: what is not there does not exist, and nothing is written. */

export type MemoryFiles = ReadonlyMap<string, Uint8Array> | Readonly<Record<string, Uint8Array | string>>;

export interface MemoryRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine without Windows' stores that answers nothing else. */
export const otherMachine = (): Host => fakeHost({ session: { platform: 'other', osBuild: null } });

export async function runInMemory(
  argv: readonly string[],
  files: MemoryFiles = {},
  host: Host = otherMachine(),
  signal: AbortSignal = new AbortController().signal,
): Promise<MemoryRun> {
  const stdout = memoryStream();
  const stderr = memoryStream();
  const readBytes = async (path: string, maxBytes: number): Promise<Uint8Array | undefined> => {
    const content = files instanceof Map ? files.get(path) : (files as Record<string, Uint8Array | string>)[path];
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    if (bytes !== undefined && bytes.length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return bytes;
  };
  const io: CommandLineIo = {
    stdout,
    stderr,
    environment: {},
    platform: 'linux',
    executableFolder: undefined,
    version: '0.0.0-test',
    monotonicMs: () => 0,
    readFile: async (path, maxBytes) => {
      const bytes = await readBytes(path, maxBytes);
      return bytes && Buffer.from(bytes).toString('utf8');
    },
    readBytes,
    writeFile: async (path) => Promise.reject(new Error(`nothing is written here: ${path}`)),
    folderExists: async () => false,
    createHost: async () => host,
    startCommand: async () => ({ status: 'not-started', why: 'nothing is started here' }),
    sleep: async () => undefined,
    signal,
  };
  const exitCode = await runCli(argv, [], io);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function memoryStream(): TextStream & { text(): string } {
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(text),
    terminal: undefined,
    columns: undefined,
    text: () => parts.join(''),
  };
}
