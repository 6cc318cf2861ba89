import type { CommandLineIo } from '../../src/cli/io.ts';
import type { CommandEnd, CommandStart, Host } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';

export interface VirtualWorld {
  readonly io: CommandLineIo;
  /** In the order in which things happened: `out …`, `err …`, `start …`, `sleep …`. */
  readonly events: string[];
  readonly started: CommandStart[];
  /** Milliseconds of every sleep. */
  readonly slept: number[];
  readonly written: Map<string, string>;
  stdout(): string;
  stderr(): string;
  /** What a user's Ctrl+C does. */
  interrupt(): void;
}

export interface VirtualPlan {
  /** The machine as it is at the nth judgement, from 0. */
  readonly hostAt?: (judgement: number) => Host;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly end?: CommandEnd;
  /** Called before a sleep; may interrupt. */
  readonly whileAsleep?: (world: VirtualWorld) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The command line in a world without time of its own: a sleep takes exactly as long as was asked, at once. */
export function virtualWorld(plan: VirtualPlan = {}): VirtualWorld {
  const { hostAt = () => fakeHost(), files = {}, end = { status: 'exited', exitCode: 0 } } = plan;
  const out: string[] = [];
  const err: string[] = [];
  const events: string[] = [];
  const started: CommandStart[] = [];
  const slept: number[] = [];
  const written = new Map<string, string>();
  const interrupt = new AbortController();
  let nowMs = 0;
  let judgements = 0;
  const stream = (name: 'out' | 'err', into: string[]) => ({
    write: (text: string) => {
      into.push(text);
      events.push(`${name} ${text.trimEnd()}`);
    },
    terminal: undefined,
    columns: undefined,
  });
  const world: VirtualWorld = {
    events,
    started,
    slept,
    written,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    interrupt: () => interrupt.abort(),
    io: {
      stdout: stream('out', out),
      stderr: stream('err', err),
      environment: plan.environment ?? {},
      platform: 'linux',
      executableFolder: 'beside',
      version: '0.0.0-test',
      monotonicMs: () => nowMs,
      readFile: async (path) => files[path.replaceAll('\\', '/')]?.toString() ?? written.get(path),
      readBytes: async (path) => {
        const text = files[path.replaceAll('\\', '/')];
        return text === undefined ? undefined : typeof text === 'string' ? Buffer.from(text) : text;
      },
      writeFile: async (path, text) => void written.set(path, text),
      folderExists: async () => true,
      createHost: async () => hostAt(judgements++),
      startCommand: async (request) => {
        started.push(request);
        events.push(`start ${request.argv.join(' ')}`);
        return end;
      },
      sleep: async (durationMs) => {
        slept.push(durationMs);
        events.push(`sleep ${durationMs}`);
        plan.whileAsleep?.(world);
        nowMs += durationMs;
      },
      signal: interrupt.signal,
    },
  };
  return world;
}
