import type { RegistryData, RegistryKey } from '../host/ports.ts';

/**
 * What `reg.exe query <key> [/s]` prints: a blank line, the key's path, its values as `    name    REG_TYPE    data`,
 * then a blank line and the sub-keys, as bare paths or (with `/s`) with their values in the same way. A key without
 * values may be left out itself. Paths, type names, numbers and hexadecimal data are the same in every language; the name
 * that stands for the default value is translated and always in parentheses ("(Default)", "(Standard)").
 * Microsoft Learn, "reg query"; layout observed.
 *
 * A string value may hold line breaks, so a line that is neither path nor value continues the value above it. Whoever
 * may write a value can thereby imitate further values and sub-keys of the same key, which he could as well create; he
 * cannot imitate keys elsewhere, because paths outside the asked one are text.
 */

const indent = '    ';
const keyPath = /^HKEY_(?:LOCAL_MACHINE|USERS|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG)(?:\\|$)/;
/** Types that reg.exe names; what has no name there is printed as a number or, by Wine, as `(null)`. */
const valueRow = /^ {4}(.*?) {4}(REG_[A-Z_]+|0x[0-9a-f]+|\d+|\(null\))(?: {4}([\s\S]*))?$/;
const translatedName = /^\(.+\)$/s;
/** One repeated class only: a repeated group would exhaust the matcher's stack on a large value. */
const hexDigits = /^[0-9A-Fa-f]*$/;

/**
 * @param text the tool's decoded output
 * @param asked the key that was asked for, from the hive's long name
 * @returns the keys that were printed, in that order; see {@link completeKeys} for those that were left out
 */
export function parseRegQuery(text: string, asked: string): readonly RegistryKey[] {
  const keys: OpenKey[] = [];
  for (const line of linesOf(text)) {
    const key = keys.at(-1);
    if (keyPath.test(line) && isAtOrBelow(line, asked)) {
      keys.push({ path: line.replace(/\\+$/, ''), rows: [] });
      continue;
    }
    if (key === undefined) continue;
    const row = line.startsWith(indent) ? valueRow.exec(line) : null;
    if (row === null) continueValue(key, line);
    else key.rows.push({ name: row[1] ?? '', type: row[2] ?? '', lines: [row[3] ?? ''] });
  }
  return keys.map(({ path, rows }) => ({ path, values: valuesOf(rows) }));
}

/** Adds the asked key and keys between it and the printed ones where they had no values to be printed for. */
export function completeKeys(printed: readonly RegistryKey[], asked: string): readonly RegistryKey[] {
  const known = new Set<string>();
  const complete: RegistryKey[] = [];
  const add = (key: RegistryKey): void => {
    known.add(key.path.toLowerCase());
    complete.push(key);
  };
  add(printed.find(({ path }) => isSameKey(path, asked)) ?? { path: asked, values: {} });
  for (const key of printed) {
    const above = key.path
      .slice(asked.length + 1)
      .split('\\')
      .slice(0, -1);
    above.reduce((path, name) => {
      const next = `${path}\\${name}`;
      if (!known.has(next.toLowerCase())) add({ path: next, values: {} });
      return next;
    }, asked);
    if (!known.has(key.path.toLowerCase())) add(key);
  }
  return complete;
}

function isSameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly lines: string[];
}
interface OpenKey {
  readonly path: string;
  readonly rows: Row[];
}

/** A bare line feed inside CR LF output belongs to a value. */
function linesOf(text: string): readonly string[] {
  return text.split(text.includes('\r\n') ? '\r\n' : '\n');
}

function isAtOrBelow(path: string, asked: string): boolean {
  const lower = path.toLowerCase();
  const top = asked.toLowerCase();
  return lower === top || lower === `${top}\\` || lower.startsWith(`${top}\\`);
}

function continueValue(key: OpenKey, line: string): void {
  key.rows.at(-1)?.lines.push(line);
}

function valuesOf(rows: readonly Row[]): Readonly<Record<string, RegistryData>> {
  // Names are anybody's text: without a prototype none of them means anything to JavaScript.
  const values: Record<string, RegistryData> = Object.create(null);
  for (const row of rows) {
    const data = dataOf(row);
    if (!translatedName.test(row.name) || '' in values) values[row.name] = data;
    else if (!isUnset(data)) values[''] = data;
  }
  return values;
}

/** "(value not set)", translated: what is printed for a default value that does not exist. */
function isUnset(data: RegistryData): boolean {
  return data.type === 'string' && translatedName.test(data.value);
}

function dataOf({ type, lines }: Row): RegistryData {
  const text = withoutSeparator(lines).join('\n');
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return { type: 'string', value: text };
    case 'REG_MULTI_SZ':
      return {
        type: 'strings',
        value: text.split('\\0').filter((part, at, all) => part !== '' || at < all.length - 1),
      };
    case 'REG_DWORD':
    case 'REG_DWORD_BIG_ENDIAN':
    case 'REG_QWORD':
      // Above 2^53 a number is exact to about 2^-53 of itself, which is enough for a time.
      return /^0x[0-9a-f]+$/i.test(text) ? { type: 'number', value: Number(text) } : { type: 'string', value: text };
    default:
      // Types without text are printed as hexadecimal bytes; what is not that stays visible as it was printed.
      return type.startsWith('REG_') && text.length % 2 === 0 && hexDigits.test(text)
        ? { type: 'binary', value: new Uint8Array(Buffer.from(text, 'hex')) }
        : { type: 'string', value: text };
  }
}

/** Blank lines after the last value separate it from the next key. */
function withoutSeparator(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line, at) => at === 0 || line !== '');
  return lines.slice(0, last + 1);
}
