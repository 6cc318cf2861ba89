import { contentOf, type DerValue, TAG } from './der.ts';
import { FormatError } from './format-error.ts';

/** Readers of the primitive ASN.1 types (ITU-T X.690) that carry numbers, bits and object identifiers. */

/** Longest object identifier that is read: no registered one comes near; a longer one would only cost time. */
const MAX_OID_BYTES = 256;

/** BOOLEAN. Any non-zero octet is true (BER): certificates with 0x01 exist and CryptoAPI reads them. */
export function booleanOf(value: DerValue): boolean {
  const octet = value.bytes[value.contentStart];
  if (value.end - value.contentStart !== 1 || octet === undefined) {
    throw new FormatError('bad-boolean', value.start, 'a BOOLEAN is not one octet long');
  }
  return octet !== 0;
}

/** INTEGER or ENUMERATED between 0 and 2^31-1, such as a version or a path length. */
export function smallIntegerOf(value: DerValue): number {
  const content = integerOctetsOf(value);
  const first = content[0] ?? 0;
  if (first >= 0x80) throw new FormatError('bad-integer', value.start, 'a number is negative');
  if (content.length > 4) throw new FormatError('bad-integer', value.start, 'a number is too large');
  return content.reduce((sum, octet) => sum * 256 + octet, 0);
}

/**
 * Content octets of an INTEGER of any size. Negative and padded ones pass: serial numbers like that were issued
 * (RFC 5280 §4.1.2.2 asks readers to handle them), and serial numbers are compared as bytes.
 */
export function integerOctetsOf(value: DerValue): Uint8Array {
  if (value.end === value.contentStart) throw new FormatError('bad-integer', value.start, 'a number has no octets');
  return contentOf(value);
}

/** A BIT STRING of whole octets: a public key. */
export function bitStringOctetsOf(value: DerValue): Uint8Array {
  if (value.bytes[value.contentStart] !== 0 || value.end === value.contentStart) {
    throw new FormatError('bad-bit-string', value.start, 'a BIT STRING does not hold whole octets');
  }
  return value.bytes.subarray(value.contentStart + 1, value.end);
}

/**
 * The BIT STRING of a signature. One that does not hold whole octets is no signature of any scheme: it is read as no
 * octets at all, which verifies as wrong, so that the certificate around it can still be shown.
 */
export function signatureOctetsOf(value: DerValue): Uint8Array {
  const wholeOctets = value.bytes[value.contentStart] === 0 && value.end > value.contentStart;
  return wholeOctets ? value.bytes.subarray(value.contentStart + 1, value.end) : new Uint8Array(0);
}

/** A named-bit list such as key usage, as a predicate: bit 0 is the most significant bit of the first octet. */
export function namedBitsOf(value: DerValue): (bit: number) => boolean {
  const content = contentOf(value);
  const unused = content[0];
  if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1)) {
    throw new FormatError('bad-bit-string', value.start, 'a BIT STRING has a wrong count of unused bits');
  }
  const bitCount = (content.length - 1) * 8 - unused;
  return (bit) => bit < bitCount && ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** OBJECT IDENTIFIER in dotted form. */
export function oidOf(value: DerValue): string {
  return renderOid(contentOf(value), value.start);
}

function renderOid(content: Uint8Array, offset: number): string {
  const last = content[content.length - 1];
  if (last === undefined || last >= 0x80) throw new FormatError('bad-oid', offset, 'an object identifier ends early');
  if (content.length > MAX_OID_BYTES) throw new FormatError('bad-oid', offset, 'an object identifier is too long');
  const arcs: string[] = [];
  let arc = 0n;
  let arcStarts = true;
  for (const octet of content) {
    if (arcStarts && octet === 0x80) throw new FormatError('bad-oid', offset, 'an object identifier has a padded arc');
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    arcStarts = octet < 0x80;
    if (!arcStarts) continue;
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(root.toString(), (arc - root * 40n).toString());
    } else {
      arcs.push(arc.toString());
    }
    arc = 0n;
  }
  return arcs.join('.');
}

/** True for the identifier octet of a UTCTime or a GeneralizedTime. */
export const isTimeTag = (tag: number | undefined): boolean => tag === TAG.utcTime || tag === TAG.generalizedTime;
