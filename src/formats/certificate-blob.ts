import { createHash } from 'node:crypto';
import { renderUpperHex } from './bytes.ts';
import { extendedKeyUsageOf } from './certificate-extensions.ts';
import { DerReader } from './der.ts';
import { type Decoded, decodedOrThrow, decoding, FormatError, type FormatFault } from './format-error.ts';
import { type Certificate, decodeCertificate, MAX_CERTIFICATE_BYTES } from './x509-certificate.ts';

/**
 * The registry value `Blob` of a certificate in a Windows store: records of property id, a reserved word and length
 * (all u32, little-endian), then the value ([MS-GPEF] 2.2.1.1.1.1 "Certificate Storage"; property ids in wincrypt.h).
 * The order of the records means nothing.
 */

/** Property ids (CERT_…_PROP_ID in wincrypt.h) that are read or written here. */
export const PROPERTY = {
  sha1Hash: 3,
  enhancedKeyUsage: 9,
  friendlyName: 11,
  keyIdentifier: 20,
  subjectNameMd5: 29,
  certificate: 32,
  crl: 33,
  ctl: 34,
  rootProgramCertPolicies: 83,
  rootProgramNameConstraints: 84,
  disallowedFiletime: 104,
  rootProgramChainPolicies: 105,
  disallowedEnhancedKeyUsage: 122,
  notBeforeFiletime: 126,
  notBeforeEnhancedKeyUsage: 127,
  disallowedCaFiletime: 128,
} as const;

/** Largest blob: a certificate and a few small properties. */
export const MAX_BLOB_BYTES = MAX_CERTIFICATE_BYTES + 256 * 1024;
/** Most records in one blob: wincrypt.h defines about 130 ids. */
const MAX_RECORDS = 512;
const HEADER_BYTES = 12;

export interface BlobRecord {
  readonly id: number;
  readonly value: Uint8Array;
}

/** What the store properties say about the trust in a root; undefined where the property is absent. */
export interface TrustProperties {
  /** 9: trust is limited to these usages; an empty list means to none. */
  readonly usages: readonly string[] | undefined;
  /** 104: from this moment on the root is disallowed (ms since 1970)… */
  readonly disallowedAtMs: number | undefined;
  /** 122: …for these usages; undefined means for all. */
  readonly disallowedUsages: readonly string[] | undefined;
  /** 126: certificates issued after this moment are not trusted (ms since 1970)… */
  readonly notBeforeMs: number | undefined;
  /** 127: …for these usages; undefined means for all. */
  readonly notBeforeUsages: readonly string[] | undefined;
  /** Ids of root-program rules that are present and not evaluated here (83, 84, 105, 128). */
  readonly unevaluated: readonly number[];
  /** Properties among these that could not be read: what they limit is not known. */
  readonly malformed: readonly { readonly id: number; readonly error: FormatFault }[];
}

/** A root without any limit, e.g. one from a PEM file. */
export const NO_TRUST_PROPERTIES: TrustProperties = {
  usages: undefined,
  disallowedAtMs: undefined,
  disallowedUsages: undefined,
  notBeforeMs: undefined,
  notBeforeUsages: undefined,
  unevaluated: [],
  malformed: [],
};

export interface StoredCertificate {
  readonly certificate: Certificate;
  readonly properties: TrustProperties;
  readonly records: readonly BlobRecord[];
}

/**
 * Reads a blob and the certificate in it.
 * @param keyName the registry key's name, which Windows keeps equal to the SHA-1 of the certificate
 */
export function decodeCertificateBlob(blob: Uint8Array, keyName?: string): Decoded<StoredCertificate> {
  return decoding(() => {
    const records = decodedOrThrow(decodeBlobRecords(blob));
    const der = records.find((record) => record.id === PROPERTY.certificate)?.value;
    if (der === undefined) throw new FormatError('missing-certificate', 0, 'the blob holds no certificate');
    const certificate = decodedOrThrow(decodeCertificate(der));
    if (keyName !== undefined && keyName.toUpperCase() !== certificate.thumbprint) {
      throw new FormatError('key-name-mismatch', 0, 'the registry key is not named after the certificate in it');
    }
    return { certificate, properties: trustPropertiesOf(records), records };
  });
}

/** Reads the records of a blob without looking into them. */
export function decodeBlobRecords(blob: Uint8Array): Decoded<readonly BlobRecord[]> {
  return decoding(() => {
    if (blob.length === 0) throw new FormatError('empty', 0, 'the blob is empty');
    if (blob.length > MAX_BLOB_BYTES) throw new FormatError('too-large', 0, 'the blob is too large');
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    const records: BlobRecord[] = [];
    let offset = 0;
    while (offset < blob.length) {
      if (offset + HEADER_BYTES > blob.length) throw new FormatError('truncated', offset, 'a record header ends early');
      if (records.length >= MAX_RECORDS) throw new FormatError('too-many', offset, 'the blob has too many records');
      const id = view.getUint32(offset, true);
      const length = view.getUint32(offset + 8, true);
      const start = offset + HEADER_BYTES;
      if (length > blob.length - start) throw new FormatError('truncated', offset, 'a record reaches behind the end');
      records.push({ id, value: blob.subarray(start, start + length) });
      offset = start + length;
    }
    return records;
  });
}

/** What a set of properties, from a blob or from an entry of a CTL, says about trust. */
export function trustPropertiesOf(records: readonly BlobRecord[]): TrustProperties {
  const malformed: { id: number; error: FormatFault }[] = [];
  const read = <T>(id: number, parse: (value: Uint8Array) => T): T | undefined => {
    const record = records.find((candidate) => candidate.id === id);
    const decoded = record && decoding(() => parse(record.value));
    if (decoded === undefined || decoded.ok) return decoded?.value;
    malformed.push({ id, error: decoded.error });
    return undefined;
  };
  const unevaluated = [
    PROPERTY.rootProgramCertPolicies,
    PROPERTY.rootProgramNameConstraints,
    PROPERTY.rootProgramChainPolicies,
    PROPERTY.disallowedCaFiletime,
  ].filter((id) => records.some((record) => record.id === id));
  return {
    usages: read(PROPERTY.enhancedKeyUsage, usagesOf),
    disallowedAtMs: read(PROPERTY.disallowedFiletime, filetimeOf),
    disallowedUsages: read(PROPERTY.disallowedEnhancedKeyUsage, usagesOf),
    notBeforeMs: read(PROPERTY.notBeforeFiletime, filetimeOf),
    notBeforeUsages: read(PROPERTY.notBeforeEnhancedKeyUsage, usagesOf),
    unevaluated,
    malformed,
  };
}

function usagesOf(value: Uint8Array): readonly string[] {
  const reader = new DerReader(value);
  const usages = extendedKeyUsageOf(reader.next());
  reader.finish('the list of usages');
  return usages;
}

/** Milliseconds between 1601-01-01, where FILETIME starts, and 1970-01-01. */
const FILETIME_EPOCH_MS = 11_644_473_600_000;

/** FILETIME: 100 ns steps since 1601 as u64, little-endian; 0 means 1601 and so "always". */
function filetimeOf(value: Uint8Array): number {
  if (value.length !== 8) throw new FormatError('bad-time', 0, 'a FILETIME is not eight octets long');
  const ticks = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0, true);
  return Number(ticks / 10_000n) - FILETIME_EPOCH_MS;
}

/** FILETIME of a moment, for {@link renderCertificateBlob}. */
export function renderFiletime(ms: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(ms + FILETIME_EPOCH_MS) * 10_000n);
  return bytes;
}

/**
 * Writes the blob of a certificate as Windows does: hash, further properties, certificate.
 * Tests and the lab seed stores with it; the program itself never writes one.
 */
export function renderCertificateBlob(der: Uint8Array, properties: readonly BlobRecord[] = []): Uint8Array {
  const hash = createHash('sha1').update(der).digest();
  return renderBlobRecords([
    { id: PROPERTY.sha1Hash, value: hash },
    ...properties,
    { id: PROPERTY.certificate, value: der },
  ]);
}

export function renderBlobRecords(records: readonly BlobRecord[]): Uint8Array {
  return Buffer.concat(
    records.flatMap(({ id, value }) => {
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(id, 0);
      header.writeUInt32LE(1, 4);
      header.writeUInt32LE(value.length, 8);
      return [header, value];
    }),
  );
}

/** Registry key name under which Windows stores a certificate. */
export function storeKeyName(der: Uint8Array): string {
  return renderUpperHex(createHash('sha1').update(der).digest());
}
