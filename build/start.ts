import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { checks } from '../checks/index.ts';
import { runCli } from '../src/cli/cli.ts';
import { processStream } from '../src/cli/process-stream.ts';
import { startLab } from '../test/lab/lab.ts';
import { argumentsOf } from '../test/lab/run-scenario.ts';
import { scenarioNamed } from '../test/lab/scenarios/index.ts';
import { hostOf } from '../test/lab/simulated-host.ts';
import { projectRoot } from './fetch-runtime.mjs';

/** Shown by `npm start` without arguments: a device that is ready, and one whose company forgot half of its DNS. */
const demonstration = ['healthy', 'split-dns'];

async function main(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    runForReal(args);
    return;
  }
  for (const name of demonstration) await show(name);
  process.stdout.write(
    '\nThat was the lab: real DNS, TLS, CRL and CMG servers on this machine, and a simulated device.\n' +
      'On a Windows device, for real:  npm start -- --cmg <your CMG>\n' +
      'More broken devices:            npm run lab -- --list\n' +
      'One of them:                    npm run lab -- --scenario root-missing --run\n',
  );
}

async function show(name: string): Promise<void> {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
  const lab = await startLab(scenario);
  const args = argumentsOf(scenario, lab.site);
  try {
    process.stdout.write(
      `\n--- Lab: ${name} (${scenario.sentence})\n    cmg-preflight ${args.slice(0, 2).join(' ')}\n\n`,
    );
    await runCli(args, checks, {
      stdout: processStream(process.stdout),
      stderr: processStream(process.stderr),
      environment: process.env,
      platform: process.platform,
      executableFolder: undefined,
      version: 'lab',
      monotonicMs: () => performance.now(),
      readFile: async () => undefined,
      readBytes: async () => undefined,
      writeFile: async (path) => Promise.reject(new Error(`nothing is written in the lab: ${path}`)),
      folderExists: async () => false,
      createHost: async () => hostOf(lab.device),
      startCommand: async () => ({ status: 'not-started', why: 'nothing is started in the lab' }),
      sleep: async () => undefined,
      signal: new AbortController().signal,
    });
  } finally {
    await lab.stop();
  }
}

/** On this machine; the exit code is the product's own. */
function runForReal(args: readonly string[]): void {
  const child = spawn(process.execPath, [join(projectRoot, 'src', 'main.ts'), ...args], { stdio: 'inherit' });
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
}

await main(process.argv.slice(2));
