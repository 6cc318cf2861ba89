import { isSea } from 'node:sea';
import { toolEnvironment } from './environment.ts';
import { systemFolder, systemRoot } from './system-folder.ts';

/** How this very program is started once more, with nothing of our environment that could lead it astray. */
export function ownProcessStart(args: readonly string[]) {
  const script = isSea() ? [] : process.argv.slice(1, 2);
  const isWindows = process.platform === 'win32';
  return {
    program: process.execPath,
    args: [...script, ...args],
    folder: isWindows ? systemFolder() : '/',
    environment: isWindows ? toolEnvironment(systemRoot(), process.env) : {},
  };
}
