import { readTime } from './asn1-time.ts';
import { isTimeTag, oidOf } from './asn1-values.ts';
import { renderUpperHex } from './bytes.ts';
import { extendedKeyUsageOf } from './certificate-extensions.ts';
import { contentOf, type DerReader, inside, TAG } from './der.ts';
import { type Decoded, decoding, FormatError } from './format-error.ts';
import { OID } from './oids.ts';
import { readSignedData } from './pkcs7.ts';
import { type BlobRecord, PROPERTY } from './store-blob.ts';
import { type TrustProperties, trustPropertiesOf } from './trust-properties.ts';

/**
 * Microsoft's certificate trust list as it stands in the registry (`EncodedCtl`, `DisallowedCertEncodedCtl`): PKCS #7
 * SignedData whose content is CertificateTrustList (wincrypt.h CTL_INFO; [MS-CAESO] and the Microsoft Learn page
 * "Certificate Trust List Overview"). Its entries name the roots of the Microsoft root program by SHA-1.
 *
 * The signature is not checked: the value comes out of this machine's own HKLM, which only SYSTEM and administrators
 * write, and Windows checked it when it stored it.
 */

/** Largest list: the real one has about 200 KB for 400 to 500 roots. */
export const MAX_CTL_BYTES = 8 * 1024 * 1024;
/** Most entries. */
const MAX_SUBJECTS = 20_000;

export interface TrustListEntry {
  /** Upper-case hex of the identifier: the SHA-1 thumbprint of a root in AuthRoot. */
  readonly identifier: string;
  readonly properties: TrustProperties;
  /** Property 20: the root's subject key identifier. */
  readonly keyIdentifier: Uint8Array | undefined;
  /** Property 29: MD5 of the root's subject name. */
  readonly subjectNameMd5: Uint8Array | undefined;
}

export interface TrustList {
  readonly usages: readonly string[];
  readonly thisUpdateMs: number;
  /** Object identifier of what the identifiers are: SHA-1 for AuthRoot. */
  readonly identifierAlgorithm: string;
  readonly entries: ReadonlyMap<string, TrustListEntry>;
}

/** Reads a certificate trust list. */
export function decodeTrustList(bytes: Uint8Array): Decoded<TrustList> {
  return decoding(() => {
    if (bytes.length === 0) throw new FormatError('empty', 0, 'the trust list is empty');
    if (bytes.length > MAX_CTL_BYTES) throw new FormatError('too-large', 0, 'the trust list is too large');
    const signed = readSignedData(bytes);
    if (signed.contentType !== OID.certificateTrustList || signed.content?.tag !== TAG.sequence) {
      throw new FormatError('bad-content-type', 0, 'the signed data is no certificate trust list');
    }
    return readTrustList(inside(signed.content));
  });
}

function readTrustList(fields: DerReader): TrustList {
  fields.optional(TAG.integer); // version, default v1
  const usages = extendedKeyUsageOf(fields.expect(TAG.sequence, 'the usage of the trust list'));
  fields.optional(TAG.octetString); // list identifier
  fields.optional(TAG.integer); // sequence number
  const thisUpdateMs = readTime(fields, 'the date of the trust list');
  if (isTimeTag(fields.nextTag)) readTime(fields, 'the end date of the trust list');
  const algorithm = fields.enter(TAG.sequence, 'the identifier algorithm');
  const identifierAlgorithm = oidOf(algorithm.expect(TAG.oid, 'the identifier algorithm'));
  const subjects = fields.optionalEnter(TAG.sequence);
  const entries = new Map<string, TrustListEntry>();
  while (subjects && !subjects.atEnd) {
    if (entries.size >= MAX_SUBJECTS) throw new FormatError('too-many', subjects.offset, 'too many entries');
    const entry = readEntry(subjects.enter(TAG.sequence, 'an entry of the trust list'));
    entries.set(entry.identifier, entry);
  }
  return { usages, thisUpdateMs, identifierAlgorithm, entries };
}

/** TrustedSubject ::= SEQUENCE { identifier OCTET STRING, attributes SET OF Attribute OPTIONAL }. */
function readEntry(fields: DerReader): TrustListEntry {
  const identifier = renderUpperHex(contentOf(fields.expect(TAG.octetString, 'the identifier of an entry')));
  const attributes = fields.optionalEnter(TAG.set);
  const records: BlobRecord[] = [];
  while (attributes && !attributes.atEnd) {
    const attribute = attributes.enter(TAG.sequence, 'an attribute of an entry');
    const type = oidOf(attribute.expect(TAG.oid, 'the type of an attribute'));
    const value = attribute.enter(TAG.set, 'the values of an attribute').next();
    const id = type.startsWith(OID.ctlPropertyPrefix) ? Number(type.slice(OID.ctlPropertyPrefix.length)) : Number.NaN;
    if (Number.isInteger(id) && value.tag === TAG.octetString) records.push({ id, value: contentOf(value) });
  }
  const propertyOf = (id: number): Uint8Array | undefined => records.find((record) => record.id === id)?.value;
  return {
    identifier,
    properties: trustPropertiesOf(records),
    keyIdentifier: propertyOf(PROPERTY.keyIdentifier),
    subjectNameMd5: propertyOf(PROPERTY.subjectNameMd5),
  };
}

/**
 * True when the twenty octets of a thumbprint occur anywhere in the list's bytes: the answer of last resort, when the
 * list cannot be read. It says that the root is listed and nothing about its properties.
 */
export function mentionsThumbprint(bytes: Uint8Array, thumbprint: string): boolean {
  const needle = Buffer.from(thumbprint, 'hex');
  return needle.length === 20 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle);
}
