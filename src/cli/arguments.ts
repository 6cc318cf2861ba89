import yargs from 'yargs';
import { nearest, suggestion } from './nearest.ts';
import {
  type CommandName,
  commandNames,
  type OptionSpec,
  optionNamed,
  optionTable,
  type RawOptions,
} from './option-table.ts';
import { UsageError } from './usage-error.ts';
import { classify, commandIn, ownWords, type Word } from './words.ts';

export interface ParsedArguments {
  readonly command: CommandName;
  readonly options: RawOptions;
  /** The file that `certificate` is about; more than one word is refused, none is left to the command. */
  readonly operand?: string;
  /** What `explain` is asked for, however many. */
  readonly topics?: readonly string[];
  /** What follows the first `--`, untouched: the command that `gate` starts, program first. */
  readonly gated?: readonly string[];
}

/** How people at a Windows prompt ask for help, besides `--help` and `-h`. */
const helpWords: readonly string[] = ['help', '/?', '-?', '/h', '/help'];

/** The only file that knows yargs: it splits the line; what is allowed is decided by the table of flags.
 * @throws UsageError naming what is wrong and the nearest right spelling */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  if (argv.length === 1 && helpWords.includes(argv[0] ?? '')) return { command: 'run', options: { help: true } };
  const own = ownWords(argv);
  const isDivided = own.length < argv.length;
  const words = classify(own);
  for (const word of words) mustBeKnown(word, commandIn(words));
  const parsed = yargs(own.map(keepQuotes))
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
  const [first, ...operands] = positionals.map(String);
  const command = commandOf(first, operands);
  const [operand] = operands;
  const options: Record<string, string | boolean | readonly string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) options[name] = understood(name, value, command);
  }
  if (isDivided && command !== 'gate') {
    throw new UsageError(`"--" goes only with "gate": cmg-preflight gate [options] -- <ccmsetup command>.`);
  }
  const isFile = command === 'certificate' && operand !== undefined;
  const topics = command === 'explain' && { topics: operands };
  const gated = isDivided && { gated: argv.slice(own.length + 1) };
  return { command, options, ...(isFile && { operand }), ...topics, ...gated };
}

/** yargs takes a pair of quotation marks off `--name="..."`; a ccmsetup line and a password may begin and end with one. */
function keepQuotes(word: string): string {
  const [, flag, value] = /^(--?[^=]+=)((["'])[\s\S]*\3|["'])$/.exec(word) ?? [];
  return flag === undefined ? word : `${flag}"${value}"`;
}

/** Before yargs sees it, because a name such as `--constructor` is more to an object than an option. @throws UsageError */
function mustBeKnown(word: Word, command: CommandName): void {
  if (word.kind !== 'option') return;
  const { flag, name, attached } = word;
  const option: OptionSpec | undefined = optionNamed(name === 'h' ? 'help' : name);
  if (option === undefined) throw new UsageError(`There is no option ${flag}.${optionHint(name, command)}`);
  if (option.kind === 'flag' && attached !== undefined && attached !== 'true' && attached !== 'false') {
    throw new UsageError(`${flag} takes no value: write ${flag}, not ${flag}=${attached}.`);
  }
}

function optionHint(name: string, command: CommandName): string {
  const options: readonly OptionSpec[] = optionTable.filter((option: OptionSpec) => option.commands.includes(command));
  const chosen = options.find(({ choices }) => choices?.includes(name));
  if (chosen !== undefined) return ` Did you mean "--${chosen.name} ${name}"?`;
  const names = options.map((option) => option.name);
  const near = name === '?' ? 'help' : nearest(name, names);
  return near === undefined ? ` cmg-preflight ${command} --help shows them.` : ` Did you mean "--${near}"?`;
}

function commandOf(first: string | undefined, [second, third]: readonly string[]): CommandName {
  if (first === undefined) return 'run';
  const command = commandNames.find((name) => name === first);
  if (command === undefined) throw new UsageError(`There is no command "${first}".${commandHint(first)}`);
  if (second !== undefined && command === 'gate') {
    throw new UsageError(
      'The command that is gated stands behind "--": cmg-preflight gate [options] -- <ccmsetup command>.',
    );
  }
  if (command === 'explain') return command;
  const surplus = command === 'certificate' ? third : second;
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one word too many after "${first}".`);
  return command;
}

/** What was meant: an option in Windows' own spelling (`/cmg:...`), the CMG itself, or another command. */
function commandHint(word: string): string {
  const [name = ''] = word.replace(/^\/+/, '').toLowerCase().split(/[:=]/);
  const option = optionNamed(name === '?' ? 'help' : name);
  if (option !== undefined) return ` Did you mean "--${option.name}"?`;
  return looksLikeHost(word) ? ` Did you mean "--cmg ${word}"?` : suggestion(word, commandNames);
}

/** `cmg.contoso.com`, and no file name such as `ccmsetup.exe`. */
function looksLikeHost(word: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(word) && !/\.(exe|msi|cmd|bat|ps1|json)$/i.test(word);
}

function understood(name: string, value: unknown, command: CommandName): string | boolean | readonly string[] {
  const flag = `--${name}`;
  const option = optionNamed(name);
  if (option === undefined) throw new UsageError(`There is no option ${flag}.${optionHint(name, command)}`);
  if (!option.commands.includes(command)) throw new UsageError(`${flag} does not go with "${command}".`);
  if (option.kind === 'flag') return Array.isArray(value) ? value.at(-1) === true : value === true;
  const texts = (Array.isArray(value) ? value : [value]).map(String);
  // A list of nothing but commas would choose everything.
  const isEmpty = (text: string) => (option.kind === 'list' ? /^[\s,]*$/ : /^\s*$/).test(text);
  if (option.mayBeEmpty !== true && texts.some(isEmpty)) {
    throw new UsageError(
      `${flag} needs a value: ${flag} <${option.placeholder ?? option.choices?.join('|') ?? 'value'}>.`,
    );
  }
  if (option.kind === 'list') return texts;
  return texts.at(-1) ?? '';
}
