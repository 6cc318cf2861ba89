/**
 * What `whoami.exe` prints. Names, headings and descriptions are translated, security identifiers are not (Microsoft
 * Learn, "Well-known SIDs"), so nothing but those is understood.
 */

export interface Account {
  /** `domain\user` as printed. */
  readonly name: string;
  readonly sid: string;
}

/** SID of the local system account. */
export const localSystemSid = 'S-1-5-18';

/** At the end of its line, so that an account that is named like a SID misleads nobody. */
const accountRow = /^(.*\S)\s+(S-1-\d+(?:-\d+)+)\s*$/;
/** A field of CSV output; whoami quotes every one. None begins within another, which keeps the search to one pass. */
const csvField = /(?<![^,])"((?:[^"]|"")*)"(?:,|$)/g;
/** Mandatory labels, e.g. S-1-16-12288 for high integrity ([MS-DTYP] 2.4.2.4). */
const integrityLabel = /^S-1-16-(\d+)$/;

/** Reads `whoami /user`: its only row ends with the account's SID. */
export function parseWhoamiUser(text: string): Account | undefined {
  for (const line of text.split(/\r?\n/)) {
    const row = accountRow.exec(line);
    if (row?.[1] !== undefined && row[2] !== undefined) return { name: row[1].trim(), sid: row[2] };
  }
  return undefined;
}

/** Reads `whoami /groups /fo csv /nh`: the token's integrity level, e.g. 12288 when elevated. */
export function parseIntegrityLevel(text: string): number | undefined {
  for (const line of text.split(/\r?\n/)) {
    const [, , sid = ''] = [...line.matchAll(csvField)].map((field) => field[1] ?? '');
    const label = integrityLabel.exec(sid);
    if (label !== null) return Number(label[1]);
  }
  return undefined;
}
