import { hasIndefiniteLength, withDefiniteLengths } from './ber.ts';
import { DerReader, TAG } from './der.ts';
import { type Decoded, decodedOrThrow, decoding, FormatError } from './format-error.ts';
import { decodePem, decodePemBody, looksLikePem } from './pem.ts';
import { readContainedCertificates, readSignedData } from './pkcs7.ts';
import { type Certificate, readCertificate } from './x509-certificate.ts';

/** Certificates in any of the forms in which files and AIA servers hand them out. */

/** Largest file that is read: room for thousands of certificates. */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;

const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);
const CONTAINER_LABELS: ReadonlySet<string> = new Set(['PKCS7', 'CMS']);

/**
 * Reads PEM (certificates and PKCS #7 blocks; keys and everything else are skipped), DER, or PKCS #7 with certificates
 * (.p7b, .p7c). The order of the input is kept.
 * @returns `missing-certificate` when the form is right and no certificate is in it
 */
export function decodeCertificateBundle(bytes: Uint8Array): Decoded<readonly Certificate[]> {
  return decoding(() => {
    if (bytes.length === 0) throw new FormatError('empty', 0, 'there are no bytes');
    if (bytes.length > MAX_BUNDLE_BYTES) throw new FormatError('too-large', 0, 'the file is too large');
    const certificates = looksLikePem(bytes) ? readPemBundle(bytes) : readDerBundle(bytes);
    if (certificates.length === 0) throw new FormatError('missing-certificate', 0, 'there is no certificate inside');
    return certificates;
  });
}

function readPemBundle(bytes: Uint8Array): Certificate[] {
  return decodedOrThrow(decodePem(bytes)).flatMap((block) => {
    const isCertificate = CERTIFICATE_LABELS.has(block.label);
    if (!isCertificate && !CONTAINER_LABELS.has(block.label)) return [];
    const der = decodedOrThrow(decodePemBody(block));
    // OpenSSL's TRUSTED CERTIFICATE has its own data behind the certificate, so the end is not looked at.
    return isCertificate ? [readCertificate(new DerReader(der))] : readContainer(der);
  });
}

/** DER: a certificate and a container both start with a SEQUENCE; only the container goes on with an identifier. */
function readDerBundle(bytes: Uint8Array): Certificate[] {
  if (bytes[0] !== TAG.sequence) throw new FormatError('not-recognised', 0, 'this is neither PEM nor DER');
  if (hasIndefiniteLength(bytes) || new DerReader(bytes).enter(TAG.sequence, 'the file').nextTag === TAG.oid) {
    return readContainer(bytes);
  }
  // Behind the certificate a file may hold a line end: the first value counts, as for Windows.
  return [readCertificate(new DerReader(bytes))];
}

/** PKCS #7 is BER by its standard, and older software writes indefinite lengths; certificates inside stay DER. */
function readContainer(bytes: Uint8Array): Certificate[] {
  return readContainedCertificates(readSignedData(hasIndefiniteLength(bytes) ? withDefiniteLengths(bytes) : bytes));
}
