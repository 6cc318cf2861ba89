import { join } from 'node:path';

/** The executable that can run on this machine. */
export const executable = join(
  import.meta.dirname,
  '../../dist',
  process.platform === 'win32' ? 'win-x64/cmg-preflight.exe' : 'linux-x64/cmg-preflight',
);
