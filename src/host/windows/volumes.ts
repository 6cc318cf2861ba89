import { statfs } from 'node:fs/promises';
import { errorCode } from '../network/system-error.ts';
import type { SpaceOutcome, Volumes } from '../ports.ts';
import { systemRoot } from './system-folder.ts';

/** The drive that Windows is on; ccmsetup works and installs there. */
export const windowsVolumes: Volumes = {
  freeSpace: () => freeSpaceAt(process.platform === 'win32' ? `${systemRoot().slice(0, 2)}\\` : '/'),
};

/** Free space for this account, quotas regarded; exported for tests. */
export async function freeSpaceAt(folder: string): Promise<SpaceOutcome> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return { status: 'measured', freeBytes: bavail * bsize };
  } catch (error) {
    return { status: 'unreadable', code: errorCode(error) };
  }
}
