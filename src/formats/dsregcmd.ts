/**
 * The text of `dsregcmd /status` as titled sections of `label : value` rows. Nothing here knows what a row means; see
 * the files in `dsregcmd/` for that.
 *
 * The grammar is read loosely, because it has changed with every Windows release and because saved copies lose blanks,
 * banners and line ends: Microsoft Learn "Troubleshoot devices by using the dsregcmd command" (MicrosoftDocs/entra-docs
 * docs/identity/devices/troubleshoot-device-dsregcmd.md) shows the layouts.
 */

export interface DsregRow {
  /** As printed. */
  readonly label: string;
  readonly value: string;
}

/** One printed section; a title that is printed twice gives two of them. */
export interface DsregSection {
  /** Empty for rows before any title. */
  readonly title: string;
  readonly rows: readonly DsregRow[];
}

/** Longest line that is read; the longest real value, `SettingsUrl`, has under 2,000 characters. */
const MAX_LINE_CHARACTERS = 16_384;
/** Most rows that are read; a real run prints under 150. */
const MAX_ROWS = 5_000;
/** Width of the banner: a console narrower than that splits titles and labels too and cannot be read at all. */
const MIN_WRAP_COLUMNS = 72;

/** Sections that are recognised by their title even where a copy has lost the banner around it. */
const KNOWN_TITLES = new Set([
  'devicestate',
  'devicedetails',
  'tenantdetails',
  'userstate',
  'ssostate',
  'diagnosticdata',
  'ngcprerequisitecheck',
]);

/** Labels differ in case and blanks between Windows releases: `Request Id`, `Request ID`; `Https Status`, `HTTP status`. */
export function labelKey(label: string): string {
  return label.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** Reads any text; what is neither title nor row is passed over. Never fails. */
export function parseDsregcmd(text: string): readonly DsregSection[] {
  let rows: DsregRow[] = [];
  const sections: { title: string; rows: DsregRow[] }[] = [{ title: '', rows }];
  let rowCount = 0;
  /** Length of a line that may go on in the next one because the console ended there; 0 when none may. */
  let wrapColumns = 0;
  for (const fullLine of text.split(/\r\n|\n|\r/)) {
    const line = fullLine.slice(0, MAX_LINE_CHARACTERS);
    const title = titleOf(line);
    const row = title === undefined ? rowOf(line) : undefined;
    if (title !== undefined) {
      rows = [];
      sections.push({ title, rows });
      wrapColumns = 0;
    } else if (row !== undefined) {
      rowCount += 1;
      if (rowCount > MAX_ROWS) break;
      rows.push(row);
      wrapColumns = line.length >= MIN_WRAP_COLUMNS ? line.length : 0;
    } else if (isContinuation(line, wrapColumns)) {
      const last = rows.pop();
      if (last !== undefined) rows.push({ ...last, value: `${last.value}${line.trimEnd()}` });
      wrapColumns = line.length === wrapColumns ? wrapColumns : 0;
    } else {
      wrapColumns = 0;
    }
  }
  return sections.filter((section) => section.title !== '' || section.rows.length > 0);
}

/** `| Device State      |`, or a known title alone on its line. */
function titleOf(line: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed.startsWith('|')) {
    const title = trimmed.slice(1).replace(/\|$/, '').trim();
    return title === '' || title.includes('|') ? undefined : title;
  }
  return KNOWN_TITLES.has(labelKey(trimmed)) && !trimmed.includes(':') ? trimmed : undefined;
}

/** Labels hold letters, digits, blanks and hyphens; the longest real one has 26 characters. */
const LABEL = /^[A-Za-z][A-Za-z0-9 -]{1,40}$/;

/**
 * Splits at the first colon, which must be followed by a blank, the end of the line or a second colon (1607 and 1803
 * print `KeySignTest: : PASSED`); thus `C:\>`, `https://` and `HH:mm` are no rows. Done by hand: a regular expression
 * for it takes quadratic time on a long line of blanks.
 */
function rowOf(line: string): DsregRow | undefined {
  const colon = line.indexOf(':');
  if (colon < 0) return undefined;
  const label = line.slice(0, colon).trim();
  if (!LABEL.test(label)) return undefined;
  const rest = line.slice(colon + 1);
  if (rest !== '' && !/^[\s:]/.test(rest)) return undefined;
  const value = rest.trim();
  return { label, value: value.startsWith(':') ? value.slice(1).trim() : value };
}

/** The rest of a wrapped value stands at the first column and is not longer than the console is wide. */
function isContinuation(line: string, wrapColumns: number): boolean {
  return line !== '' && line.length <= wrapColumns && !/^[\s+|]/.test(line);
}
