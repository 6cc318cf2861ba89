import { runCli } from '../../src/cli/cli.ts';
import type { CommandLineIo, TextStream } from '../../src/cli/io.ts';
import type { Check } from '../../src/core/check.ts';
import type { Report } from '../../src/core/report.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { dohPath } from './servers/dns-over-https.ts';
import { labHost } from './simulated-host.ts';
import { names, type Site } from './site.ts';

/** The command line that asks what the scenario's user asks. */
export function argumentsOf({ run = {} }: Scenario, { addresses, ports }: Site): readonly string[] {
  const resolvers = (run.publicResolvers ?? ['publicDns', 'secondPublicDns', 'doh']).map((role) =>
    role === 'doh' ? `https://${addresses.doh}${port(ports.https, 443)}${dohPath}` : `${addresses[role]}:${ports.dns}`,
  );
  return [
    ...(run.ccmsetup === undefined || run.cmg ? ['--cmg', run.cmg ?? `${names.cmg}${port(ports.https, 443)}`] : []),
    ...(run.tenantId ? ['--tenant', run.tenantId] : []),
    ...(run.ccmsetup ? ['--ccmsetup', run.ccmsetup] : []),
    ...(run.noCrlCheck ? ['--no-crl-check'] : []),
    ...(run.waitMinutes ? ['--wait', String(run.waitMinutes)] : []),
    ...(run.proxy === 'lab' ? ['--proxy', `http://${names.proxy}:${ports.proxy}`] : []),
    ...(run.proxy === 'none' ? ['--proxy', 'none'] : []),
    ...resolvers.flatMap((resolver) => ['--public-resolver', resolver]),
  ];
}

function port(number: number, usual: number): string {
  return number === usual ? '' : `:${number}`;
}

export interface InProcessRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Commands that `gate` would have started. */
  readonly started: readonly (readonly string[])[];
}

/** What of the real surroundings a run may have; a test gives it none, and what it prints is kept. */
export type Surroundings = Partial<
  Pick<CommandLineIo, 'stdout' | 'stderr' | 'environment' | 'readFile' | 'writeFile' | 'folderExists'>
>;

/** Runs the tool in this process on the lab's device. @param args what comes besides {@link argumentsOf} */
export async function runInLab(
  lab: Lab,
  checks: readonly Check[],
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<InProcessRun> {
  const stdout = memoryStream();
  const stderr = memoryStream();
  const started: (readonly string[])[] = [];
  // Pauses take no time: the clock jumps over them.
  let skippedMs = 0;
  let judgements = 0;
  const io: CommandLineIo = {
    stdout,
    stderr,
    environment: {},
    platform: process.platform,
    executableFolder: undefined,
    version: '0.0.0-lab',
    monotonicMs: () => performance.now() + skippedMs,
    readFile: async () => undefined,
    readBytes: async () => undefined,
    writeFile: async (path) => Promise.reject(new Error(`nothing is written in a lab: ${path}`)),
    folderExists: async () => false,
    createHost: async () => {
      judgements += 1;
      return labHost(judgements > 1 && lab.laterDevice ? { ...lab, device: lab.laterDevice } : lab);
    },
    startCommand: async ({ argv }) => {
      started.push(argv);
      return { status: 'exited', exitCode: 0 };
    },
    sleep: async (durationMs) => {
      skippedMs += durationMs;
    },
    signal: new AbortController().signal,
    ...surroundings,
  };
  const exitCode = await runCli(['run', ...argumentsOf(lab.scenario, lab.site), ...args], checks, io);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), started };
}

/** The JSON report of a run in the lab. */
export async function reportFromLab(lab: Lab, checks: readonly Check[]): Promise<Report> {
  const { stdout, stderr } = await runInLab(lab, checks, ['--json', '--quiet']);
  if (stdout === '') throw new Error(`no report: ${stderr}`);
  return JSON.parse(stdout) as Report;
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
