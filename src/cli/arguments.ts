import yargs from 'yargs';
import { suggestion } from './nearest.ts';
import {
  type CommandName,
  commandNames,
  type OptionSpec,
  optionNamed,
  optionTable,
  type RawOptions,
} from './option-table.ts';
import { UsageError } from './usage-error.ts';

export interface ParsedArguments {
  readonly command: CommandName;
  readonly options: RawOptions;
  /** The file that `certificate` is about; more than one word is refused, none is left to the command. */
  readonly operand?: string;
  /** What follows the first `--`, untouched: the command that `gate` starts, program first. */
  readonly gated?: readonly string[];
}

/** How people at a Windows prompt ask for help, besides `--help` and `-h`. */
const helpWords: readonly string[] = ['help', '/?', '-?', '/h', '/help'];

/** The only file that knows yargs: it splits the line; what is allowed is decided by the table of flags.
 * @throws UsageError naming what is wrong and the nearest right spelling */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  if (argv.length === 1 && helpWords.includes(argv[0] ?? '')) return { command: 'run', options: { help: true } };
  const separator = argv.indexOf('--');
  const ownWords = separator < 0 ? argv : argv.slice(0, separator);
  const parsed = yargs([...ownWords])
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    })
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      'strip-aliased': true,
      'duplicate-arguments-array': true,
    })
    .options(
      Object.fromEntries(
        optionTable.map((option: OptionSpec) => [
          option.name,
          option.kind === 'flag' ? { type: 'boolean' as const } : { type: 'string' as const },
        ]),
      ),
    )
    .alias({ help: 'h' })
    .parseSync();

  const { _: positionals, $0: _program, ...given } = parsed;
  const [first, operand, ...tooMany] = positionals.map(String);
  const command = commandOf(first, operand, tooMany[0]);
  const options: Record<string, string | boolean | readonly string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) options[name] = understood(name, value, command);
  }
  if (separator >= 0 && command !== 'gate') {
    throw new UsageError(`"--" goes only with "gate": cmg-preflight gate [options] -- <ccmsetup command>.`);
  }
  const isFile = command === 'certificate' && operand !== undefined;
  return { command, options, ...(isFile && { operand }), ...(separator >= 0 && { gated: argv.slice(separator + 1) }) };
}

function commandOf(first: string | undefined, second: string | undefined, third: string | undefined): CommandName {
  if (first === undefined) return 'run';
  const command = commandNames.find((name) => name === first);
  if (command === undefined) {
    const meant = looksLikeHost(first) ? ` Did you mean "--cmg ${first}"?` : suggestion(first, commandNames);
    throw new UsageError(`There is no command "${first}".${meant}`);
  }
  if (second !== undefined && command === 'gate') {
    throw new UsageError(
      'The command that is gated stands behind "--": cmg-preflight gate [options] -- <ccmsetup command>.',
    );
  }
  const surplus = command === 'certificate' ? third : second;
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one word too many after "${first}".`);
  return command;
}

/** `cmg.contoso.com`, and no file name such as `ccmsetup.exe`. */
function looksLikeHost(word: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(word) && !/\.(exe|msi|cmd|bat|ps1|json)$/i.test(word);
}

function understood(name: string, value: unknown, command: CommandName): string | boolean | readonly string[] {
  const flag = name.length === 1 ? `-${name}` : `--${name}`;
  const option = optionNamed(name);
  if (option === undefined) {
    const known = optionTable.map((known) => `--${known.name}`);
    throw new UsageError(`There is no option ${flag}.${suggestion(flag, known)}`);
  }
  if (!option.commands.includes(command)) throw new UsageError(`${flag} does not go with "${command}".`);
  if (option.kind === 'flag') return Array.isArray(value) ? value.at(-1) === true : value === true;
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  if (option.mayBeEmpty !== true && texts.some((text) => text.trim() === '')) {
    throw new UsageError(`${flag} needs a value: ${flag} ${option.placeholder ?? option.choices?.join('|') ?? ''}.`);
  }
  if (option.kind === 'list') return texts;
  return texts.at(-1) ?? '';
}
