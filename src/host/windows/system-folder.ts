import { realpathSync } from 'node:fs';

/** Where Windows is when nothing trustworthy says otherwise. */
const usualRoot = 'C:\\Windows';

/** A folder on a local drive: `X:\a\b`, no share, no device path, nothing relative, no variables, no streams. */
const localFolder = /^[A-Za-z]:(?:\\[^\\/:*?"<>|%\p{Cc}]+)+$/u;

/** How the process was started; only what is needed to find the system's folder. */
export interface ProcessWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the running executable: `ia32` is a 32-bit process. */
  readonly processArch: string;
  /** Resolves a path as the kernel does; throws when it cannot. */
  readonly realPath: (path: string) => string;
}

const ownWorld: ProcessWorld = {
  environment: process.env,
  processArch: process.arch,
  realPath: realpathSync.native,
};

/** @returns the path when it is a plain folder on a local drive, without `..` */
export function localDrivePath(path: string | undefined): string | undefined {
  const trimmed = path?.replace(/\\+$/u, '');
  if (trimmed === undefined || !localFolder.test(trimmed) || /(?:^|\\)\.{1,2}(?:\\|$)/u.test(trimmed)) return undefined;
  return trimmed;
}

/**
 * The Windows folder. A process that runs as SYSTEM must not be led astray by a variable, so the kernel is asked first:
 * its object manager's link `\SystemRoot` cannot be changed without being the system already. Where that name cannot be
 * resolved, `%SystemRoot%` counts when it is a folder on a local drive, else `C:\Windows`.
 */
export function systemRoot(world: ProcessWorld = ownWorld): string {
  return (
    localDrivePath(kernelSystemRoot(world)) ??
    localDrivePath(world.environment.SystemRoot ?? world.environment.SYSTEMROOT) ??
    usualRoot
  );
}

function kernelSystemRoot(world: ProcessWorld): string | undefined {
  try {
    return world.realPath('\\\\?\\GLOBALROOT\\SystemRoot');
  } catch {
    // Wine has no such name; the variable decides there.
    return undefined;
  }
}

/**
 * The folder of the 64-bit inbox tools. A 32-bit process on 64-bit Windows is shown SysWOW64 under the name System32
 * and reaches the real one as Sysnative ("File System Redirector", learn.microsoft.com/windows/win32/winprog64).
 */
export function systemFolder(world: ProcessWorld = ownWorld): string {
  const redirected = world.processArch === 'ia32' && world.environment.PROCESSOR_ARCHITEW6432 !== undefined;
  return `${systemRoot(world)}\\${redirected ? 'Sysnative' : 'System32'}`;
}
