import { decodeConsoleOutput } from '../formats/console-output.ts';
import type { CommandLineIo } from './io.ts';
import { suggestion } from './nearest.ts';
import { type OptionSpec, optionTable, type RawOptions, settingsKey } from './option-table.ts';
import { UsageError } from './usage-error.ts';

/** Beside the executable; read when it exists. */
export const settingsFileName = 'cmg-preflight.json';

/** Far more than any settings file; a larger one is the wrong file. */
const maxSettingsBytes = 1024 * 1024;

const allowed: readonly OptionSpec[] = optionTable.filter((option) => option.inSettingsFile);

/**
 * Reads a settings file: the flags' names in camel case, values as JSON. UTF-8, or UTF-16, which `>` and `Out-File` of
 * Windows PowerShell 5.1 write (Microsoft, "about_Character_Encoding").
 *
 * @param required a file that was named must be there; the one beside the executable need not
 * @throws UsageError
 */
export async function readSettingsFile(path: string, required: boolean, io: CommandLineIo): Promise<RawOptions> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await io.readBytes(path, maxSettingsBytes);
  } catch (error) {
    throw new UsageError(`The settings file ${path} cannot be read: ${reason(error)}.`);
  }
  if (bytes === undefined) {
    if (required) throw new UsageError(`There is no settings file ${path}.`);
    return {};
  }
  const { encoding, text } = decodeConsoleOutput(bytes);
  if (encoding === 'single-byte') {
    throw new UsageError(`The settings file ${path} is neither UTF-8 nor UTF-16: save it as UTF-8.`);
  }
  return parseSettings(text, path);
}

/** @throws UsageError naming the key that is wrong */
export function parseSettings(text: string, path: string): RawOptions {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`The settings file ${path} is not valid JSON: ${reason(error)}.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new UsageError(`The settings file ${path} must hold one JSON object.`);
  }
  return settingsFrom(json, `the settings file ${path}`);
}

/** Settings by camel-case key, from a file or a recording. @throws UsageError */
export function settingsFrom(json: object, origin: string): RawOptions {
  const options: Record<string, string | number | boolean | readonly string[]> = {};
  for (const [key, value] of Object.entries(json)) {
    if (key === '$schema') continue;
    const option = allowed.find((candidate) => settingsKey(candidate.name) === key);
    if (option === undefined) {
      const keys = allowed.map((candidate) => settingsKey(candidate.name));
      throw new UsageError(`There is no setting "${key}" (in ${origin}).${suggestion(key, keys)}`);
    }
    options[option.name] = typed(option, key, value, origin);
  }
  return options;
}

function typed(
  option: OptionSpec,
  key: string,
  value: unknown,
  origin: string,
): string | number | boolean | readonly string[] {
  switch (option.kind) {
    case 'flag':
      if (typeof value === 'boolean') return value;
      throw new UsageError(`The setting "${key}" must be true or false (in ${origin}).`);
    case 'number':
      if (typeof value === 'number') return value;
      throw new UsageError(`The setting "${key}" must be a number (in ${origin}).`);
    case 'list':
      if (typeof value === 'string') return [value];
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      throw new UsageError(`The setting "${key}" must be a text or a list of texts (in ${origin}).`);
    default:
      if (typeof value === 'string' && value.trim() !== '') return value;
      throw new UsageError(`The setting "${key}" must be a text (in ${origin}).`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
