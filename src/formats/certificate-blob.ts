import { createHash } from 'node:crypto';
import { renderUpperHex } from './bytes.ts';
import { type Decoded, decodedOrThrow, decoding, FormatError } from './format-error.ts';
import { type BlobRecord, decodeBlobRecords, PROPERTY, renderBlobRecords } from './store-blob.ts';
import { type TrustProperties, trustPropertiesOf } from './trust-properties.ts';
import { type Certificate, decodeCertificate } from './x509-certificate.ts';

/** A certificate as it lies in a Windows store: the value `Blob` of a registry key that is named after it. */

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

/** Registry key name under which Windows stores a certificate. */
export function storeKeyName(der: Uint8Array): string {
  return renderUpperHex(createHash('sha1').update(der).digest());
}
