import { columnAt, type PlacedText, PlacedTextBuilder } from './placed-text.ts';

/** One argument after its quotes were taken off. */
export interface Word extends PlacedText {
  /** Column of its first character, quotes included. */
  readonly startColumn: number;
  /** Index in the source after its last character, quotes included. */
  readonly endIndex: number;
}

export interface SplitLine {
  readonly words: readonly Word[];
  /** Column of a quotation mark that is never closed. */
  readonly unclosedQuoteColumn?: number;
}

export const isSeparator = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * Splits as Windows does (CommandLineToArgvW): blanks separate outside quotes, 2n backslashes before a quote are n
 * backslashes and the quote counts, 2n+1 are n and a literal quote, and of a run of quotes every third is literal.
 * Source: Microsoft "CommandLineToArgvW function (shellapi.h)".
 *
 * @param options.withProgram the first word is a program: quotes delimit it and backslashes are ordinary
 */
export function splitWindowsArguments(source: PlacedText, options: { readonly withProgram: boolean }): SplitLine {
  const words: Word[] = [];
  let index = skipSeparators(source.text, 0);
  let unclosedQuoteColumn: number | undefined;
  if (options.withProgram && index < source.text.length) {
    const program = readProgram(source, index);
    words.push(program.word);
    unclosedQuoteColumn = program.unclosedQuoteColumn;
    index = skipSeparators(source.text, program.word.endIndex);
  }
  while (index < source.text.length) {
    const argument = readArgument(source, index);
    words.push(argument.word);
    unclosedQuoteColumn ??= argument.unclosedQuoteColumn;
    index = skipSeparators(source.text, argument.word.endIndex);
  }
  return { words, ...(unclosedQuoteColumn === undefined ? {} : { unclosedQuoteColumn }) };
}

export function skipSeparators(text: string, start: number): number {
  let index = start;
  while (isSeparator(text[index])) index++;
  return index;
}

interface ReadWord {
  readonly word: Word;
  readonly unclosedQuoteColumn?: number;
}

function readProgram(source: PlacedText, start: number): ReadWord {
  const quoted = source.text[start] === '"';
  const first = quoted ? start + 1 : start;
  let index = first;
  while (index < source.text.length && (quoted ? source.text[index] !== '"' : !isSeparator(source.text[index])))
    index++;
  const closed = !quoted || index < source.text.length;
  return {
    word: {
      text: source.text.slice(first, index),
      columns: source.columns.slice(first, index),
      startColumn: columnAt(source, start),
      endIndex: quoted && closed ? index + 1 : index,
    },
    ...(closed ? {} : { unclosedQuoteColumn: columnAt(source, start) }),
  };
}

function readArgument(source: PlacedText, start: number): ReadWord {
  const { text } = source;
  const built = new PlacedTextBuilder();
  let inQuotes = false;
  let openedAt = start;
  let backslashes = 0;
  let index = start;
  while (index < text.length && (inQuotes || !isSeparator(text[index]))) {
    const character = text[index] ?? '';
    if (character !== '"') {
      built.append(character, columnAt(source, index));
      backslashes = character === '\\' ? backslashes + 1 : 0;
      index++;
      continue;
    }
    const escaped = backslashes % 2 === 1;
    built.dropLast(Math.ceil(backslashes / 2));
    backslashes = 0;
    if (escaped) built.append('"', columnAt(source, index++));
    const runStart = index;
    while (text[index] === '"') index++;
    const quotes: number = index - runStart + (inQuotes ? 1 : 0);
    for (let literal = 0; literal < Math.floor(quotes / 3); literal++) {
      built.append('"', columnAt(source, runStart + literal));
    }
    if (index > runStart && quotes % 3 === 1) openedAt = runStart;
    inQuotes = quotes % 3 === 1;
  }
  return {
    word: { ...built.build(), startColumn: columnAt(source, start), endIndex: index },
    ...(inQuotes ? { unclosedQuoteColumn: columnAt(source, openedAt) } : {}),
  };
}

/**
 * One argument as it has to stand on a line so that {@link splitWindowsArguments} gives it back. Quotes go around the
 * value only (`NAME="a b"`, `/source:"a b"`), which is how such lines are written.
 */
export function quoteWindowsArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  const [head, tail] = splitAtValue(argument);
  const escaped = tail.replace(/(\\*)("|$)/g, (_, slashes: string, quote: string) =>
    quote === '' ? slashes + slashes : `${slashes}${slashes}\\"`,
  );
  return `${head}"${escaped}"`;
}

/** What stands before the value of `NAME=value` or `/name:value`, separator included, and the value. */
export function splitAtValue(argument: string): readonly [head: string, value: string] {
  const head = /^(?:[A-Za-z_]\w*=|[/-][A-Za-z]+[:=])/.exec(argument)?.[0] ?? '';
  return [head, argument.slice(head.length)];
}
