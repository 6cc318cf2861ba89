/**
 * The very machine, where it is a Windows: nothing about it may be described, because nothing on it may be changed.
 * Programs are started directly; Windows gives all 32 bits of an exit code.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { renderCommandLine } from './command-line.ts';
import type { Device, DeviceDescription, ProgramRun, RunOptions } from './device-description.ts';
import { productFile } from './paths.ts';
import { parseReport } from './run-report.ts';

const defaultTimeoutMs = 60_000;

/** @throws Error when the case wants anything but the machine as it is: it is not for native Windows then. */
export function createNativeDevice(description: DeviceDescription): Device {
  const wanted = Object.keys(description);
  if (wanted.length > 0) throw new Error(`a real device is not changed: ${wanted.join(', ')}`);
  const refuse = (): never => {
    throw new Error('a real device is not changed');
  };
  return {
    run: (args, options) => startProgram(renderCommandLine(productFile, args), options),
    start: startProgram,
    readFile: (path) => readFile(path).catch(() => undefined),
    writeFile: refuse,
    writeRegistry: refuse,
    programs: async () => [],
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function startProgram(commandLine: string, options: RunOptions = {}): Promise<ProgramRun> {
  const { timeoutMs = defaultTimeoutMs, workingDirectory = dirname(productFile), environment = {}, stdin } = options;
  const [start = '', quoted, plain] = /^(?:"([^"]+)"|(\S+))/.exec(commandLine) ?? [];
  const program = quoted ?? plain ?? '';
  const begun = performance.now();
  const child = spawn(program, [commandLine.slice(start.length).trim()].filter(Boolean), {
    cwd: workingDirectory,
    env: { ...process.env, ...environment },
    windowsHide: true,
    windowsVerbatimArguments: true,
    timeout: timeoutMs,
  });
  child.stdin.end(stdin ?? '');
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        exitCode: (code ?? 1) >>> 0,
        timedOut: child.killed,
        ...output,
        durationMs: Math.round(performance.now() - begun),
        ...parseReport(output.stdout),
        leftovers: [],
        commandLine,
      });
    });
  });
}
