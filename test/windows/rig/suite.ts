/**
 * A small suite runner: one line for every case, and `N passed, N failed` at the end. Cases run one after the other,
 * since they share the lab's ports; other shares of the list may run beside them, each in a world of its own.
 */
import type { Device, DeviceDescription, ProgramRun } from './device-description.ts';
import { WineServerEnded } from './wine-server-ended.ts';

export interface CaseContext {
  /** A device that is taken down when the case has ended. */
  device(description?: DeviceDescription): Promise<Device>;
  /** Something to be called when the case has ended, last one first: servers to close, for instance. */
  atEnd(tidy: () => unknown): void;
}

export interface WindowsCase {
  readonly title: string;
  /** `everywhere` cases change nothing on a device, and also run on a real Windows. */
  readonly where: 'everywhere' | 'wine';
  readonly timeoutMs?: number;
  body(context: CaseContext): Promise<void>;
}

/** Longer than any `--deadline` that a case sets; a case that hangs must not hang the suite. */
const defaultTimeoutMs = 180_000;

/** A case is tried again only where Wine itself has crashed; a server that does so every time is a finding. */
const maxTries = 3;

/** How much of a program's output the message of a failed case shows. */
const shownCharacters = 4_000;

/**
 * @param createDevice from wine-device.ts or native-device.ts
 * @param say takes one line of the suite's output
 */
export async function runCases(
  cases: readonly WindowsCase[],
  createDevice: (description: DeviceDescription) => Promise<Device>,
  say: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const count = { passed: 0, failed: 0 };
  for (const one of cases) {
    const begun = performance.now();
    let runs: ProgramRun[] = [];
    let failure = await runCase(one, createDevice, runs);
    for (let tries = 1; failure instanceof WineServerEnded && tries < maxTries; tries++) {
      say(`again ${one.title}: ${failure.message}`);
      runs = [];
      failure = await runCase(one, createDevice, runs);
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`${failure === undefined ? 'ok  ' : 'FAIL'} ${one.title} (${seconds} s)`);
    if (failure === undefined) count.passed += 1;
    else {
      count.failed += 1;
      say(indent(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)));
      for (const run of runs) say(indent(describeRun(run)));
    }
  }
  return count;
}

async function runCase(
  one: WindowsCase,
  createDevice: (description: DeviceDescription) => Promise<Device>,
  runs: ProgramRun[],
): Promise<unknown> {
  const tidying: (() => unknown)[] = [];
  const context: CaseContext = {
    async device(description = {}) {
      const device = noting(await createDevice(description), runs);
      tidying.push(() => device[Symbol.asyncDispose]());
      return device;
    },
    atEnd: (tidy) => void tidying.push(tidy),
  };
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  const limitMs = one.timeoutMs ?? defaultTimeoutMs;
  try {
    await Promise.race([
      one.body(context),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`the case took longer than ${limitMs} ms`)), limitMs);
      }),
    ]);
  } catch (error) {
    failure = error ?? new Error('failed without a reason');
  }
  clearTimeout(timer);
  for (const tidy of tidying.reverse()) {
    try {
      await tidy();
    } catch (error) {
      failure ??= error;
    }
  }
  return failure;
}

/** The same device, which also keeps every run for the message of a failed case. */
function noting(device: Device, runs: ProgramRun[]): Device {
  const note = (run: ProgramRun): ProgramRun => {
    runs.push(run);
    return run;
  };
  return {
    run: async (args, options) => note(await device.run(args, options)),
    start: async (commandLine, options) => note(await device.start(commandLine, options)),
    readFile: (path) => device.readFile(path),
    writeFile: (path, content) => device.writeFile(path, content),
    writeRegistry: (entries) => device.writeRegistry(entries),
    programs: () => device.programs(),
    [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
  };
}

function describeRun(run: ProgramRun): string {
  return [
    `${run.commandLine}`,
    `exit code ${run.exitCode}${run.timedOut ? ' (timed out)' : ''} after ${run.durationMs} ms`,
    ...(run.leftovers.length > 0 ? [`left running: ${run.leftovers.join(', ')}`] : []),
    `stdout: ${run.stdout.slice(-shownCharacters)}`,
    `stderr: ${run.stderr.slice(-shownCharacters)}`,
  ].join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '       ');
}
