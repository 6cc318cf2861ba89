import { createHash } from 'node:crypto';
import { renderCertificateBlob } from '../../../src/formats/certificate-blob.ts';
import { renderBlobRecords } from '../../../src/formats/store-blob.ts';
import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { binary, SOFTWARE, USER_HIVE } from './registry-facts.ts';

/** Physical certificate stores, Microsoft Learn "System Store Locations". */
export const stores = {
  machine: `${SOFTWARE}\\Microsoft\\SystemCertificates\\ROOT`,
  'auth-root': `${SOFTWARE}\\Microsoft\\SystemCertificates\\AuthRoot`,
  'group-policy': `${SOFTWARE}\\Policies\\Microsoft\\SystemCertificates\\Root`,
  enterprise: `${SOFTWARE}\\Microsoft\\EnterpriseCertificates\\Root`,
  user: `${USER_HIVE}\\Software\\Microsoft\\SystemCertificates\\Root`,
  personal: `${SOFTWARE}\\Microsoft\\SystemCertificates\\MY`,
  intermediate: `${SOFTWARE}\\Microsoft\\SystemCertificates\\CA`,
  disallowed: `${SOFTWARE}\\Microsoft\\SystemCertificates\\Disallowed`,
} as const;

export const rootUpdatePolicy = `${SOFTWARE}\\Policies\\Microsoft\\SystemCertificates\\AuthRoot`;

/** The key of one certificate in a store. */
export function storeEntry(
  store: keyof typeof stores,
  certificate: LabCertificate,
  properties: Readonly<Record<number, Uint8Array>> = {},
): SimulatedRegistry {
  const records = Object.entries(properties).map(([id, value]) => ({ id: Number(id), value }));
  const path = `${stores[store]}\\Certificates\\${certificate.thumbprint}`;
  return { [path]: { Blob: binary(renderCertificateBlob(certificate.der, records)) } };
}

/** A CRL among the machine's intermediates: property 33 (CERT_CRL_PROP_ID) in a key named by its SHA-1. */
export function storedCrl(crl: Uint8Array): SimulatedRegistry {
  const path = `${stores.intermediate}\\CRLs\\${createHash('sha1').update(crl).digest('hex').toUpperCase()}`;
  return { [path]: { Blob: binary(renderBlobRecords([{ id: 33, value: crl }])) } };
}

/** CERT_KEY_PROV_INFO_PROP_ID of wincrypt.h: which provider and container hold the private key. */
export function keyProviderInfo(container: string, provider: string): Readonly<Record<number, Uint8Array>> {
  const utf16 = (value: string) => Buffer.from(`${value}\0`, 'utf16le');
  const header = Buffer.alloc(28);
  header.writeUInt32LE(header.length, 0);
  header.writeUInt32LE(header.length + utf16(container).length, 4);
  header.writeUInt32LE(0x20, 12); // CRYPT_MACHINE_KEYSET
  return { 2: Buffer.concat([header, utf16(container), utf16(provider)]) };
}
