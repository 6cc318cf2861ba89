import { type Decoded, decoding, FormatError } from './format-error.ts';
import { MAX_CERTIFICATE_BYTES } from './x509-certificate.ts';

/**
 * The registry value `Blob` of a certificate, list or CTL in a Windows store: records of property id, a reserved word and length
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
