/**
 * Writes DER (ITU-T X.690): just the types that certificates, CRLs and OCSP answers are made of. It writes whatever it is
 * told, malformed things too, because the lab has to.
 */
const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** A tag, the length in the fewest bytes, the content. */
export function encode(tag: number, content: Uint8Array): Buffer {
  const length =
    content.length < 0x80
      ? Buffer.of(content.length)
      : (() => {
          const digits = bigEndian(BigInt(content.length));
          return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
        })();
  return Buffer.concat([Buffer.of(tag), length, content]);
}

export const sequence = (...items: readonly Uint8Array[]) => encode(Tag.sequence, Buffer.concat(items));
export const setOf = (...items: readonly Uint8Array[]) => encode(Tag.set, Buffer.concat(items));
export const boolean = (value: boolean) => encode(Tag.boolean, Buffer.of(value ? 0xff : 0));
export const nothing = () => encode(Tag.null, Buffer.alloc(0));
export const octetString = (bytes: Uint8Array) => encode(Tag.octetString, bytes);
export const bitString = (bytes: Uint8Array, unusedBits = 0) =>
  encode(Tag.bitString, Buffer.concat([Buffer.of(unusedBits), bytes]));
export const utf8String = (text: string) => encode(Tag.utf8String, Buffer.from(text, 'utf8'));
export const printableString = (text: string) => encode(Tag.printableString, Buffer.from(text, 'latin1'));
export const ia5String = (text: string) => encode(Tag.ia5String, Buffer.from(text, 'latin1'));
export const enumerated = (value: number) => encode(Tag.enumerated, Buffer.of(value));
export const integer = (value: bigint | number) => encode(Tag.integer, signed(BigInt(value)));

/** [n] around whole elements. */
export const explicit = (number: number, ...items: readonly Uint8Array[]) =>
  encode(0xa0 | number, Buffer.concat(items));
/** [n] in place of a primitive type's own tag. */
export const implicit = (number: number, content: Uint8Array) => encode(0x80 | number, content);

/** Dotted decimal. */
export function oid(text: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = text.split('.').map(BigInt);
  return encode(Tag.oid, Buffer.concat([first * 40n + second, ...rest].map(base128)));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\..*/g, '');
  return at.getUTCFullYear() < 2050
    ? encode(Tag.utcTime, Buffer.from(`${digits.slice(2)}Z`, 'latin1'))
    : encode(Tag.generalizedTime, Buffer.from(`${digits}Z`, 'latin1'));
}

export function generalizedTime(at: Date): Buffer {
  return encode(Tag.generalizedTime, Buffer.from(`${at.toISOString().replace(/[-:T]|\..*/g, '')}Z`, 'latin1'));
}

/** A BIT STRING of named bits without trailing zero bits (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Buffer {
  const highest = Math.max(-1, ...bits);
  const bytes = Buffer.alloc(highest < 0 ? 0 : (highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(bytes, highest < 0 ? 0 : 7 - (highest & 7));
}

function base128(value: bigint): Buffer {
  const digits = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80);
  return Buffer.from(digits);
}

function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

function signed(value: bigint): Buffer {
  if (value < 0n) throw new RangeError('the lab writes no negative numbers');
  const bytes = bigEndian(value);
  return (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}
