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
  /** Settings that belong to the facts and so go into a recording, by camel-case key. */
  readonly replayable: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** A recording of a large estate's revocation lists is tens of megabytes; nothing legitimate is larger. */
const maxTapeBytes = 256 * 1024 * 1024;

/** Settings without which recorded questions would not be asked again. */
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
] as const satisfies readonly OptionName[];

/** @throws UsageError */
export async function gatherOptions(flags: RawOptions, io: CommandLineIo): Promise<OptionLayers> {
  const tape = typeof flags.replay === 'string' ? await readTape(flags.replay, io) : undefined;
  const file = await settingsLayer(flags, tape !== undefined, io);
  const recorded = tape === undefined ? {} : settingsFrom(tape.settings, 'the recording');
  const options: RawOptions = { ...recorded, ...file, ...flags };
  const replayable = Object.fromEntries(
    keptWithFacts.flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[settingsKey(name), value]];
    }),
  );
  return { options, replayable, ...(tape !== undefined && { replayed: replayHost(tape) }) };
}

async function settingsLayer(flags: RawOptions, replaying: boolean, io: CommandLineIo): Promise<RawOptions> {
  if (typeof flags.config === 'string') return readSettingsFile(flags.config, true, io);
  // A recording is judged with the settings it was made with, not with those of the machine it is judged on.
  if (replaying || io.executableFolder === undefined) return {};
  return readSettingsFile(join(io.executableFolder, settingsFileName), false, io);
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
