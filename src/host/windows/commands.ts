import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { CommandOutcome, CommandRequest, Commands, InboxTool } from '../ports.ts';
import { type CapturedOutput, captureOutput } from './captured-output.ts';
import { toolEnvironment } from './environment.ts';
import { systemFolder, systemRoot } from './system-folder.ts';

/** How long a killed tree may take to go before nobody waits for it any longer. */
const killGraceMs = 2_000;
/**
 * A child that was left behind may hold the output open. What the tool itself wrote stands in the pipe when it ends, so
 * it has been read after this many looks without anything new; looks, because a busy program may read nothing for long.
 */
const quietLooks = 20;
const lookMs = 50;
/** Exit code of a process that a signal ended, as shells count it; never on Windows. */
const signalledExitCode = 128;

/** Where tools are started from. */
export interface ToolLocation {
  pathOf(tool: InboxTool): string;
  /** Working folder: one that nobody but the system can put a library into. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends a process and everything it started; settles soon, never throws. */
  killTree(pid: number): Promise<void>;
  /** Give the process a group of its own, which is what `killTree` ends where there are process groups. */
  readonly ownGroup: boolean;
}

const options = {
  buffer: false,
  encoding: 'buffer',
  extendEnv: false,
  reject: false,
  shell: false,
  stdin: 'ignore',
  stdout: 'pipe',
  stderr: 'pipe',
  // Without it the variable NODE_DEBUG=execa would print command lines.
  verbose: 'none',
  windowsHide: true,
} as const;

/** The inbox tools of this machine; on anything but Windows each one is missing. */
export function windowsCommands(): Commands {
  if (process.platform !== 'win32') return missingCommands();
  const root = systemRoot();
  const folder = systemFolder();
  const environment = toolEnvironment(root, process.env);
  return commandsAt({
    pathOf: (tool) => `${folder}\\${tool}.exe`,
    folder,
    environment,
    killTree: (pid) => killWindowsTree(pid, folder, environment),
    ownGroup: false,
  });
}

function missingCommands(): Commands {
  return {
    run: async ({ tool }) => ({ status: 'missing', path: `${systemFolder()}\\${tool}.exe` }),
  };
}

/** The port over any location, so that tests run it on real processes anywhere. */
export function commandsAt(location: ToolLocation): Commands {
  return {
    run: async (request, signal) => {
      const path = location.pathOf(request.tool);
      // Asked before starting: for a file that is not there execa's argument parser falls back to cmd.exe.
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || !found.isFile()) return { status: 'missing', path };
      return runTool(path, request, location, signal);
    },
  };
}

/** Loaded on first use: `--version` and `--help` start no process and shall not pay for it. */
async function loadExeca() {
  return (await import('execa')).execa;
}

function start(execa: Execa, path: string, args: readonly string[], location: ToolLocation) {
  const { folder: cwd, environment: env, ownGroup: detached } = location;
  return execa(path, [...args], { ...options, cwd, env, detached });
}

async function runTool(
  path: string,
  request: CommandRequest,
  location: ToolLocation,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const execa = await loadExeca();
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  if (signal.aborted) return { status: 'timed-out', stdout: new Uint8Array(), durationMs: 0 };

  const child = start(execa, path, request.args, location);
  const stdout = captureOutput(child.stdout, request.maxOutputBytes);
  const stderr = captureOutput(child.stderr, request.maxOutputBytes);
  const limit = limitOf(request.timeoutMs, signal);
  const ended = endOf(child);
  const end = await Promise.race([ended, limit.reached]);
  limit.release();

  if (end.kind === 'not-started') return { status: 'not-started', code: end.code };
  if (end.kind === 'limit') {
    await endTree(child, ended, location);
    closeOutput(child);
    return { status: 'timed-out', stdout: stdout.bytes(), durationMs: durationMs() };
  }
  await allRead([stdout, stderr]);
  closeOutput(child);
  return {
    status: 'exited',
    exitCode: end.exitCode,
    stdout: stdout.bytes(),
    stderr: stderr.bytes(),
    truncated: stdout.truncated() || stderr.truncated(),
    durationMs: durationMs(),
  };
}

type Execa = Awaited<ReturnType<typeof loadExeca>>;
type Child = ReturnType<typeof start>;
type End =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'limit' };

/** When the process itself ends, whatever its children do with the output it gave them. */
function endOf(child: Child): Promise<End> {
  return new Promise((resolve) => {
    child.once('exit', (code, signalName) => {
      const signalled = signalledExitCode + (signalName === null ? 0 : (constants.signals[signalName] ?? 0));
      resolve({ kind: 'exited', exitCode: code ?? signalled });
    });
    void child.then((result) => {
      // With an exit code the event above has spoken already.
      if (result.exitCode === undefined) resolve({ kind: 'not-started', code: result.code ?? 'UNKNOWN' });
    });
  });
}

interface Limit {
  readonly reached: Promise<End>;
  release(): void;
}

function limitOf(timeoutMs: number, signal: AbortSignal): Limit {
  const { promise, resolve } = Promise.withResolvers<End>();
  const reach = () => resolve({ kind: 'limit' });
  const timer = setTimeout(reach, timeoutMs);
  signal.addEventListener('abort', reach, { once: true });
  const release = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', reach);
  };
  return { reached: promise, release };
}

/** The tree first, while the parent still stands at its top; then, by its handle, the process itself. */
async function endTree(child: Child, ended: Promise<End>, location: ToolLocation): Promise<void> {
  if (child.pid !== undefined) await within(killGraceMs, location.killTree(child.pid));
  child.kill('SIGKILL');
  await within(killGraceMs, ended);
}

/** Until both streams have ended, or nothing more comes although somebody holds them open. */
async function allRead(outputs: readonly CapturedOutput[]): Promise<void> {
  let closed = false;
  const closing = Promise.all(outputs.map((output) => output.closed)).then(() => {
    closed = true;
  });
  for (let quiet = 0, before = -1; quiet < quietLooks && !closed; ) {
    await within(lookMs, closing);
    const received = outputs.reduce((sum, output) => sum + output.received(), 0);
    quiet = received === before ? quiet + 1 : 0;
    before = received;
  }
}

/** A pipe that is held open elsewhere would keep this process alive. */
function closeOutput(child: Child): void {
  child.stdout.destroy();
  child.stderr.destroy();
}

/** Waits for a promise that never rejects, but not longer than this. */
async function within(limitMs: number, promise: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limitMs);
  await Promise.race([promise, over]);
  clearTimeout(timer);
}

/** `taskkill /T` follows the parent links downwards; what it prints is translated and not read. */
async function killWindowsTree(pid: number, folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const taskkill = `${folder}\\taskkill.exe`;
  const found = await stat(taskkill).catch(() => undefined);
  if (found === undefined) return;
  const execa = await loadExeca();
  const quiet = { ...options, stdout: 'ignore', stderr: 'ignore' } as const;
  await execa(taskkill, ['/F', '/T', '/PID', String(pid)], { ...quiet, cwd: folder, env, timeout: killGraceMs });
}

/** Ends a whole process group; for machines that have them. */
export async function killProcessGroup(pid: number): Promise<void> {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
