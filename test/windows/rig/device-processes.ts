/** The Windows programs that run on a device, seen from outside through /proc. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Wine's own, which stay as long as its server does. */
const infrastructure = new Set([
  'wineserver',
  'services.exe',
  'winedevice.exe',
  'plugplay.exe',
  'svchost.exe',
  'explorer.exe',
  'rpcss.exe',
  'wineboot.exe',
  'start.exe',
  'starter.exe',
  'conhost.exe',
]);

/** @param parent process id of the `unshare` whose child is the device's first process. */
export async function programsBelow(parent: number): Promise<readonly string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const described = await Promise.all(processes.map(describe));
  const first = described.find((one) => one?.parent === parent);
  if (first === undefined) return [];
  return described
    .filter((one) => one !== undefined && one.namespace === first.namespace)
    .map((one) => one?.program ?? '')
    .filter((program) => program.endsWith('.exe') && !infrastructure.has(program))
    .sort();
}

interface ProcessDescription {
  readonly parent: number;
  readonly namespace: string;
  readonly program: string;
}

async function describe(pid: string): Promise<ProcessDescription | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    if (/^State:\s+Z/m.test(status)) return undefined;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const program = command.split('\0')[0]?.split(/[\\/]/).at(-1)?.toLowerCase() ?? '';
    return {
      parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
      namespace: await readlink(`/proc/${pid}/ns/pid`),
      program,
    };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}
