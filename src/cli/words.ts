import { type CommandName, commandNames, type OptionSpec, optionNamed } from './option-table.ts';

/** What a word of the command line is, before anything is made of it. */
export type Word =
  | { readonly kind: 'option'; readonly flag: string; readonly name: string; readonly attached?: string }
  | { readonly kind: 'value'; readonly of: string; readonly text: string }
  | { readonly kind: 'plain'; readonly text: string };

/** Not an option but a value that is refused with its range. */
const negativeNumber = /^-\d*\.?\d+$/;

/** What stands before the first `--`: all that is ours. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const separator = argv.indexOf('--');
  return separator < 0 ? argv : argv.slice(0, separator);
}

/** Tells options, their values and plain words apart, by the table of flags. */
export function classify(words: readonly string[]): readonly Word[] {
  let waiting: string | undefined;
  return words.map((text): Word => {
    const of = waiting;
    waiting = undefined;
    if (text.length > 1 && text.startsWith('-') && !negativeNumber.test(text)) {
      const [, flag = text, name = '', attached] = /^(--?([^=]*))(?:=([\s\S]*))?$/.exec(text) ?? [];
      if (attached !== undefined) return { kind: 'option', flag, name, attached };
      if (isWithValue(name)) waiting = name;
      return { kind: 'option', flag, name };
    }
    return of === undefined ? { kind: 'plain', text } : { kind: 'value', of, text };
  });
}

/** The command that is meant, as far as can be told before the line is understood. */
export function commandIn(words: readonly Word[]): CommandName {
  const first = words.find((word) => word.kind === 'plain');
  return commandNames.find((name) => name === first?.text) ?? 'run';
}

/** The last value of an option, as given. */
export function lastValue(words: readonly Word[], name: string): string | undefined {
  const values = words.flatMap((word) => {
    if (word.kind === 'value') return word.of === name ? [word.text] : [];
    return word.kind === 'option' && word.name === name && word.attached !== undefined ? [word.attached] : [];
  });
  return values.at(-1);
}

function isWithValue(name: string): boolean {
  const option: OptionSpec | undefined = optionNamed(name);
  return option !== undefined && option.kind !== 'flag';
}
