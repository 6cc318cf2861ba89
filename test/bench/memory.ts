import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from '../../checks/index.ts';
import { runCli } from '../../src/cli/cli.ts';
import { startLab } from '../lab/lab.ts';
import { argumentsOf } from '../lab/run-scenario.ts';
import { scenarioNamed } from '../lab/scenarios/index.ts';
import { labHost } from '../lab/simulated-host.ts';
import { executable } from './executable.ts';
import type { Measurement } from './measurement.ts';
import { peakKbOf } from './peak-memory.ts';

const LIMIT_MB = 150;
/** Peak resident memory of the executable while it judges a healthy device: a recording, every check, the whole report. */
export async function measureMemory(): Promise<Measurement> {
  if (!existsSync(executable)) throw new Error(`there is no ${executable}: run npm run package first`);
  const folder = await mkdtemp(join(tmpdir(), 'cmg-preflight-bench-'));
  try {
    const recording = join(folder, 'facts.json');
    await recordHealthyRun(recording);
    const peakKb = await peakKbOf(executable, ['--replay', recording, '--json']);
    return {
      title: 'the whole process judges a healthy device in little memory',
      value: peakKb / 1024,
      limit: LIMIT_MB,
      unit: 'MB',
      detail: 'peak resident set, all checks, from a recording',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recordHealthyRun(recording: string): Promise<void> {
  const scenario = scenarioNamed('healthy');
  if (scenario === undefined) throw new Error('the lab has no healthy scenario');
  const lab = await startLab(scenario);
  const quiet = { write: () => undefined, terminal: undefined, columns: undefined };
  try {
    await runCli([...argumentsOf(scenario, lab.site), '--record', recording], checks, {
      stdout: quiet,
      stderr: quiet,
      environment: {},
      platform: process.platform,
      executableFolder: undefined,
      version: 'bench',
      monotonicMs: () => performance.now(),
      readFile: async () => undefined,
      readBytes: async () => undefined,
      writeFile,
      folderExists: async () => true,
      createHost: async () => labHost(lab),
      startCommand: async () => ({ status: 'not-started', why: 'nothing is started in the lab' }),
      sleep: async () => undefined,
      signal: new AbortController().signal,
    });
  } finally {
    await lab.stop();
  }
}
