/**
 * Makes text from servers, certificates and tools harmless for a terminal or a log: what would move the cursor, change
 * colours, start a new line or turn the reading direction around is shown as what it is.
 *
 * Unicode Technical Report 36, "Unicode Security Considerations", 2.1 (mixed-script and bidirectional spoofing); ECMA-48
 * for control sequences, which C1 controls can start as well as ESC.
 */

/** Control (Cc), format (Cf: direction, invisible, tags), line and paragraph separators, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Joiners are format characters that several scripts need between letters; they move nothing. */
const joiners = new Set(['\u200c', '\u200d']);

/** One line: line breaks and tabs become blanks, every other unprintable character its escape, e.g. `\u{202e}`. */
export function printable(text: string): string {
  return printableLines(text.replace(/[\r\n\t]+/g, ' '));
}

/** The same where line ends mean nothing but line ends. */
export function printableLines(text: string): string {
  const kept = (character: string) => character === '\n' || joiners.has(character);
  return text.replace(unprintable, (character) => (kept(character) ? character : escapeOf(character)));
}

/** Typographic signs that a console's code page may lack, in ASCII. */
const plainSigns: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u2192': '->',
  '\u00a0': ' ',
  '\u00a7': 'section ',
  '\u00d7': 'x',
};

/** Printable text whose punctuation survives any code page; letters of names stay as they are. */
export function plainPunctuation(text: string): string {
  return printable(text).replace(/[\u00a0\u00a7\u00d7\u2013-\u2026\u2192]/gu, (sign) => plainSigns[sign] ?? sign);
}

/** Text in the characters that every code page has; others become `?`. */
export function asciiOnly(text: string): string {
  return plainPunctuation(text).replace(/[^\x20-\x7e]/gu, '?');
}

/** JSON whose strings cannot do anything to a terminal either; it reads back as the same value. */
export function harmlessJson(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
