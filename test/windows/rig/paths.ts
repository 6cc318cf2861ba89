/** Where the rig's pieces lie: on this machine, and as the program under test sees them on its drive C. */
import { join, resolve } from 'node:path';

/** Root of the project. */
export const projectFolder = resolve(import.meta.dirname, '../../..');

/** What prepare.sh made; the same variable moves it there. */
export const cacheFolder = process.env.CMG_PREFLIGHT_WINE_ROOT ?? join(projectFolder, '.cache', 'wine-root');

/** The Debian root with Wine, the template of drive C in its /device. */
export const debianFolder = join(cacheFolder, 'debian');

/** The compiled programs of test/windows/stand-ins. */
export const standInsFolder = join(cacheFolder, 'stand-ins');

/** A memory file system is mounted here inside the suite's own mounts; the machine itself sees an empty folder. */
export const devicesFolder = join(cacheFolder, 'devices');

/** The executable under test; CMG_PREFLIGHT_EXE names another one, for instance a bare node.exe. */
export const productFile = resolve(
  process.env.CMG_PREFLIGHT_EXE ?? join(projectFolder, 'dist', 'win-x64', 'cmg-preflight.exe'),
);

/** Drive C of a device, relative to the device's root. */
export const driveInRoot = join('device', 'drive_c');

export const productOnDevice = 'C:\\product\\cmg-preflight.exe';
export const labOnDevice = 'C:\\lab';
