/**
 * Puts the suite into a world of its own: network, mounts, process ids and host name. When its first process ends, the
 * kernel ends every other one in it and drops its mounts, so nothing outlives the suite, however it dies.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hostCommand } from './host-command.ts';
import { raiseNetwork } from './network.ts';
import { cacheFolder, devicesFolder } from './paths.ts';

const insideMark = 'CMG_PREFLIGHT_SUITE';

/** Which part of the cases a suite runs: every `count`th, from `index` on. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

/** The share of this process, when it is inside a suite. */
export function ownShare(): Share | undefined {
  const [index, count] = process.env[insideMark]?.split('/').map(Number) ?? [];
  return index === undefined || count === undefined ? undefined : { index, count };
}

/** Starts this very program again inside, and waits. @param say takes its lines of output. @returns its exit code. */
export async function runInsideSuite(
  program: string,
  args: readonly string[],
  { index, count }: Share,
  say: (line: string) => void,
): Promise<number> {
  const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'];
  // flock: nobody replaces the Debian root under it (root/wait-for-suites.sh); whatever it starts holds the lock too.
  const lock = ['--shared', '--no-fork', join(cacheFolder, 'in-use')];
  // setpriv: the suite dies with this process too, even if that is killed and can pass nothing on.
  const world = ['setpriv', '--pdeathsig', 'KILL', 'unshare', ...namespaces];
  const suite = spawn('flock', [...lock, ...world, process.execPath, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [insideMark]: `${index}/${count}` },
  });
  createInterface(suite.stdout).on('line', say);
  // unshare leaves these to its child; killing it is what ends the whole suite.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => suite.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    suite.on('error', reject);
    suite.on('close', (code) => resolve(code ?? 1));
  });
}

/** Inside: the network, and memory for what the devices write. */
export async function furnishSuite(): Promise<void> {
  await raiseNetwork();
  await mkdir(devicesFolder, { recursive: true });
  await hostCommand('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', devicesFolder);
}
