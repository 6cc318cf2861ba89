/**
 * A certificate as Windows keeps it in the registry: `…\SystemCertificates\<store>\Certificates\<thumbprint>`, value
 * `Blob`: records of property id, 1, length (32 bits each, little-endian) and bytes; property 32 is the certificate.
 * Source: [MS-GPEF] 2.2.1.1.1.1; property ids in wincrypt.h (CERT_SHA1_HASH_PROP_ID, CERT_CERT_PROP_ID).
 */
import { X509Certificate } from 'node:crypto';
import type { RegistryEntry } from './registry-file.ts';

const sha1HashProperty = 3;
const certificateProperty = 32;

/** Registry key of the machine's own physical stores (`.Default`). */
const machineStores = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';

export type StoreName = 'Root' | 'CA' | 'My' | 'Disallowed' | 'AuthRoot';

export interface CertificateProperty {
  readonly id: number;
  readonly bytes: Uint8Array;
}

export interface StorePlace {
  /** Key above the stores, without the store's name: another one for policy, enterprise or a user's stores. */
  readonly stores?: string;
  /** Further properties, such as 9 (usages the trust is limited to) or 104 (disallowed since). */
  readonly properties?: readonly CertificateProperty[];
}

/**
 * @param certificate PEM or DER
 * @throws Error when that is no certificate: the test is wrong
 */
export function certificateEntry(
  certificate: string | Uint8Array,
  store: StoreName,
  { stores = machineStores, properties = [] }: StorePlace = {},
): RegistryEntry {
  const parsed = new X509Certificate(certificate);
  const thumbprint = parsed.fingerprint.replaceAll(':', '');
  const records = [
    { id: sha1HashProperty, bytes: Buffer.from(thumbprint, 'hex') },
    ...properties,
    { id: certificateProperty, bytes: parsed.raw },
  ];
  return {
    key: `${stores}\\${store}\\Certificates\\${thumbprint}`,
    name: 'Blob',
    type: 'REG_BINARY',
    data: Buffer.concat(records.map(renderRecord)),
  };
}

function renderRecord({ id, bytes }: CertificateProperty): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(id, 0);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(bytes.length, 8);
  return Buffer.concat([head, bytes]);
}
