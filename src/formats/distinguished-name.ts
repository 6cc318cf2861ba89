import { isStringTag, stringOf } from './asn1-string.ts';
import { oidOf } from './asn1-values.ts';
import { renderHex } from './bytes.ts';
import { type DerReader, type DerValue, encodingOf, inside, TAG } from './der.ts';
import { FormatError } from './format-error.ts';

/** Distinguished names (X.501, RFC 5280 §4.1.2.4): reading, showing, comparing. */

/** Most attributes in one name: real names have under 20; the comparison's cost stays linear in this. */
const MAX_ATTRIBUTES = 256;

/** One attribute of a name, e.g. type 2.5.4.3 and value "Contoso Root CA". */
export interface NameAttribute {
  readonly type: string;
  /** The text, or undefined when the value is not a character string. */
  readonly value: string | undefined;
}

/** A Name as it stands in a certificate or CRL. */
export interface DistinguishedName {
  /** The whole encoding. */
  readonly der: Uint8Array;
  /** In the order of the encoding (country first, as a rule), sets flattened. */
  readonly attributes: readonly NameAttribute[];
  /** Readable, most specific attribute first, in the style of RFC 4514: `CN=Contoso Root CA, O=Contoso`. */
  readonly text: string;
  /** Equal for two names that RFC 5280 §7.1 calls the same; meant for comparing only. */
  readonly comparisonKey: string;
  /** Comparison keys of the relative names from the root of the directory down, for subtree comparison. */
  readonly rdnKeys: readonly string[];
}

/** Attribute types by the short names of RFC 4514 and of Windows' CertNameToStr. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'S'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'T'],
  ['2.5.4.42', 'G'],
  ['2.5.4.43', 'I'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'E'],
]);

/** Object identifiers of the attributes that trust rules look at. */
export const NAME_ATTRIBUTE = { commonName: '2.5.4.3', emailAddress: '1.2.840.113549.1.9.1' } as const;

interface ReadAttribute extends NameAttribute {
  readonly key: string;
  readonly shown: string;
}

/** Reads the next value as a Name. */
export function readName(reader: DerReader, what: string): DistinguishedName {
  return nameOf(reader.expect(TAG.sequence, what));
}

/** Reads a SEQUENCE OF RelativeDistinguishedName. */
export function nameOf(value: DerValue): DistinguishedName {
  const reader = inside(value);
  const attributes: NameAttribute[] = [];
  const shown: string[] = [];
  const rdnKeys: string[] = [];
  while (!reader.atEnd) {
    const rdn = readRelativeName(inside(reader.expect(TAG.set, 'a relative distinguished name')));
    attributes.push(...rdn.map(({ type, value: text }) => ({ type, value: text })));
    if (attributes.length > MAX_ATTRIBUTES) throw new FormatError('too-many', value.start, 'a name is too long');
    shown.unshift(rdn.map((attribute) => attribute.shown).join(' + '));
    rdnKeys.push(rdnKey(rdn));
  }
  return {
    der: encodingOf(value),
    attributes,
    text: shown.join(', '),
    comparisonKey: rdnKeys.join('/'),
    rdnKeys,
  };
}

/** Attributes of one relative name are a set: their order means nothing. */
const rdnKey = (rdn: readonly ReadAttribute[]): string => JSON.stringify(rdn.map(({ key }) => key).sort());

function readRelativeName(reader: DerReader): ReadAttribute[] {
  const attributes: ReadAttribute[] = [];
  do {
    if (attributes.length >= MAX_ATTRIBUTES) throw new FormatError('too-many', reader.offset, 'a name is too long');
    attributes.push(readAttribute(reader.enter(TAG.sequence, 'an attribute of a name')));
  } while (!reader.atEnd);
  return attributes;
}

function readAttribute(reader: DerReader): ReadAttribute {
  const type = oidOf(reader.expect(TAG.oid, 'the type of a name attribute'));
  const raw = reader.next();
  reader.finish('an attribute of a name');
  const label = SHORT_NAMES.get(type) ?? type;
  const text = isStringTag(raw.tag) ? readableText(raw) : undefined;
  if (text === undefined) {
    const hex = renderHex(encodingOf(raw));
    return { type, value: undefined, key: `${type}=#${hex}`, shown: `${label}=#${hex}` };
  }
  return { type, value: text, key: `${type}=${prepared(text)}`, shown: `${label}=${escaped(text)}` };
}

/** Text of an attribute; one that is not well formed is treated like an unknown type: shown and compared as bytes. */
function readableText(raw: DerValue): string | undefined {
  try {
    return stringOf(raw);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** String preparation of RFC 4518 as far as it changes what CAs issue: case, compatibility forms, white space. */
function prepared(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** RFC 4514 §2.4 escapes, and every control or formatting character, which could forge a line on a terminal. */
function escaped(text: string): string {
  return text
    .replace(/[\\"+,;<>]/g, (character) => `\\${character}`)
    .replace(/^[# ]| $/g, (character) => `\\${character}`)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Buffer.from(character, 'utf8').toString('hex').replace(/../g, '\\$&'),
    );
}

/** True when both names are the same by RFC 5280 §7.1: encodings, case and runs of spaces do not matter. */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return a.comparisonKey === b.comparisonKey;
}

/** True when `name` lies in the subtree below `base` (RFC 5280 §4.2.1.10, directoryName). */
export function isWithinSubtree(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.rdnKeys.every((key, index) => name.rdnKeys[index] === key);
}

/** All texts of one attribute type, in the order of the encoding. */
export function attributeValues(name: DistinguishedName, type: string): string[] {
  return name.attributes.flatMap((attribute) =>
    attribute.type === type && attribute.value !== undefined ? [attribute.value] : [],
  );
}
