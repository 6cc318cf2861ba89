import { styleText } from 'node:util';
import type { Status } from '../core/finding.ts';
import { plainPunctuation, printable } from './printable.ts';

/** How text may be dressed up on the stream it goes to. */
export interface TerminalStyle {
  readonly color: boolean;
  /** Whether marks beyond ASCII arrive as they are. */
  readonly unicode: boolean;
  /** Columns for wrapping. */
  readonly columns: number;
}

export interface StreamFacts {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As in `process.platform`. */
  readonly platform: string;
  /** False after `--no-color`. */
  readonly wantsColor: boolean;
}

const usualColumns = 80;

/** Colour on a terminal that has it, unless NO_COLOR (no-color.org), CI or the user says no. */
export function styleFor({ isTerminal, columns, environment, platform, wantsColor }: StreamFacts): TerminalStyle {
  const refused = isSet(environment.NO_COLOR) || isSet(environment.CI) || environment.TERM === 'dumb';
  return {
    color: wantsColor && isTerminal && !refused,
    unicode: platform === 'win32' ? isTerminal && isModernWindowsTerminal(environment) : isUtf8Locale(environment),
    columns: isTerminal && columns !== undefined && columns > 0 ? columns : usualColumns,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** The old console has fonts and code pages without `×`; a file or a pipe is read in a code page nobody knows. */
function isModernWindowsTerminal(environment: StreamFacts['environment']): boolean {
  return isSet(environment.WT_SESSION) || environment.TERM_PROGRAM === 'vscode' || isSet(environment.ConEmuTask);
}

function isUtf8Locale(environment: StreamFacts['environment']): boolean {
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(isSet) ?? '';
  return /utf-?8/i.test(locale) && environment.TERM !== 'linux';
}

const unicodeMarks: Readonly<Record<Status, string>> = { pass: '√', warn: '‼', fail: '×', unknown: '?', skip: '-' };
const asciiMarks: Readonly<Record<Status, string>> = {
  pass: '[ OK ]',
  warn: '[WARN]',
  fail: '[FAIL]',
  unknown: '[ ?? ]',
  skip: '[SKIP]',
};

/** The sign before a check's or a finding's line, without colour. */
export function markOf(status: Status, style: TerminalStyle): string {
  return (style.unicode ? unicodeMarks : asciiMarks)[status];
}

/** Text from anywhere, made fit for the stream. */
export function legible(text: string, { unicode }: TerminalStyle): string {
  return unicode ? printable(text) : plainPunctuation(text);
}

type Format = Parameters<typeof styleText>[0];

/** The colours of a status; what needs no attention has none. */
export const statusFormat = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  unknown: 'magenta',
  skip: 'dim',
} as const satisfies Readonly<Record<Status, Format>>;

/** Dresses text up where the stream allows it. */
export function paint(text: string, format: Format, { color }: TerminalStyle): string {
  return color ? styleText(format, text, { validateStream: false }) : text;
}
