import { columnAt, type PlacedText, PlacedTextBuilder } from './placed-text.ts';

export type TypographyKind =
  | 'typographic-quote'
  | 'single-quote'
  | 'typographic-space'
  | 'line-break'
  | 'invisible-character'
  | 'typographic-dash';

/** A character that documents, mails and chats put in the place of the one that was typed. */
export interface TypographyFault {
  readonly kind: TypographyKind;
  readonly column: number;
  readonly character: string;
}

const doubleQuotes = /[\u201c-\u201f\u00ab\u00bb\u2033\u301d-\u301f\uff02]/;
const singleQuotes = /['`\u2018-\u201b\u2032\u00b4]/;
const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const lineBreaks = /[\r\n\v\f\u0085\u2028\u2029]/;
const invisible = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;
const dashes = /[\u2010-\u2015\u2212\uff0d]/;

/**
 * The line as it was meant: straight quotes, ordinary blanks, hyphens at the start of a word, nothing invisible.
 * Windows takes none of these for what they look like, so each replacement is a fault.
 */
export function straighten(source: PlacedText): {
  readonly straight: PlacedText;
  readonly faults: readonly TypographyFault[];
} {
  const built = new PlacedTextBuilder();
  const faults: TypographyFault[] = [];
  let atWordStart = true;
  // A line break at the end comes with every copy and paste and means nothing.
  const length = source.text.replace(/[\r\n]+$/, '').length;
  for (let index = 0; index < length; index++) {
    const character = source.text[index] ?? '';
    const column = columnAt(source, index);
    const kind = kindOf(character, atWordStart);
    if (kind !== undefined) faults.push({ kind, column, character });
    if (kind === 'invisible-character') continue;
    const straight = kind === undefined ? character : replacements[kind];
    built.append(straight, column);
    atWordStart = straight === ' ' || straight === '\t';
  }
  return straightenSingleQuotes(built.build(), faults);
}

const replacements = {
  'typographic-quote': '"',
  'typographic-space': ' ',
  'line-break': ' ',
  'typographic-dash': '-',
} as const;

function kindOf(character: string, atWordStart: boolean) {
  if (character >= ' ' && character <= '~') return undefined;
  if (doubleQuotes.test(character)) return 'typographic-quote' as const;
  if (spaces.test(character)) return 'typographic-space' as const;
  if (lineBreaks.test(character)) return 'line-break' as const;
  if (invisible.test(character)) return 'invisible-character' as const;
  if (atWordStart && dashes.test(character)) return 'typographic-dash' as const;
  return undefined;
}

/** A value that stands wholly between single quotes (`NAME='a b'`) was meant to stand between double ones. */
function straightenSingleQuotes(source: PlacedText, earlier: readonly TypographyFault[]) {
  const faults = [...earlier];
  const characters = source.text.split('');
  for (let index = 0; index < characters.length; index++) {
    if (!singleQuotes.test(characters[index] ?? '') || !/[\s=:]/.test(characters[index - 1] ?? ' ')) continue;
    const end = nextQuote(characters, index + 1);
    // No single quote closes a word from here on, so none opened later is closed either.
    if (end === characters.length) break;
    if (characters[end] !== '"') {
      for (const at of [index, end]) {
        faults.push({ kind: 'single-quote', column: columnAt(source, at), character: characters[at] ?? '' });
        characters[at] = '"';
      }
    }
    index = end;
  }
  faults.sort((a, b) => a.column - b.column);
  return { straight: { text: characters.join(''), columns: source.columns }, faults };
}

/** Index of the next double quote, or of the next single one that ends a word; the length when there is none. */
function nextQuote(characters: readonly string[], start: number): number {
  for (let index = start; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '"') return index;
    if (singleQuotes.test(character) && /^\s?$/.test(characters[index + 1] ?? '')) return index;
  }
  return characters.length;
}
