import { lstat, mkdir } from 'node:fs/promises';
import { sep } from 'node:path';
import type { LogFolder, Registry } from '../ports.ts';
import { localDrivePath, systemRoot } from './system-folder.ts';

/** Where Windows itself has written down its folders for all users; only administrators can change it. */
const shellFolders = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Shell Folders';

/**
 * The machine's data folder, `%ProgramData%`. The variable is not asked: whoever starts a process chooses its variables,
 * and what is written there may be written by SYSTEM. Where the registry says nothing usable it is the usual folder on
 * the system's drive.
 */
export async function programDataFolder(registry: Registry, signal: AbortSignal): Promise<string> {
  const folders = await registry.read(shellFolders, { recursive: false }, signal);
  const value = folders.status === 'found' ? folders.keys[0]?.values['Common AppData'] : undefined;
  const path = value?.type === 'string' ? localDrivePath(value.value) : undefined;
  return path ?? `${systemRoot().slice(0, 2)}\\ProgramData`;
}

/**
 * The folder below `base`, made when it is missing. Only an elevated process makes it: a folder that a plain user made
 * would belong to that user, and Intune's agent would find it there when it comes. No folder on the way may be a link: on
 * a machine without the agent, users may be able to plant one.
 *
 * @param names of the folders below `base`
 */
export async function prepareLogFolder(
  base: string,
  names: readonly string[],
  isElevated: () => Promise<boolean>,
): Promise<LogFolder> {
  const path = [base, ...names].join(sep);
  const unavailable = (why: string): LogFolder => ({ status: 'unavailable', path, why });
  let folder = base;
  let elevated: boolean | undefined;
  for (const name of names) {
    folder += sep + name;
    try {
      const found = await kindOf(folder);
      if (found === 'folder') continue;
      if (found !== 'nothing') return unavailable(`${folder} is a ${found}`);
      elevated ??= await isElevated();
      if (!elevated) return unavailable('it does not exist, and only an administrator or SYSTEM makes it');
      await mkdir(folder);
    } catch (error) {
      return unavailable(error instanceof Error ? error.message : String(error));
    }
  }
  return { status: 'there', path };
}

/** Junctions count as links, too. */
async function kindOf(path: string): Promise<'folder' | 'link' | 'file' | 'nothing'> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return 'nothing';
    throw error;
  }
}
