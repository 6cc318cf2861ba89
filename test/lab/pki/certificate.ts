import { createHash } from 'node:crypto';
import * as der from './der.ts';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  extendedKeyUsage,
  KeyUsage,
  keyUsage,
  type NameConstraints,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
import type { KeyPair } from './keys.ts';
import { distinguishedName, type GeneralName } from './names.ts';
import { type SignatureChoice, signed } from './signing.ts';

export interface CertificateSpec {
  /** See {@link distinguishedName}. */
  readonly subject: string;
  readonly key: KeyPair;
  /** Absent: self-signed. */
  readonly issuer?: LabCertificate;
  readonly serial: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Present: a CA, with this path length (null: without one). */
  readonly ca?: { readonly pathLength: number | null };
  /** Basic constraints say that it is no CA. */
  readonly notCa?: boolean;
  readonly alternativeNames?: readonly GeneralName[];
  readonly keyUsage?: readonly number[];
  readonly extendedKeyUsage?: readonly string[];
  readonly crlUrls?: readonly string[];
  readonly ocspUrls?: readonly string[];
  readonly issuerUrls?: readonly string[];
  readonly nameConstraints?: NameConstraints;
  /** Whole extensions, DER. */
  readonly extensions?: readonly Uint8Array[];
  readonly signature?: SignatureChoice;
}

/** A certificate together with the key it was made for. */
export interface LabCertificate {
  readonly spec: CertificateSpec;
  readonly subject: Buffer;
  readonly der: Buffer;
  readonly key: KeyPair;
  readonly serial: bigint;
  /** SHA-1 of the DER, upper-case hex: the name of its registry key. */
  readonly thumbprint: string;
}

/** X.509 version 3 (RFC 5280 §4.1). */
export function issueCertificate(spec: CertificateSpec): LabCertificate {
  const subject = distinguishedName(spec.subject);
  const signer = spec.issuer?.key ?? spec.key;
  const { der: bytes } = signed(
    (algorithm) =>
      der.sequence(
        der.explicit(0, der.integer(2)),
        der.integer(spec.serial),
        algorithm,
        spec.issuer?.subject ?? subject,
        der.sequence(der.time(spec.notBefore), der.time(spec.notAfter)),
        subject,
        spec.key.spki,
        der.explicit(3, der.sequence(...extensionsOf(spec, signer))),
      ),
    signer,
    spec.signature,
  );
  const thumbprint = createHash('sha1').update(bytes).digest('hex').toUpperCase();
  return { spec, subject, der: bytes, key: spec.key, serial: spec.serial, thumbprint };
}

/** PEM of certificates, one after the other. */
export function toPem(...certificates: readonly Uint8Array[]): string {
  return certificates
    .map((bytes) => {
      const lines =
        Buffer.from(bytes)
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    })
    .join('');
}

/** The private key as PKCS #8 PEM, for a TLS server. */
export function keyPem(key: KeyPair): string {
  return key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function extensionsOf(spec: CertificateSpec, signer: KeyPair): Buffer[] {
  const usage =
    spec.keyUsage ?? (spec.ca ? [KeyUsage.digitalSignature, KeyUsage.keyCertSign, KeyUsage.crlSign] : undefined);
  const aia = [...(spec.ocspUrls ?? []), ...(spec.issuerUrls ?? [])];
  return [
    ...(usage ? [keyUsage(usage)] : []),
    ...(spec.ca ? [basicConstraints(true, spec.ca.pathLength ?? undefined)] : []),
    ...(spec.notCa ? [basicConstraints(false)] : []),
    subjectKeyIdentifier(spec.key),
    ...(spec.issuer ? [authorityKeyIdentifier(signer)] : []),
    ...(spec.alternativeNames?.length ? [subjectAltName(spec.alternativeNames)] : []),
    ...(spec.extendedKeyUsage ? [extendedKeyUsage(spec.extendedKeyUsage)] : []),
    ...(spec.crlUrls?.length ? [crlDistributionPoints(spec.crlUrls)] : []),
    ...(aia.length > 0 ? [authorityInfoAccess(spec.ocspUrls ?? [], spec.issuerUrls ?? [])] : []),
    ...(spec.nameConstraints ? [nameConstraints(spec.nameConstraints)] : []),
    ...(spec.extensions ?? []).map((bytes) => Buffer.from(bytes)),
  ];
}
