import { type CommandArgument, MASK } from './command.ts';
import { nearestName } from './nearest-name.ts';
import type { ReadArgument } from './read-arguments.ts';

/** First and last column of a secret, both included. */
export type ColumnRange = readonly [first: number, last: number];

/**
 * Anything that begins as a JSON Web Token does (`{"` in base64url), wherever it stands: a misspelt parameter too. Long
 * words behind it are its rest: a mail or a chat has broken it.
 */
const tokenLike = /eyJ[\w\-+/=]{6,}(?:\.[\w\-+/=]*)*(?:[\s"'^`]{1,8}[\w\-+/.]{24,}=*)*/g;

const isRegToken = (argument: CommandArgument): boolean =>
  argument.name.toLowerCase() === 'regtoken' || nearestName(argument.name, ['regtoken']) !== undefined;

/** Where secrets stand on a line: the values of `/regtoken`, even misspelt, and whatever looks like a token. */
export function secretRanges(line: string, read: readonly ReadArgument[]): readonly ColumnRange[] {
  const ranges: ColumnRange[] = [];
  for (const { argument, value } of read) {
    const first = value?.columns[0];
    const last = value?.columns.at(-1);
    if (isRegToken(argument) && first !== undefined && last !== undefined) ranges.push([first, last]);
  }
  for (const match of line.matchAll(tokenLike)) ranges.push([match.index + 1, match.index + match[0].length]);
  return mergeRanges(ranges);
}

function mergeRanges(ranges: readonly ColumnRange[]): readonly ColumnRange[] {
  const merged: ColumnRange[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && range[0] <= last[1] + 1)
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])];
    else merged.push(range);
  }
  return merged;
}

/** The line with every secret replaced; other characters keep their order, columns after a secret move. */
export function maskLine(line: string, ranges: readonly ColumnRange[]): string {
  let masked = '';
  let next = 0;
  for (const [first, last] of ranges) {
    masked += line.slice(next, first - 1) + MASK;
    next = last;
  }
  return masked + line.slice(next);
}

/** Any text without what looks like a token. */
export const maskText = (text: string): string => text.replace(tokenLike, MASK);

/** A value of `/regtoken` that does not even look like a token. */
const tokenParameter = /([/-]?regtoken\s*[:=]\s*"?)[^\s"]+(?:[\s^`]{1,8}[\w\-+.]{24,}=*)*/gi;

/** Any text that may hold a piece of a command line, without the tokens in it. */
export function maskTokens(text: string): string {
  return text.replace(tokenParameter, `$1${MASK}`).replace(tokenLike, MASK);
}

/** The argument without a secret in it. */
export function maskArgument({ argument, value }: ReadArgument): CommandArgument {
  if (isRegToken(argument) && value !== undefined && value.text !== '') return { ...argument, value: MASK };
  const name = maskText(argument.name);
  if (argument.value === undefined) return { ...argument, name };
  return { ...argument, name, value: maskText(argument.value) };
}
