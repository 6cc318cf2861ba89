/** A value of a document and the name it goes by: JSON key, XML element or attribute, left side of `=`. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** Deeper nesting than any plausible answer; it stops a hostile one. */
const MAX_DEPTH = 16;
/** An answer holds a handful; the rest of a hostile one is not looked at. */
export const MAX_VALUES = 500;

/** Every string and number of a JSON text, at any depth; a string that is JSON itself is looked into. Undefined: no JSON. */
export function valuesOfJson(text: string): readonly NamedValue[] | undefined {
  const values: NamedValue[] = [];
  return collectJson(text, '', 0, values) ? values : undefined;
}

function collectJson(text: string, name: string, depth: number, values: NamedValue[]): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // JSON.parse's only way to say that the text is something else.
    return false;
  }
  collect(parsed, name, depth, values);
  return true;
}

function collect(value: unknown, name: string, depth: number, values: NamedValue[]): void {
  if (values.length >= MAX_VALUES || depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    const nested = /^\s*[[{]/.test(value) && collectJson(value, name, depth + 1, values);
    if (!nested) values.push({ name, value: value.trim() });
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, name, depth + 1, values);
  } else if (typeof value === 'object' && value !== null) {
    collectPair(value as Record<string, unknown>, depth, values);
    for (const [key, item] of Object.entries(value)) collect(item, key, depth + 1, values);
  }
}

/** `{"Name": "ClientAppId", "Value": "…"}`: the value goes by the pair's name. */
function collectPair(object: Record<string, unknown>, depth: number, values: NamedValue[]): void {
  const entries = Object.entries(object).map(([key, item]) => [key.toLowerCase(), item] as const);
  const find = (...keys: string[]) => entries.find(([key]) => keys.includes(key))?.[1];
  const name = find('name', 'key');
  const value = find('value');
  if (typeof name === 'string' && typeof value === 'string') collect(value, name, depth + 1, values);
}

/** Elements and attributes of an XML text, read by its angle brackets only: no entities but the five, no DTD. */
export function valuesOfXml(text: string): readonly NamedValue[] {
  const values: NamedValue[] = [];
  let open = '';
  let index = 0;
  while (index < text.length && values.length < MAX_VALUES) {
    const start = text.indexOf('<', index);
    if (start === -1) break;
    const content = text.slice(index, start).trim();
    if (content !== '') values.push({ name: open, value: unescapeXml(content) });
    const cdata = text.startsWith('<![CDATA[', start);
    const end = text.indexOf(cdata ? ']]>' : text.startsWith('<!--', start) ? '-->' : '>', start);
    if (end === -1) break;
    const tag = text.slice(start + 1, end);
    if (cdata) values.push({ name: open, value: tag.slice('![CDATA['.length).trim() });
    else if (!/^[!?]/.test(tag)) {
      if (!tag.startsWith('/')) {
        open = localName(/^[^\s/]{1,64}/.exec(tag)?.[0] ?? '');
        values.push(...attributesOf(tag));
      }
    }
    index = end + (tag.startsWith('!--') || cdata ? 3 : 1);
  }
  return values;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributesOf(tag: string): readonly NamedValue[] {
  const attributes = tag.matchAll(/([\w:.-]{1,64})\s{0,8}=\s{0,8}(?:"([^"]{0,2048})"|'([^']{0,2048})')/g);
  return [...attributes].slice(0, MAX_VALUES).map((match) => ({
    name: match[1] ?? '',
    value: unescapeXml((match[2] ?? match[3] ?? '').trim()),
  }));
}

const xmlEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => xmlEntities[entity] ?? '');

/** `key=value`, separated by blanks, line ends, `&`, `;` or `,`; the value may be in quotes or percent-encoded. */
export function valuesOfKeyValueText(text: string): readonly NamedValue[] {
  const pairs = text.matchAll(/([\w.-]{1,64})\s{0,8}=\s{0,8}(?:"([^"]{0,2048})"|([^\s&;,"]{1,2048}))/g);
  const values: NamedValue[] = [];
  for (const match of pairs) {
    if (values.length >= MAX_VALUES) break;
    values.push({ name: match[1] ?? '', value: percentDecoded((match[2] ?? match[3] ?? '').trim()) });
  }
  return values;
}

function percentDecoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    // Not percent-encoded after all.
    return value;
  }
}
