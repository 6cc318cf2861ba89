import { createHash } from 'node:crypto';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm-identifier.ts';
import { readTime } from './asn1-time.ts';
import { integerOctetsOf, signatureOctetsOf, smallIntegerOf } from './asn1-values.ts';
import { renderUpperHex } from './bytes.ts';
import {
  type AccessDescription,
  type AuthorityKeyIdentifier,
  accessDescriptionsOf,
  authorityKeyIdentifierOf,
  type BasicConstraints,
  basicConstraintsOf,
  extendedKeyUsageOf,
  generalNamesOf,
  type KeyUsage,
  keyUsageOf,
  type NameConstraints,
  nameConstraintsOf,
  type PolicyConstraints,
  policiesOf,
  policyConstraintsOf,
  subjectKeyIdentifierOf,
} from './certificate-extensions.ts';
import { constructedContextTag, contextTag, DerReader, encodingOf, inside, TAG } from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { type DistributionPoint, distributionPointsOf } from './distribution-point.ts';
import { type Decoded, decoding, FormatError } from './format-error.ts';
import type { GeneralName } from './general-name.ts';
import { OID } from './oids.ts';
import { type PublicKeyInfo, readPublicKeyInfo } from './public-key-info.ts';
import { type Extension, ExtensionSet, type MalformedExtension, readExtensions } from './x509-extension.ts';

/** Largest certificate that is read. TLS libraries stop at 100 KB for a whole chain; real certificates have 1 to 40 KB. */
export const MAX_CERTIFICATE_BYTES = 256 * 1024;

/**
 * An X.509 certificate (RFC 5280 §4.1) with everything that trust and revocation ask for. Extensions that are absent are
 * `undefined`; those that are there but cannot be read are in `malformedExtensions`, and then `undefined` too.
 */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-1 of the DER, upper-case hex: the name of the certificate in Windows. */
  readonly thumbprint: string;
  readonly version: 1 | 2 | 3;
  /** Content octets of the serial number: compared as bytes. */
  readonly serial: Uint8Array;
  /** The serial number as Windows shows it: upper-case hex of those octets. */
  readonly serialText: string;
  /** The signed bytes. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** The copy of the algorithm inside the signed part; RFC 5280 §4.1.1.2 demands that it be the same. */
  readonly tbsSignatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970 UTC; valid from this moment on. */
  readonly notBeforeMs: number;
  /** Milliseconds since 1970 UTC; valid through this second. */
  readonly notAfterMs: number;
  readonly publicKey: PublicKeyInfo;
  /** All extensions, raw, in the order of the certificate. */
  readonly extensions: readonly Extension[];
  readonly malformedExtensions: readonly MalformedExtension[];
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: readonly KeyUsage[] | undefined;
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** Microsoft's counterpart of extended key usage, which AD CS templates write beside it. */
  readonly applicationPolicies: readonly string[] | undefined;
  readonly certificatePolicies: readonly string[] | undefined;
  readonly policyConstraints: PolicyConstraints | undefined;
  readonly subjectAltName: readonly GeneralName[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly crlDistributionPoints: readonly DistributionPoint[] | undefined;
  readonly freshestCrl: readonly DistributionPoint[] | undefined;
  readonly authorityInfoAccess: readonly AccessDescription[] | undefined;
}

/** Reads one certificate, which must fill `der` completely. */
export function decodeCertificate(der: Uint8Array): Decoded<Certificate> {
  return decoding(() => {
    if (der.length === 0) throw new FormatError('empty', 0, 'there are no bytes');
    const reader = new DerReader(der);
    const certificate = readCertificate(reader);
    reader.finish('the certificate');
    return certificate;
  });
}

/** Reads the next value as a certificate. */
export function readCertificate(reader: DerReader): Certificate {
  const outer = reader.expect(TAG.sequence, 'the certificate');
  if (outer.end - outer.start > MAX_CERTIFICATE_BYTES) {
    throw new FormatError('too-large', outer.start, 'the certificate is too large');
  }
  const parts = inside(outer);
  const tbs = parts.expect(TAG.sequence, 'the signed part of the certificate');
  const signatureAlgorithm = readSignatureAlgorithm(parts, 'the signature algorithm');
  const signature = signatureOctetsOf(parts.expect(TAG.bitString, 'the signature'));
  parts.finish('the signature');

  const fields = inside(tbs);
  const version = readVersion(fields);
  const serial = integerOctetsOf(fields.expect(TAG.integer, 'the serial number'));
  const tbsSignatureAlgorithm = readSignatureAlgorithm(fields, 'the inner signature algorithm');
  const issuer = readName(fields, 'the issuer');
  const validity = fields.enter(TAG.sequence, 'the validity');
  const notBeforeMs = readTime(validity, 'the start of validity');
  const notAfterMs = readTime(validity, 'the end of validity');
  validity.finish('the validity');
  const subject = readName(fields, 'the subject');
  const publicKey = readPublicKeyInfo(fields);
  fields.optional(contextTag(1)); // issuerUniqueID: obsolete, means nothing to a path
  fields.optional(contextTag(2)); // subjectUniqueID: likewise
  const wrapper = fields.optionalEnter(constructedContextTag(3));
  const set = new ExtensionSet(wrapper ? readExtensions(wrapper) : []);
  wrapper?.finish('the extensions');
  fields.finish('the signed part of the certificate');

  const der = encodingOf(outer);
  const known = {
    basicConstraints: set.read(OID.basicConstraints, basicConstraintsOf),
    keyUsage: set.read(OID.keyUsage, keyUsageOf),
    extendedKeyUsage: set.read(OID.extendedKeyUsage, extendedKeyUsageOf),
    applicationPolicies: set.read(OID.applicationPolicies, policiesOf),
    certificatePolicies: set.read(OID.certificatePolicies, policiesOf),
    policyConstraints: set.read(OID.policyConstraints, policyConstraintsOf),
    subjectAltName: set.read(OID.subjectAltName, generalNamesOf),
    nameConstraints: set.read(OID.nameConstraints, nameConstraintsOf),
    authorityKeyIdentifier: set.read(OID.authorityKeyIdentifier, authorityKeyIdentifierOf),
    subjectKeyIdentifier: set.read(OID.subjectKeyIdentifier, subjectKeyIdentifierOf),
    crlDistributionPoints: set.read(OID.crlDistributionPoints, distributionPointsOf),
    freshestCrl: set.read(OID.freshestCrl, distributionPointsOf),
    authorityInfoAccess: set.read(OID.authorityInfoAccess, accessDescriptionsOf),
  };
  return {
    der,
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    version,
    serial,
    serialText: renderUpperHex(serial),
    tbs: encodingOf(tbs),
    signatureAlgorithm,
    tbsSignatureAlgorithm,
    signature,
    issuer,
    subject,
    notBeforeMs,
    notAfterMs,
    publicKey,
    extensions: set.list,
    malformedExtensions: set.malformed,
    ...known,
  };
}

/** version [0] EXPLICIT INTEGER DEFAULT v1. */
function readVersion(fields: DerReader): 1 | 2 | 3 {
  const wrapper = fields.optionalEnter(constructedContextTag(0));
  if (wrapper === undefined) return 1;
  const version = smallIntegerOf(wrapper.expect(TAG.integer, 'the version'));
  wrapper.finish('the version');
  if (version > 2) throw new FormatError('unsupported-version', wrapper.offset, 'the certificate version is unknown');
  return version === 2 ? 3 : version === 1 ? 2 : 1;
}
