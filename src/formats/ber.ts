import { MAX_DEPTH } from './der.ts';
import { encodeValue } from './der-writer.ts';
import { FormatError } from './format-error.ts';

/** Turns the BER of old PKCS #7 containers into DER lengths (ITU-T X.690 §8.1.3.6). */

/**
 * Most values in one input: a container of 2,000 certificates has some 400,000. A file that is nothing but tiny values
 * would otherwise take a hundred times its own size in memory.
 */
const MAX_VALUES = 1_000_000;

/** True when the outermost value has an indefinite length. */
export const hasIndefiniteLength = (bytes: Uint8Array): boolean => bytes[1] === 0x80;

/**
 * The first value of the input with every indefinite length made definite. Values that were DER before (the
 * certificates) come out byte for byte the same.
 */
export function withDefiniteLengths(bytes: Uint8Array): Uint8Array {
  return rewrite(bytes, 0, bytes.length, 0, { values: 0 }).encoded;
}

interface Count {
  values: number;
}

interface Rewritten {
  readonly encoded: Uint8Array;
  readonly end: number;
}

function rewrite(bytes: Uint8Array, offset: number, limit: number, depth: number, count: Count): Rewritten {
  count.values += 1;
  if (count.values > MAX_VALUES) throw new FormatError('too-many', offset, 'there are too many values');
  if (depth > MAX_DEPTH) throw new FormatError('too-deep', offset, 'values are nested too deeply');
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > limit) {
    throw new FormatError('truncated', offset, 'a value ends early');
  }
  if (first !== 0x80) {
    const { contentStart, end } = definiteExtent(bytes, offset, first, limit);
    // Only containers can hide an indefinite length.
    const content =
      (tag & 0x20) === 0 ? bytes.subarray(contentStart, end) : rewriteAll(bytes, contentStart, end, depth, count);
    return { encoded: encodeValue(tag, content), end };
  }
  const children: Uint8Array[] = [];
  let next = offset + 2;
  while (next + 2 > limit || bytes[next] !== 0 || bytes[next + 1] !== 0) {
    const child = rewrite(bytes, next, limit, depth + 1, count);
    children.push(child.encoded);
    next = child.end;
  }
  return { encoded: encodeValue(tag, Buffer.concat(children)), end: next + 2 };
}

function rewriteAll(bytes: Uint8Array, start: number, end: number, depth: number, count: Count): Uint8Array {
  const children: Uint8Array[] = [];
  let next = start;
  while (next < end) {
    const child = rewrite(bytes, next, end, depth + 1, count);
    children.push(child.encoded);
    next = child.end;
  }
  return Buffer.concat(children);
}

function definiteExtent(bytes: Uint8Array, offset: number, first: number, limit: number) {
  let contentStart = offset + 2;
  let length = first;
  if (first > 0x80) {
    const count = first & 0x7f;
    length = 0;
    for (let index = 0; index < count && count <= 4; index += 1)
      length = length * 256 + (bytes[contentStart + index] ?? 0);
    if (count > 4) length = Number.POSITIVE_INFINITY;
    contentStart += count;
  }
  const end = contentStart + length;
  if (end > limit) throw new FormatError('truncated', offset, 'a length reaches behind the end of the input');
  return { contentStart, end };
}
