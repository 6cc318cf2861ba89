import type { Json } from '../../core/json.ts';

/**
 * Port values as JSON and back. What JSON lacks is written as an object with one key that begins with `$`; a key of the
 * data itself that begins so gets another `$` before it.
 */

/** No port value is nested deeper than 6; a file that is wants to exhaust the stack. */
const maxDepth = 32;
/** One repeated class only: groups would exhaust the matcher's stack on a large revocation list. */
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** @throws TypeError for what no port gives or takes, which is a bug */
export function toPlainData(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(toPlainData);
  if (typeof value === 'object') {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(fields.map(([key, field]) => [escapeKey(key), toPlainData(field)]));
  }
  throw new TypeError(`a ${typeof value} cannot be recorded`);
}

/** A value that does not follow the rules above; the message says where. */
export class MisshapenData extends Error {
  override readonly name = 'MisshapenData';
}

/** @throws MisshapenData */
export function fromPlainData(data: Json | undefined, depth = 0): unknown {
  if (depth > maxDepth) throw new MisshapenData('it is nested too deeply');
  if (data === null || typeof data !== 'object') return data;
  if (isList(data)) return data.map((item) => fromPlainData(item, depth + 1));
  const special = Object.keys(data).find((key) => key.startsWith('$') && !key.startsWith('$$'));
  if (special !== undefined) return specialValue(special, data);
  return Object.fromEntries(
    Object.entries(data).map(([key, field]) => [unescapeKey(key), fromPlainData(field, depth + 1)]),
  );
}

function specialValue(kind: string, data: Readonly<Record<string, Json | undefined>>): unknown {
  const content = data[kind];
  if (typeof content === 'string' && Object.keys(data).length === 1) {
    if (kind === '$bytes' && content.length % 4 === 0 && base64.test(content))
      return new Uint8Array(Buffer.from(content, 'base64'));
    if (kind === '$date' && !Number.isNaN(Date.parse(content))) return new Date(content);
  }
  throw new MisshapenData(`${kind} does not hold what it should`);
}

function isList(data: Json): data is readonly Json[] {
  return Array.isArray(data);
}

const escapeKey = (key: string): string => (key.startsWith('$') ? `$${key}` : key);
const unescapeKey = (key: string): string => (key.startsWith('$$') ? key.slice(1) : key);
