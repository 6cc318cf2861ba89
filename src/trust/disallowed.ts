import { createHash } from 'node:crypto';
import { renderUpperHex } from '../formats/bytes.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * Whether a machine refuses a certificate whatever signed it: the store Disallowed names certificates by SHA-1, and
 * Microsoft's list of disallowed certificates names them by something else. Its subject algorithm is
 * szOID_DISALLOWED_HASH, and wincrypt.h says next to it that two properties serve as such hashes:
 * CERT_SIGNATURE_HASH_PROP_ID (15), which is CryptHashToBeSigned over the signed part, and
 * CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID (25), the MD5 of the octets of the public key. Most entries are of the second
 * kind: every certificate of that key is refused.
 * @param refused upper-case hex of any of these
 */
export function isDisallowed(certificate: Certificate, refused: ReadonlySet<string>): boolean {
  if (refused.size === 0) return false;
  const { thumbprint, publicKey, tbs, signatureAlgorithm } = certificate;
  const { scheme } = signatureAlgorithm;
  const digest = (name: string, bytes: Uint8Array): string => renderUpperHex(createHash(name).update(bytes).digest());
  if (refused.has(thumbprint) || refused.has(digest('md5', publicKey.keyOctets))) return true;
  // OpenSSL has no MD2, and what signs without a hash of its own (Ed25519) has no such property.
  return 'hash' in scheme && scheme.hash !== 'md2' && refused.has(digest(scheme.hash, tbs));
}
