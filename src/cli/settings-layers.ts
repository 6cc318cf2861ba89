import { join } from 'node:path';
import type { Host } from '../host/ports.ts';
import { parseTape, replayHost } from '../host/tape.ts';
import type { CommandLineIo } from './io.ts';
import { type OptionName, type RawOptions, settingsKey } from './option-table.ts';
import { readSettingsFile, settingsFileName, settingsFrom } from './settings-file.ts';
import { UsageError } from './usage-error.ts';

export interface OptionLayers {
  /** Flags over settings file over what a recording was made with. */
  readonly options: RawOptions;
  /** The host that answers from the recording, when there is one. */
  readonly replayed?: Host;
  /** The settings of the file alone, for what is wrong with them to be said of it. */
  readonly file?: SettingsOfFile;
  /** Files that are read: nothing is written over them. */
  readonly inputs: readonly InputFile[];
  /** Settings that belong to the facts and so go into a recording, by camel-case key. */
  readonly replayable: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export interface SettingsOfFile {
  readonly path: string;
  readonly options: RawOptions;
}

export interface InputFile {
  readonly path: string;
  readonly is: 'settings file' | 'recording';
}

/** A recording of a large estate's revocation lists is tens of megabytes; nothing legitimate is larger. */
const maxTapeBytes = 256 * 1024 * 1024;

/** Settings without which recorded questions would not be asked again, or their answers judged otherwise. */
const keptWithFacts = [
  'cmg',
  'tenant',
  'ccmsetup',
  'no-crl-check',
  'public-resolver',
  'endpoint',
  'proxy',
  'only',
  'skip',
  'ignore',
  'exit-codes',
] as const satisfies readonly OptionName[];

/** @throws UsageError */
export async function gatherOptions(flags: RawOptions, io: CommandLineIo): Promise<OptionLayers> {
  const tape = typeof flags.replay === 'string' ? await readTape(flags.replay, io) : undefined;
  const file = await settingsLayer(flags, tape !== undefined, io);
  const recorded = tape === undefined ? {} : settingsFrom(tape.settings, 'the recording');
  const options: RawOptions = { ...recorded, ...withoutFormat(file?.options, flags), ...flags };
  const replayable = Object.fromEntries(
    keptWithFacts.flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[settingsKey(name), value]];
    }),
  );
  return {
    options,
    replayable,
    inputs: inputsOf(flags, io),
    ...(file !== undefined && { file }),
    ...(tape !== undefined && { replayed: replayHost(tape) }),
  };
}

async function settingsLayer(
  flags: RawOptions,
  replaying: boolean,
  io: CommandLineIo,
): Promise<SettingsOfFile | undefined> {
  const named = flags.config;
  // A recording is judged with the settings it was made with, not with those of the machine it is judged on.
  const path = typeof named === 'string' ? named : replaying ? undefined : usualSettingsFile(io);
  return path === undefined ? undefined : { path, options: await readSettingsFile(path, path === named, io) };
}

function usualSettingsFile({ executableFolder }: CommandLineIo): string | undefined {
  return executableFolder === undefined ? undefined : join(executableFolder, settingsFileName);
}

/** Two settings say what goes to standard output; a flag for either wins over both of the file's. */
function withoutFormat(file: RawOptions = {}, flags: RawOptions): RawOptions {
  if (flags.format === undefined && flags.json === undefined) return file;
  const { format: _format, json: _json, ...others } = file;
  return others;
}

/** The settings file beside the executable even where there is none yet: a report in its place would be read as one. */
function inputsOf({ config, replay }: RawOptions, io: CommandLineIo): readonly InputFile[] {
  return [
    { path: config, is: 'settings file' as const },
    { path: usualSettingsFile(io), is: 'settings file' as const },
    { path: replay, is: 'recording' as const },
  ].flatMap(({ path, is }) => (typeof path === 'string' ? [{ path, is }] : []));
}

async function readTape(path: string, io: CommandLineIo) {
  let text: string | undefined;
  try {
    text = await io.readFile(path, maxTapeBytes);
  } catch (error) {
    throw new UsageError(`The recording ${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  if (text === undefined) throw new UsageError(`There is no recording ${path}.`);
  const tape = parseTape(text);
  if (!tape.ok) throw new UsageError(`${path} is not a recording of cmg-preflight: ${tape.reason}`);
  return tape.tape;
}
