import { oidOf, smallIntegerOf } from './asn1-values.ts';
import { constructedContextTag, DerReader, type DerValue, inside, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { OID } from './oids.ts';
import { type Certificate, readCertificate } from './x509-certificate.ts';

/** PKCS #7 / CMS SignedData (RFC 2315 §9, RFC 5652 §5): the container of .p7b and .p7c files and of Microsoft's CTLs. */

/** Most certificates in one container: far above any real .p7c (the largest federal bridges publish some hundred). */
const MAX_CERTIFICATES = 2_000;

export interface SignedData {
  readonly contentType: string;
  /** The value inside the explicit tag of the content, when there is one. */
  readonly content: DerValue | undefined;
  /** A reader over the certificates, when there are any. */
  readonly certificates: DerReader | undefined;
}

/** Reads ContentInfo with SignedData. The signature is not looked at: these containers carry values that prove themselves. */
export function readSignedData(bytes: Uint8Array): SignedData {
  const outer = new DerReader(bytes).enter(TAG.sequence, 'the PKCS #7 container');
  const type = oidOf(outer.expect(TAG.oid, 'the content type'));
  if (type !== OID.signedData) {
    throw new FormatError('bad-content-type', 0, 'the PKCS #7 container does not hold signed data');
  }
  const fields = outer.enter(constructedContextTag(0), 'the signed data').enter(TAG.sequence, 'the signed data');
  smallIntegerOf(fields.expect(TAG.integer, 'the version of the signed data'));
  fields.expect(TAG.set, 'the digest algorithms');
  const content = fields.enter(TAG.sequence, 'the content');
  const contentType = oidOf(content.expect(TAG.oid, 'the type of the content'));
  const wrapper = content.optionalEnter(constructedContextTag(0));
  const certificates = fields.optional(constructedContextTag(0));
  return { contentType, content: wrapper?.next(), certificates: certificates && inside(certificates) };
}

/** The certificates of a container. Extended and attribute certificates, which are obsolete, are skipped. */
export function readContainedCertificates(signedData: SignedData): Certificate[] {
  const reader = signedData.certificates;
  const certificates: Certificate[] = [];
  while (reader && !reader.atEnd) {
    if (certificates.length >= MAX_CERTIFICATES) {
      throw new FormatError('too-many', reader.offset, 'the PKCS #7 container holds too many certificates');
    }
    if (reader.nextTag === TAG.sequence) certificates.push(readCertificate(reader));
    else reader.next();
  }
  return certificates;
}
