/** Two columns on a terminal: East Asian scripts, full-width forms, emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;
/** No column of their own. */
const combining = /[\p{Mn}\p{Me}\u200c\u200d]/u;

/** Columns that this text takes on a terminal, near enough for wrapping. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += combining.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** Narrower than this a text is a column of single words; the terminal may break the lines itself then. */
const narrowest = 20;

/**
 * Breaks at blanks. A word that is longer than a line, such as a URL, stands whole on a line of its own, so that it can
 * be copied.
 *
 * @param columns width of the text without its indent
 */
export function wrap(text: string, columns: number): readonly string[] {
  const limit = Math.max(columns, narrowest);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || columnsOf(longer) <= limit) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

/** A paragraph after a prefix, its further lines indented to where the first one began. */
export function hang(prefix: string, text: string, columns: number): readonly string[] {
  const indent = ' '.repeat(columnsOf(prefix));
  const [first = '', ...rest] = wrap(text, columns - indent.length);
  return [`${prefix}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
}
