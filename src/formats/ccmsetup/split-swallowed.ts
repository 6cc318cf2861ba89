import { columnAt, type PlacedText, PlacedTextBuilder, slicePlaced } from './placed-text.ts';
import { termOf } from './vocabulary.ts';
import type { Word } from './windows-arguments.ts';

/**
 * The arguments that quotation marks made one: `"CCMHOSTNAME=… SMSSITECODE=ABC"`, or what a C runtime handed on when a
 * quotation mark was never closed. Undefined where the word holds one argument. Blanks inside of values stay.
 */
export function splitSwallowed(word: Word): readonly Word[] | undefined {
  if (!startsKnown(word.text)) return undefined;
  const starts = [...word.text.matchAll(/\s+(?=([A-Za-z_]\w*)=|[/-]([A-Za-z]\w*))/g)].filter(
    ([, property, parameter]) => (property === undefined ? isParameter(parameter) : isProperty(property)),
  );
  // A property is unmistakable; a slash in a value may be anything.
  if (!starts.some(([, property]) => property !== undefined)) return undefined;
  const from = [0, ...starts.map(({ index, 0: blanks }) => index + blanks.length)];
  const to = [...starts.map(({ index }) => index), word.text.length];
  return from.map((start, index) => {
    const piece = withoutQuotes(slicePlaced(word, start, to[index]));
    const startColumn = index === 0 ? word.startColumn : columnAt(word, start);
    return { ...piece, startColumn, endIndex: word.endIndex };
  });
}

/** Quotation marks that became part of the word were meant to part it; none is part of a value that ccmsetup knows. */
function withoutQuotes(piece: PlacedText): PlacedText {
  const built = new PlacedTextBuilder();
  for (const [index, character] of piece.text.split('').entries()) {
    if (character !== '"') built.append(character, columnAt(piece, index));
  }
  return built.build();
}

function startsKnown(text: string): boolean {
  const [, property, parameter] = /^(?:([A-Za-z_]\w*)=|[/-]([A-Za-z]\w*))/.exec(text) ?? [];
  return property === undefined ? isParameter(parameter) : isProperty(property);
}

/** CCMSETUPCMD is meant to hold several. */
const isProperty = (name: string): boolean => termOf('property', name) !== undefined && !/^CCMSETUPCMD$/i.test(name);
const isParameter = (name: string | undefined): boolean => termOf('parameter', name ?? '') !== undefined;
