import { localDrivePath } from './system-folder.ts';

/** Copied when they are folders on a local drive: inbox tools look for the user's and the machine's data there. */
const folders = ['ProgramData', 'ALLUSERSPROFILE', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PUBLIC'];
/** Copied when they are plain words. */
const names = [
  'COMPUTERNAME',
  'USERNAME',
  'USERDOMAIN',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'PROCESSOR_ARCHITEW6432',
];
/** No control character and no path or list separator. */
const plainWord = /^[^\p{Cc}\\/;%"]{1,256}$/u;

/**
 * The whole environment of a started tool. It is written out instead of inherited, so that no variable of whoever
 * started us reaches a tool that runs as SYSTEM: no search path, no proxy, no certificate file, no compatibility layer.
 *
 * @param root the Windows folder
 */
export function toolEnvironment(
  root: string,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {
    SystemRoot: root,
    windir: root,
    SystemDrive: root.slice(0, 2),
    ComSpec: `${root}\\System32\\cmd.exe`,
    PATH: `${root}\\System32;${root}`,
    PATHEXT: '.COM;.EXE',
    OS: 'Windows_NT',
  };
  const temporary = localDrivePath(inherited.TEMP) ?? `${root}\\Temp`;
  environment.TEMP = temporary;
  environment.TMP = temporary;
  for (const name of folders) {
    const folder = localDrivePath(inherited[name]);
    if (folder !== undefined) environment[name] = folder;
  }
  for (const name of names) {
    const word = inherited[name];
    if (word !== undefined && plainWord.test(word)) environment[name] = word;
  }
  return environment;
}
