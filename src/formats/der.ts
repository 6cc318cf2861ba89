import { FormatError } from './format-error.ts';

/**
 * A strict reader of DER (ITU-T X.690) that moves through the input by offset and never builds a tree, so a
 * certificate revocation list of a million entries costs no more memory than its own bytes.
 *
 * Strict where two readings of the same bytes would be possible (definite and minimal lengths, nothing behind the last
 * field). High tag numbers (over 30) do not occur in X.509, CRL, OCSP or PKCS #7 and are refused.
 */

/** Deepest nesting that is followed. The deepest legal structure read here (a name inside a CRL entry) has 12 levels. */
export const MAX_DEPTH = 32;

/** Identifier octets of the types that X.509, PKCS #7 and OCSP use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of a context-specific primitive tag, e.g. [2] IMPLICIT IA5String. */
export const contextTag = (number: number): number => 0x80 | number;
/** Identifier octet of a context-specific constructed tag, e.g. [0] EXPLICIT or [0] IMPLICIT SEQUENCE. */
export const constructedContextTag = (number: number): number => 0xa0 | number;

/** One value in place: where it lies in `bytes`, not a copy of it. */
export interface DerValue {
  readonly bytes: Uint8Array;
  readonly tag: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  /** Offset of the first content octet. */
  readonly contentStart: number;
  /** Offset behind the last content octet. */
  readonly end: number;
  readonly depth: number;
}

/** Content octets, without copying. */
export const contentOf = (value: DerValue): Uint8Array => value.bytes.subarray(value.contentStart, value.end);
/** The whole encoding with its header, without copying. */
export const encodingOf = (value: DerValue): Uint8Array => value.bytes.subarray(value.start, value.end);

/**
 * Reads the header at `offset` of a value that must end at or before `limit`.
 * @throws FormatError truncated, high-tag-number, indefinite-length, non-minimal-length
 */
export function readValue(bytes: Uint8Array, offset: number, limit: number, depth = 0): DerValue {
  const tag = offset < limit ? bytes[offset] : undefined;
  const first = offset + 1 < limit ? bytes[offset + 1] : undefined;
  if (tag === undefined || first === undefined) throw new FormatError('truncated', offset, 'a value ends early');
  if ((tag & 0x1f) === 0x1f) throw new FormatError('high-tag-number', offset, 'a tag number is over 30');
  let length = first;
  let contentStart = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) throw new FormatError('indefinite-length', offset, 'a length is indefinite, which DER forbids');
    // Four octets address 4 GiB, far beyond every size limit of the callers; more would lose integer precision.
    if (count > 4) throw new FormatError('truncated', offset, 'a length reaches behind the end of the input');
    length = 0;
    for (let index = 0; index < count; index += 1) {
      const octet = contentStart < limit ? bytes[contentStart] : undefined;
      if (octet === undefined) throw new FormatError('truncated', offset, 'a length ends early');
      length = length * 256 + octet;
      contentStart += 1;
    }
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new FormatError('non-minimal-length', offset, 'a length is not in its shortest form');
    }
  }
  const end = contentStart + length;
  if (end > limit) throw new FormatError('truncated', offset, 'a length reaches behind the end of the input');
  return { bytes, tag, start: offset, contentStart, end, depth };
}

/** Walks over the values that follow each other in one range of the input. */
export class DerReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly depth: number;
  offset: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length, depth = 0) {
    if (depth > MAX_DEPTH) throw new FormatError('too-deep', start, 'values are nested too deeply');
    this.bytes = bytes;
    this.offset = start;
    this.end = end;
    this.depth = depth;
  }

  get atEnd(): boolean {
    return this.offset >= this.end;
  }

  /** The identifier octet of the next value, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.atEnd ? undefined : this.bytes[this.offset];
  }

  /** The next value, whatever it is. */
  next(): DerValue {
    const value = readValue(this.bytes, this.offset, this.end, this.depth);
    this.offset = value.end;
    return value;
  }

  /** The next value, which must have this tag; `what` names it in the error. */
  expect(tag: number, what: string): DerValue {
    if (this.atEnd) throw new FormatError('truncated', this.offset, `${what} is missing`);
    if (this.nextTag !== tag) throw new FormatError('unexpected-tag', this.offset, `${what} has another type`);
    return this.next();
  }

  /** The next value when it has this tag. */
  optional(tag: number): DerValue | undefined {
    return this.nextTag === tag ? this.next() : undefined;
  }

  /** A reader over the content of the next value, which must have this tag. */
  enter(tag: number, what: string): DerReader {
    return inside(this.expect(tag, what));
  }

  /** A reader over the content of the next value when it has this tag. */
  optionalEnter(tag: number): DerReader | undefined {
    const value = this.optional(tag);
    return value && inside(value);
  }

  /** Refuses what is left over. */
  finish(what: string): void {
    if (!this.atEnd) throw new FormatError('trailing-bytes', this.offset, `${what} is followed by more bytes`);
  }
}

/** A reader over the content of a constructed value. */
export function inside(value: DerValue): DerReader {
  return new DerReader(value.bytes, value.contentStart, value.end, value.depth + 1);
}
