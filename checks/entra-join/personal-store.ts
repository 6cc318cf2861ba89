import { decodeCertificateBlob } from '../../src/formats/certificate-blob.ts';
import {
  isPeerToPeerCertificate,
  type JoinCertificate,
  joinCertificateOf,
} from '../../src/formats/join-certificate.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { RegistryKey } from '../../src/host/ports.ts';

/** Local Computer\Personal: where the device certificate and PKI client certificates lie. */
export interface PersonalStore {
  readonly certificates: readonly PersonalCertificate[];
  /** Thumbprints of entries that hold no readable certificate. */
  readonly unreadable: readonly string[];
}

export interface PersonalCertificate {
  readonly certificate: Certificate;
  /** The store links it to a private key. Whether that key works is another question. */
  readonly hasKey: boolean;
  /** Set for certificates of Entra device registration. */
  readonly join?: JoinCertificate;
  readonly peerToPeer: boolean;
}

/** CERT_KEY_PROV_INFO_PROP_ID in wincrypt.h: which provider and container hold the private key. */
const KEY_PROVIDER_INFO = 2;
/** Most certificates that are read; a crowded store has a few dozen. */
const MAX_CERTIFICATES = 500;

/** @param keys the store's `Certificates` key and its sub-keys, named by thumbprint */
export function personalStoreOf(keys: readonly RegistryKey[]): PersonalStore {
  const certificates: PersonalCertificate[] = [];
  const unreadable: string[] = [];
  for (const key of keys.slice(0, MAX_CERTIFICATES)) {
    const blob = Object.entries(key.values).find(([name]) => name.toLowerCase() === 'blob')?.[1];
    if (blob?.type !== 'binary') continue;
    const name = key.path.split('\\').at(-1) ?? '';
    const decoded = decodeCertificateBlob(blob.value, name);
    if (!decoded.ok) {
      unreadable.push(name);
      continue;
    }
    const { certificate, records } = decoded.value;
    const join = joinCertificateOf(certificate);
    certificates.push({
      certificate,
      hasKey: records.some((record) => record.id === KEY_PROVIDER_INFO),
      ...(join && { join }),
      peerToPeer: isPeerToPeerCertificate(certificate),
    });
  }
  return { certificates, unreadable };
}
