/**
 * What every device of a suite has on its drive C beside Windows: the executable under test and the stand-ins. A layer
 * between the Debian root and what the single device writes, so that 90 MB are copied once.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, devicesFolder, driveInRoot, productFile, standInsFolder } from './paths.ts';

/** SYSTEM's profile is on every Windows, but not in Wine. */
const emptyFolders = [
  'lab/runs',
  'windows/system32/config/systemprofile/AppData/Local',
  'windows/system32/config/systemprofile/AppData/Roaming',
];

const layer = join(devicesFolder, 'layer');

/** @returns the folder of the layer. @throws Error when the executable has not been built. */
export async function layProduct(): Promise<string> {
  const drive = join(layer, driveInRoot);
  const placed = [
    [productFile, 'product/cmg-preflight.exe'],
    [join(standInsFolder, 'starter.exe'), 'lab/starter.exe'],
    [join(standInsFolder, 'ccmsetup.exe'), 'lab/ccmsetup.exe'],
    [join(standInsFolder, 'fetch.exe'), 'lab/fetch.exe'],
    [join(standInsFolder, 'dsregcmd.exe'), 'windows/system32/dsregcmd.exe'],
    [join(standInsFolder, 'tasklist.exe'), 'windows/system32/tasklist.exe'],
    [join(standInsFolder, 'whoami.exe'), 'windows/system32/whoami.exe'],
  ] as const;
  for (const [source, target] of placed) {
    await mkdir(join(drive, target, '..'), { recursive: true });
    await copyFile(source, join(drive, target));
  }
  // For Wine's server itself: see root/late-free.c.
  await mkdir(join(layer, 'usr/lib'), { recursive: true });
  await copyFile(join(cacheFolder, 'late-free.so'), join(layer, 'usr/lib/late-free.so'));
  for (const folder of emptyFolders) await mkdir(join(drive, folder), { recursive: true });
  return layer;
}
