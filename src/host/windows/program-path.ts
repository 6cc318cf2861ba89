import { win32 } from 'node:path';

/** Where a command is started from. */
export interface StartingPlace {
  readonly workingDirectory: string;
  /** Folder of the inbox tools. */
  readonly systemFolder: string;
}

export type LocatedProgram =
  | { readonly ok: true; readonly path: string }
  /** @property why one sentence without its full stop */
  | { readonly ok: false; readonly why: string };

/** Inbox programs that a ccmsetup command starts with; any other of Windows' own is named by its whole path. */
const inboxPrograms = new Set(['msiexec.exe']);

/**
 * The one file that a program's name stands for. A process that runs as SYSTEM must not pick up what somebody planted on
 * the search path, so nothing is searched for: a plain name is a file of the working directory, which under Intune is the
 * app's own unpacked package; msiexec is always Windows' own; everything else is a path.
 */
export function locateProgram(name: string, { workingDirectory, systemFolder }: StartingPlace): LocatedProgram {
  const refuse = (why: string): LocatedProgram => ({ ok: false, why });
  if (/^[\\/]{2}[.?][\\/]/.test(name)) return refuse('the program is named by a device path; write its ordinary path');
  // A colon further on would name a hidden stream of a file.
  if (/["<>|*?\p{Cc}]/u.test(name) || name.includes(':', 2)) {
    return refuse('the name of the program holds a character that no file name can have');
  }
  if (/^[A-Za-z]:(?![\\/])/.test(name)) {
    return refuse("the path of the program hangs on a drive's own current folder; write it from the drive's root");
  }
  const extension = win32.extname(name).toLowerCase();
  if (extension === '.msi') return refuse('an .msi package is no program; write msiexec.exe /i before it');
  // Also the end of a name that Windows drops, which would make `a.cmd.` a script.
  if (!['', '.exe', '.com'].includes(extension) || /[. ]$/.test(name)) {
    return refuse('only a program (.exe) is started, and no shell that could run anything else');
  }
  const file = extension === '' ? `${name}.exe` : name;
  if (inboxPrograms.has(file.toLowerCase())) return { ok: true, path: `${systemFolder}\\${file}` };
  return { ok: true, path: win32.resolve(workingDirectory, file) };
}

/** Why there is no such file, with the likeliest reason. */
export function explainMissing(path: string, name: string): string {
  if (/%[^%]+%/.test(name)) return `${path} does not exist; variables are not put in, because no shell is started`;
  if (/\\sysnative\\/i.test(path)) {
    return `${path} does not exist; Sysnative is there for 32-bit programs only, write System32`;
  }
  return /[\\/]/.test(name)
    ? `${path} does not exist`
    : `${path} does not exist; a program without a folder is looked for in the current one and nowhere else`;
}
