import { type ChildProcess, spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { renderCommandLine } from '../../formats/ccmsetup-command.ts';
import type { CommandEnd, CommandStart } from '../ports.ts';
import { explainMissing, type LocatedProgram, locateProgram } from './program-path.ts';
import { systemFolder } from './system-folder.ts';

/** What ends a program that runs on a terminal or as a service's child. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;
/** Exit code of a process that a signal ended, as shells count it; never on Windows. */
const signalledExitCode = 128;

/**
 * Starts the user's command with our own working directory, environment and streams, and settles when it has ended. It
 * is no tool of ours: nothing of it is read, and it is never killed by us. Should we be killed, Windows ends it too: it
 * is in our job, its own children are not.
 */
export async function startCommand({ argv, stdoutToStderr }: CommandStart): Promise<CommandEnd> {
  const [program = ''] = argv;
  const located = locate(program);
  if (!located.ok) return { status: 'not-started', why: located.why };
  const { path } = located;
  // Asked before starting: for a file that is not there the runtime tries further names.
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { status: 'not-started', why: explainMissing(path, program) };
  if (!found.isFile()) return { status: 'not-started', why: `${path} is no file` };
  // Listening before there is anybody to pass a signal to: one that came in between would end us and leave the command alone.
  const signals = catchSignals();
  try {
    const child = spawnExactly(path, argv, stdoutToStderr);
    signals.passTo(child);
    return await endOf(child, path);
  } catch (error) {
    // Some refusals of the system are thrown, the others come as an event.
    return { status: 'not-started', why: explainRefusal(path, error) };
  } finally {
    signals.release();
  }
}

function endOf(child: ChildProcess, path: string): Promise<CommandEnd> {
  return new Promise((settle) => {
    child.on('error', (error) => {
      // A later error is of a signal that did not arrive, and the command runs on.
      if (child.pid === undefined) settle({ status: 'not-started', why: explainRefusal(path, error) });
    });
    child.once('exit', (code, signal) => {
      const signalled = signalledExitCode + (signal === null ? 0 : constants.signals[signal]);
      settle({ status: 'exited', exitCode: code ?? signalled });
    });
  });
}

function locate(program: string): LocatedProgram {
  if (process.platform === 'win32') {
    return locateProgram(program, { workingDirectory: process.cwd(), systemFolder: systemFolder() });
  }
  return { ok: true, path: resolve(program) };
}

/**
 * On Windows a process is given one text, not a list. Node's own quoting would put it around the whole word
 * (`"CCMSETUPCMD=a b"`), which msiexec does not understand; so the line is written by us and given as it is.
 */
function spawnExactly(path: string, argv: readonly string[], stdoutToStderr: boolean): ChildProcess {
  const [program = '', ...args] = argv;
  const stdio = ['inherit', stdoutToStderr ? 2 : 'inherit', 'inherit'] as const;
  // Not hidden: a process without our console would not hear of Ctrl+C.
  const options = { stdio: [...stdio], shell: false, windowsHide: false };
  if (process.platform !== 'win32') return spawn(path, args, { ...options, argv0: program });
  return spawn(path, [], { ...options, argv0: renderCommandLine(argv), windowsVerbatimArguments: true });
}

/**
 * While the command runs, a signal is the command's: this process outlives it to tell its exit code. On Windows everything
 * on a console hears of Ctrl+C by itself, and so does a foreground job of a Unix terminal.
 */
function catchSignals(): { readonly passTo: (child: ChildProcess) => void; readonly release: () => void } {
  let receiver: ChildProcess | undefined;
  const handlers = endingSignals.map((signal) => {
    const handler = () => {
      const heard = process.platform === 'win32' || (signal === 'SIGINT' && process.stdin.isTTY === true);
      if (!heard) receiver?.kill(signal);
    };
    process.on(signal, handler);
    return () => process.removeListener(signal, handler);
  });
  return {
    passTo: (child) => {
      receiver = child;
    },
    release: () => {
      for (const remove of handlers) remove();
    },
  };
}

/** By the code alone: the error itself may name the arguments. */
function explainRefusal(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `the system did not allow ${path} to be started (${code})`;
    case 'ENOENT':
      return `${path} is gone, or something that it needs is`;
    default:
      return `${path} is no program that this system starts (${code ?? 'no reason given'})`;
  }
}
