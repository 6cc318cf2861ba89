import type { CommandArgument } from './command.ts';
import { columnAt, type PlacedText, slicePlaced } from './placed-text.ts';
import { termOf } from './vocabulary.ts';
import type { Word } from './windows-arguments.ts';

/** An argument with the columns of its value, for masking. */
export interface ReadArgument {
  readonly argument: CommandArgument;
  readonly value?: PlacedText;
}

/** Words of a line as parameters, properties and strays; a value that stands apart from its name is joined to it. */
export function readArguments(words: readonly Word[], outsideWrapper = false): readonly ReadArgument[] {
  const read: ReadArgument[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) continue;
    const { joined, taken } = joinApart(word, words.slice(index + 1, index + 3));
    index += taken;
    const pieces = isToken(joined) ? piecesBehind(joined, words.slice(index + 1)) : [];
    index += pieces.length;
    const whole = pieces.length === 0 ? joined : joinWords([joined, ...pieces]);
    read.push(readWord(whole, { outsideWrapper, joined: taken + pieces.length > 0 }));
  }
  return read;
}

function readWord(word: Word, how: { readonly outsideWrapper: boolean; readonly joined: boolean }): ReadArgument {
  const parts = /^(?<prefix>[/-])?(?<name>[A-Za-z_?][\w?]*)(?:(?<separator>[:=])(?<value>[\s\S]*))?$/.exec(word.text);
  const { prefix, name, separator } = parts?.groups ?? {};
  const more = {
    column: word.startColumn,
    ...(how.outsideWrapper && { outsideWrapper: true }),
    ...(how.joined && { joined: true }),
  };
  const kind = kindOf(prefix, name, separator);
  if (name === undefined || kind === 'stray') return { argument: { kind: 'stray', name: word.text, ...more } };
  const valueStart = word.text.length - (parts?.groups?.value?.length ?? 0);
  const value = separator === undefined ? undefined : slicePlaced(word, valueStart);
  return {
    argument: {
      kind,
      name,
      ...(value !== undefined && { value: value.text, valueColumn: columnAt(word, valueStart) }),
      ...(prefix !== undefined && { prefix: prefix === '-' ? '-' : '/' }),
      ...(separator !== undefined && { separator: separator === '=' ? '=' : ':' }),
      ...more,
    },
    ...(value !== undefined && { value }),
  };
}

/**
 * Known names keep their kind however they are written: `/SMSSITECODE=ABC` and `SMSSITECODE:ABC` were meant for the
 * property, `mp=…` for the parameter; prefix and separator tell the fault.
 */
function kindOf(prefix: string | undefined, name: string | undefined, separator: string | undefined) {
  if (name === undefined) return 'stray';
  const isProperty = termOf('property', name) !== undefined;
  const isParameter = termOf('parameter', name) !== undefined;
  if (prefix !== undefined) return isProperty && !isParameter ? 'property' : 'parameter';
  if (isProperty) return 'property';
  if (isParameter && separator !== undefined) return 'parameter';
  return separator === '=' ? 'property' : 'stray';
}

/** `NAME = value`, `NAME= value`, `NAME =value` and `/regtoken value`: the blanks were not meant. */
function joinApart(word: Word, following: readonly Word[]): { readonly joined: Word; readonly taken: number } {
  const [next, afterNext] = following;
  const alone = { joined: word, taken: 0 };
  if (next === undefined) return alone;
  const bare = /^[/-]?([A-Za-z_]\w*)$/.exec(word.text)?.[1];
  const known = bare !== undefined && isKnown(bare) && takesValue(word.text, bare);
  if (known && /^[:=]$/.test(next.text) && afterNext !== undefined) {
    return { joined: joinWords([word, next, afterNext]), taken: 2 };
  }
  if (known && /^[:=]./.test(next.text)) return { joined: joinWords([word, next]), taken: 1 };
  const open = /^[/-]?([A-Za-z_]\w*)[:=]$/.exec(word.text)?.[1];
  if (open !== undefined && isKnown(open) && !startsArgument(next.text)) {
    return { joined: joinWords([word, next]), taken: 1 };
  }
  if (/^[/-]regtoken$/i.test(word.text) && !startsArgument(next.text)) {
    const colon = { text: ':', columns: [next.startColumn] };
    return { joined: joinWords([word, colon, next], next.endIndex), taken: 1 };
  }
  return alone;
}

const isToken = ({ text }: Word): boolean => /^[/-]?regtoken[:=]./i.test(text);

/** Base64url characters of an RS256 signature by a key of 2048 bits: where that many follow the second dot, it is whole. */
const SIGNATURE_LENGTH = 342;

/** The rest of a token that a mail or a chat has broken; read as one it is judged, and masked, as one. */
function piecesBehind(token: Word, following: readonly Word[]): readonly Word[] {
  const pieces: Word[] = [];
  let text = token.text;
  for (const word of following) {
    const [, , signature] = text.split('.');
    if ((signature?.length ?? 0) >= SIGNATURE_LENGTH) break;
    if (!/^[\w.-]{8,}={0,2}$/.test(word.text) || startsArgument(word.text)) break;
    pieces.push(word);
    text += word.text;
  }
  return pieces;
}

/** One word of several pieces. */
export function joinWords(pieces: readonly (PlacedText | Word)[], endIndex?: number): Word {
  const [first] = pieces;
  const last = pieces.at(-1);
  return {
    text: pieces.map(({ text }) => text).join(''),
    columns: pieces.flatMap(({ columns }) => columns),
    startColumn: first !== undefined && 'startColumn' in first ? first.startColumn : 1,
    endIndex: endIndex ?? (last !== undefined && 'endIndex' in last ? last.endIndex : 0),
  };
}

const isKnown = (name: string): boolean =>
  termOf('parameter', name) !== undefined || termOf('property', name) !== undefined;

function takesValue(word: string, name: string): boolean {
  const term = /^[/-]/.test(word) ? termOf('parameter', name) : termOf('property', name);
  return term !== undefined && term.value.kind !== 'none';
}

/** Whether a word looks like the next parameter or property and not like a value. */
function startsArgument(text: string): boolean {
  const name = /^(?:[/-]([A-Za-z?]\w*)(?:[:=]|$)|([A-Za-z_]\w*)(?:=|$))/.exec(text);
  return name !== null && isKnown(name[1] ?? name[2] ?? '');
}
