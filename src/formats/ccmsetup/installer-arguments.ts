import { columnAt, type PlacedText, PlacedTextBuilder } from './placed-text.ts';
import { isSeparator, type SplitLine, skipSeparators, splitAtValue, type Word } from './windows-arguments.ts';

export interface SplitInstallerLine extends SplitLine {
  /** Columns of `\"`, which Windows Installer does not take for a quotation mark. */
  readonly escapedQuoteColumns: readonly number[];
  /** The same, around a whole value or word. */
  readonly escapedWrapperColumns: readonly number[];
  /** Quotes around a property as a whole (`"NAME=value"`), or opened again inside of a word. */
  readonly misplacedQuoteColumns: readonly number[];
}

/**
 * Splits what follows `msiexec` as Windows Installer does: blanks separate outside quotes, and inside them `""` is a
 * literal quote; a backslash escapes nothing. `\"`, which people bring from other shells, is read as they meant it
 * and noted. Source: Microsoft "Command-Line Options (Windows Installer)", quotation marks in property values.
 */
export function splitInstallerArguments(source: PlacedText): SplitInstallerLine {
  const words: Word[] = [];
  const escapedQuoteColumns: number[] = [];
  const escapedWrapperColumns: number[] = [];
  const misplacedQuoteColumns: number[] = [];
  let unclosedQuoteColumn: number | undefined;
  let index = skipSeparators(source.text, 0);
  while (index < source.text.length) {
    const { word, escapedQuotes, escapedWrapper, misplaced, unclosed } = readWord(source, index);
    words.push(word);
    escapedQuoteColumns.push(...escapedQuotes);
    if (escapedWrapper !== undefined) escapedWrapperColumns.push(escapedWrapper);
    if (misplaced !== undefined) misplacedQuoteColumns.push(misplaced);
    unclosedQuoteColumn ??= unclosed;
    index = skipSeparators(source.text, word.endIndex);
  }
  return {
    words,
    escapedQuoteColumns,
    escapedWrapperColumns,
    misplacedQuoteColumns,
    ...(unclosedQuoteColumn === undefined ? {} : { unclosedQuoteColumn }),
  };
}

interface ReadWord {
  readonly word: Word;
  readonly escapedQuotes: readonly number[];
  readonly escapedWrapper: number | undefined;
  readonly misplaced: number | undefined;
  readonly unclosed: number | undefined;
}

function readWord(source: PlacedText, start: number): ReadWord {
  const { text } = source;
  const built = new PlacedTextBuilder();
  const escapedQuotes: number[] = [];
  let openedAt: number | undefined;
  let escapedWrapper: number | undefined;
  let misplaced: number | undefined;
  let openings = 0;
  let index = start;
  while (index < text.length && (openedAt !== undefined || !isSeparator(text[index]))) {
    const character = text[index] ?? '';
    if (character !== '"') {
      built.append(character, columnAt(source, index++));
    } else if (openedAt === undefined) {
      if (isEscapedOpening(text, index)) {
        built.dropLast(1);
        escapedWrapper = columnAt(source, index - 1);
      }
      openings += 1;
      if (openings === 2) misplaced ??= columnAt(source, index);
      openedAt = index++;
    } else if (escapedWrapper !== undefined && isEscapedClosing(text, index)) {
      built.dropLast(1);
      openedAt = undefined;
      index++;
    } else if (isEscapedQuote(text, index, escapedQuotes.length)) {
      built.dropLast(1);
      built.append('"', columnAt(source, index));
      escapedQuotes.push(columnAt(source, index - 1));
      index++;
    } else if (text[index + 1] === '"') {
      built.append('"', columnAt(source, index));
      index += 2;
    } else {
      openedAt = undefined;
      index++;
    }
  }
  const word: Word = { ...built.build(), startColumn: columnAt(source, start), endIndex: index };
  return {
    word,
    escapedQuotes,
    escapedWrapper,
    misplaced: text[start] === '"' && isProperty(word.text) ? columnAt(source, start) : misplaced,
    unclosed: openedAt === undefined ? undefined : columnAt(source, openedAt),
  };
}

const isProperty = (text: string): boolean => /^[A-Za-z_]\w*=/.test(text);

/** `NAME=\"…\"` and `\"…\"`: the value was copied from JSON or out of another quotation. */
function isEscapedOpening(text: string, index: number): boolean {
  return text[index - 1] === '\\' && /^[\s=]?$/.test(text[index - 2] ?? '') && text.lastIndexOf('\\"') >= index;
}

const isEscapedClosing = (text: string, index: number): boolean =>
  text[index - 1] === '\\' && /^\s?$/.test(text[index + 1] ?? '');

/**
 * Whether `\"` was meant as a quote inside the value: an opening one follows a blank, `=` or `:`; a closing one
 * follows an opening one. Any other is a path's last backslash before the value's own closing quote.
 */
function isEscapedQuote(text: string, index: number, seen: number): boolean {
  if (text[index - 1] !== '\\') return false;
  if (seen % 2 === 1) return true;
  return /[\s=:]/.test(text[index - 2] ?? '') && text.indexOf('"', index + 1) !== -1;
}

/** A property for a line of Windows Installer: the value in quotes where it needs them, inner ones doubled. */
export function quoteInstallerArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  const [head, value] = splitAtValue(argument);
  return `${head}"${value.replaceAll('"', '""')}"`;
}
