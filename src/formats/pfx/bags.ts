import { oidOf, smallIntegerOf } from '../asn1-values.ts';
import { hasIndefiniteLength, withDefiniteLengths } from '../ber.ts';
import {
  constructedContextTag,
  contentOf,
  contextTag,
  DerReader,
  type DerValue,
  encodingOf,
  inside,
  TAG,
} from '../der.ts';
import { FormatError } from '../format-error.ts';
import { type Certificate, readCertificate } from '../x509-certificate.ts';

/** The structure of a PFX (PKCS #12, RFC 7292 §4): what lies where, before and after decryption. */

const OCTET_STRING_IN_PIECES = TAG.octetString | 0x20;
/** Safe contents inside safe contents: software writes none; RFC 7292 allows any number. */
const MAX_NESTED_SAFES = 4;
/** A PFX holds one chain; this only bounds a hostile file. */
const MAX_BAGS = 2_000;

const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  nestedSafe: '1.2.840.113549.1.12.10.1.6',
} as const;
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const CONTENT = { data: '1.2.840.113549.1.7.1', encrypted: '1.2.840.113549.1.7.6' } as const;

/** AlgorithmIdentifier of an encryption, and what it was applied to. */
export interface Encrypted {
  readonly algorithm: string;
  /** DER of the parameters; empty when there are none. */
  readonly parameters: Uint8Array;
  readonly data: Uint8Array;
}

/** MacData: proves that the password is right and nothing was changed. */
export interface MacData {
  readonly hash: string;
  readonly digest: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

export interface PfxEnvelope {
  /** The octets that the MAC is made over. */
  readonly authenticatedSafe: Uint8Array;
  readonly mac: MacData | undefined;
}

/** True when the bytes look like a PFX: a SEQUENCE that begins with a version number. A certificate's does not. */
export function looksLikePfx(bytes: Uint8Array): boolean {
  if (bytes[0] !== TAG.sequence) return false;
  const lengthOctets = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) & 0x7f : 0;
  return bytes[2 + lengthOctets] === TAG.integer;
}

/** PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL }. */
export function readPfxEnvelope(bytes: Uint8Array): PfxEnvelope {
  const fields = new DerReader(definite(bytes)).enter(TAG.sequence, 'the PFX');
  const version = smallIntegerOf(fields.expect(TAG.integer, 'the version of the PFX'));
  if (version !== 3) throw new FormatError('unsupported-version', 0, 'the version of the PFX is not 3');
  const content = fields.enter(TAG.sequence, 'the content of the PFX');
  const type = oidOf(content.expect(TAG.oid, 'the type of the content'));
  if (type !== CONTENT.data) {
    throw new FormatError('unsupported-structure', 0, 'the PFX is protected by a public key, not by a password');
  }
  const authenticatedSafe = octetsOf(content.enter(constructedContextTag(0), 'the content of the PFX').next());
  const mac = fields.optionalEnter(TAG.sequence);
  return { authenticatedSafe, mac: mac && readMac(mac) };
}

function readMac(fields: DerReader): MacData {
  const info = fields.enter(TAG.sequence, 'the MAC');
  const algorithm = info.enter(TAG.sequence, 'the algorithm of the MAC');
  const hash = oidOf(algorithm.expect(TAG.oid, 'the algorithm of the MAC'));
  const digest = contentOf(info.expect(TAG.octetString, 'the MAC'));
  const salt = contentOf(fields.expect(TAG.octetString, 'the salt of the MAC'));
  const iterations = fields.optional(TAG.integer);
  return { hash, digest, salt, iterations: iterations ? smallIntegerOf(iterations) : 1 };
}

/** One part of the file: bags in the clear, or encrypted ones. */
export type Safe =
  | { readonly kind: 'plain'; readonly contents: Uint8Array }
  | { readonly kind: 'encrypted'; readonly encrypted: Encrypted };

/** AuthenticatedSafe ::= SEQUENCE OF ContentInfo. */
export function readSafes(bytes: Uint8Array): readonly Safe[] {
  const list = new DerReader(definite(bytes)).enter(TAG.sequence, 'the parts of the PFX');
  const safes: Safe[] = [];
  while (!list.atEnd) {
    if (safes.length >= MAX_BAGS) throw new FormatError('too-many', list.offset, 'the PFX has too many parts');
    const info = list.enter(TAG.sequence, 'a part of the PFX');
    const type = oidOf(info.expect(TAG.oid, 'the type of a part'));
    const content = info.enter(constructedContextTag(0), 'a part of the PFX');
    if (type === CONTENT.data) safes.push({ kind: 'plain', contents: octetsOf(content.next()) });
    else if (type === CONTENT.encrypted) safes.push({ kind: 'encrypted', encrypted: readEncryptedData(content) });
    else throw new FormatError('unsupported-structure', info.offset, 'a part of the PFX is encrypted for a public key');
  }
  return safes;
}

/** EncryptedData ::= SEQUENCE { version, SEQUENCE { type, algorithm, [0] octets } }. */
function readEncryptedData(reader: DerReader): Encrypted {
  const fields = reader.enter(TAG.sequence, 'an encrypted part');
  fields.expect(TAG.integer, 'the version of an encrypted part');
  const info = fields.enter(TAG.sequence, 'an encrypted part');
  info.expect(TAG.oid, 'the type of an encrypted part');
  const algorithm = readEncryption(info);
  return { ...algorithm, data: octetsOf(info.next()) };
}

function readEncryption(reader: DerReader): Omit<Encrypted, 'data'> {
  const fields = reader.enter(TAG.sequence, 'an encryption algorithm');
  const algorithm = oidOf(fields.expect(TAG.oid, 'an encryption algorithm'));
  return { algorithm, parameters: fields.atEnd ? new Uint8Array(0) : encodingOf(fields.next()) };
}

/** What a part holds; anything else that PKCS #12 allows (CRLs, secrets) is passed over. */
export type Bag =
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'key'; readonly privateKeyInfo: Uint8Array }
  | { readonly kind: 'shrouded-key'; readonly encrypted: Encrypted };

/** SafeContents ::= SEQUENCE OF SafeBag. */
export function readBags(contents: Uint8Array): readonly Bag[] {
  return bagsOf(new DerReader(definite(contents)).enter(TAG.sequence, 'the bags of the PFX'), 0);
}

function bagsOf(list: DerReader, nesting: number): Bag[] {
  if (nesting > MAX_NESTED_SAFES) throw new FormatError('too-deep', list.offset, 'bags are nested too deeply');
  const bags: Bag[] = [];
  while (!list.atEnd) {
    if (bags.length >= MAX_BAGS) throw new FormatError('too-many', list.offset, 'the PFX has too many bags');
    const bag = list.enter(TAG.sequence, 'a bag');
    const type = oidOf(bag.expect(TAG.oid, 'the type of a bag'));
    const value = bag.enter(constructedContextTag(0), 'the value of a bag');
    if (type === BAG.nestedSafe) bags.push(...bagsOf(value.enter(TAG.sequence, 'nested bags'), nesting + 1));
    else bags.push(...readBag(type, value));
  }
  return bags;
}

function readBag(type: string, value: DerReader): readonly Bag[] {
  switch (type) {
    case BAG.certificate: {
      const fields = value.enter(TAG.sequence, 'a certificate bag');
      const kind = oidOf(fields.expect(TAG.oid, 'the type of a certificate'));
      if (kind !== X509_CERTIFICATE) return [];
      const der = octetsOf(fields.enter(constructedContextTag(0), 'a certificate').next());
      return [{ kind: 'certificate', certificate: readCertificate(new DerReader(der)) }];
    }
    case BAG.key:
      return [{ kind: 'key', privateKeyInfo: encodingOf(value.next()) }];
    case BAG.shroudedKey: {
      const fields = value.enter(TAG.sequence, 'an encrypted key');
      const algorithm = readEncryption(fields);
      return [{ kind: 'shrouded-key', encrypted: { ...algorithm, data: octetsOf(fields.next()) } }];
    }
    default:
      return [];
  }
}

/** OCTET STRING, whole or (BER of older software) in pieces; also with an implicit tag [0]. */
function octetsOf(value: DerValue): Uint8Array {
  if (value.tag === TAG.octetString || value.tag === contextTag(0)) return contentOf(value);
  if (value.tag !== OCTET_STRING_IN_PIECES && value.tag !== constructedContextTag(0)) {
    throw new FormatError('unexpected-tag', value.start, 'an octet string has another type');
  }
  const pieces: Uint8Array[] = [];
  const reader = inside(value);
  while (!reader.atEnd) pieces.push(contentOf(reader.expect(TAG.octetString, 'a piece of an octet string')));
  return Buffer.concat(pieces);
}

/** Browsers write indefinite lengths. */
function definite(bytes: Uint8Array): Uint8Array {
  return hasIndefiniteLength(bytes) ? withDefiniteLengths(bytes) : bytes;
}
