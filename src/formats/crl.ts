import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm-identifier.ts';
import { readTime } from './asn1-time.ts';
import { integerOctetsOf, isTimeTag, signatureOctetsOf, smallIntegerOf } from './asn1-values.ts';
import { type AuthorityKeyIdentifier, authorityKeyIdentifierOf } from './certificate-extensions.ts';
import { unwrapCrl } from './crl-file.ts';
import { constructedContextTag, DerReader, encodingOf, inside, TAG } from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import {
  type DistributionPoint,
  distributionPointsOf,
  type IssuingDistributionPoint,
  issuingDistributionPointOf,
} from './distribution-point.ts';
import { type Decoded, decodedOrThrow, decoding, FormatError } from './format-error.ts';
import { OID } from './oids.ts';
import { type Extension, ExtensionSet, type MalformedExtension, readExtensions } from './x509-extension.ts';

/**
 * A certificate revocation list (RFC 5280 §5) with its entries left in place: `entries` says where they lie in `der`, and
 * crl-entries.ts walks over them. A list of 250,000 entries costs no more memory than its own bytes.
 */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly version: 1 | 2;
  /** The signed bytes. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly tbsSignatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: DistinguishedName;
  /** Milliseconds since 1970 UTC. */
  readonly thisUpdateMs: number;
  /** Milliseconds since 1970 UTC; absent in lists that break RFC 5280 §5.1.2.5. */
  readonly nextUpdateMs: number | undefined;
  /** Range of the entries in `der`; empty when there are none. */
  readonly entries: { readonly start: number; readonly end: number };
  readonly extensions: readonly Extension[];
  readonly malformedExtensions: readonly MalformedExtension[];
  /** Content octets of CRLNumber. */
  readonly number: Uint8Array | undefined;
  /** Content octets of BaseCRLNumber: present means that this is a delta CRL. */
  readonly deltaBase: Uint8Array | undefined;
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  /** Where deltas to this list are. */
  readonly freshestCrl: readonly DistributionPoint[] | undefined;
}

/** Reads a list as it comes from a server or a file: DER, PEM, or either of them compressed with gzip. */
export function decodeCrl(bytes: Uint8Array): Decoded<RevocationList> {
  return decoding(() => readCrl(decodedOrThrow(unwrapCrl(bytes))));
}

/** What stands behind the list is ignored: servers append line ends, and Windows reads the first value too. */
function readCrl(bytes: Uint8Array): RevocationList {
  const outer = new DerReader(bytes).expect(TAG.sequence, 'the revocation list');
  const parts = inside(outer);
  const tbs = parts.expect(TAG.sequence, 'the signed part of the list');
  const signatureAlgorithm = readSignatureAlgorithm(parts, 'the signature algorithm');
  const signature = signatureOctetsOf(parts.expect(TAG.bitString, 'the signature'));
  parts.finish('the signature');

  const fields = inside(tbs);
  const versionField = fields.optional(TAG.integer);
  const version = versionField ? smallIntegerOf(versionField) : 0;
  if (version > 1) throw new FormatError('unsupported-version', fields.offset, 'the version of the list is unknown');
  const tbsSignatureAlgorithm = readSignatureAlgorithm(fields, 'the inner signature algorithm');
  const issuer = readName(fields, 'the issuer');
  const thisUpdateMs = readTime(fields, 'the date of the list');
  const nextUpdateMs = isTimeTag(fields.nextTag) ? readTime(fields, 'the end date of the list') : undefined;
  const entries = fields.optional(TAG.sequence);
  const wrapper = fields.optionalEnter(constructedContextTag(0));
  const set = new ExtensionSet(wrapper ? readExtensions(wrapper) : []);
  wrapper?.finish('the extensions of the list');
  fields.finish('the signed part of the list');

  const known = {
    number: set.read(OID.crlNumber, integerOctetsOf),
    deltaBase: set.read(OID.deltaCrlIndicator, integerOctetsOf),
    issuingDistributionPoint: set.read(OID.issuingDistributionPoint, issuingDistributionPointOf),
    authorityKeyIdentifier: set.read(OID.authorityKeyIdentifier, authorityKeyIdentifierOf),
    freshestCrl: set.read(OID.freshestCrl, distributionPointsOf),
  };
  return {
    der: bytes,
    version: version === 1 ? 2 : 1,
    tbs: encodingOf(tbs),
    signatureAlgorithm,
    tbsSignatureAlgorithm,
    signature,
    issuer,
    thisUpdateMs,
    nextUpdateMs,
    entries: { start: entries?.contentStart ?? 0, end: entries?.end ?? 0 },
    extensions: set.list,
    malformedExtensions: set.malformed,
    ...known,
  };
}
