/**
 * Puts the suite into a world of its own: network, mounts, process ids and host name. When its first process ends, the
 * kernel ends every other one in it and drops its mounts, so nothing outlives the suite, however it dies.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { hostCommand } from './host-command.ts';
import { raiseNetwork } from './network.ts';
import { devicesFolder } from './paths.ts';

const insideMark = 'CMG_PREFLIGHT_SUITE';

export function isInsideSuite(): boolean {
  return process.env[insideMark] === 'inside';
}

/** Starts this very program again inside, and waits. @returns its exit code. */
export async function runInsideSuite(program: string, args: readonly string[]): Promise<number> {
  const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'];
  // setpriv: the suite dies with this process too, even if that is killed and can pass nothing on.
  const world = ['--pdeathsig', 'KILL', 'unshare', ...namespaces];
  const suite = spawn('setpriv', [...world, process.execPath, program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [insideMark]: 'inside' },
  });
  // unshare leaves these to its child; killing it is what ends the whole suite.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => suite.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    suite.on('error', reject);
    suite.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Inside: the network, and memory for what the devices write. */
export async function furnishSuite(): Promise<void> {
  await raiseNetwork();
  await mkdir(devicesFolder, { recursive: true });
  await hostCommand('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', devicesFolder);
}
