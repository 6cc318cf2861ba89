import { dirname, resolve } from 'node:path';
import type { CommandLineIo } from './io.ts';
import type { RunSettings } from './settings.ts';
import type { InputFile } from './settings-layers.ts';
import { UsageError } from './usage-error.ts';

/** The files that a run writes because a flag names them. */
const written = ['output', 'html', 'log', 'record'] as const satisfies readonly (keyof RunSettings)[];

/**
 * A folder that is not there, one file for two things, or a file that is read, is a wrong value, and better said before the
 * run than after it.
 *
 * @throws UsageError
 */
export async function filesMustBeWritable(
  settings: RunSettings,
  inputs: readonly InputFile[],
  io: CommandLineIo,
): Promise<void> {
  const keyOf = (path: string) => (io.platform === 'win32' ? resolve(path).toLowerCase() : resolve(path));
  const taken = new Map<string, string>();
  for (const name of written) {
    const file = settings[name];
    if (file === undefined) continue;
    const path = resolve(file);
    if (!(await io.folderExists(dirname(path)))) {
      throw new UsageError(`There is no folder ${dirname(path)} to write ${file} into.`);
    }
    const key = keyOf(file);
    // The same facts again are the same recording.
    const input = inputs.find(
      ({ path: read, is }) => keyOf(read) === key && !(name === 'record' && is === 'recording'),
    );
    if (input !== undefined) throw new UsageError(`--${name} cannot be ${file}: that is the place of the ${input.is}.`);
    const other = taken.get(key);
    if (other !== undefined) throw new UsageError(`--${other} and --${name} both name ${file}.`);
    taken.set(key, name);
  }
}

/** @returns why it could not be written, one sentence; the verdict stands whether or not a copy could be kept */
export async function writeRunFile(file: string, text: string, io: CommandLineIo): Promise<string | undefined> {
  try {
    await io.writeFile(file, text);
    return undefined;
  } catch (error) {
    return `${file} could not be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
