import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { SignatureAlgorithm, SignatureScheme } from '../formats/algorithm-identifier.ts';
import type { PublicKeyInfo, PublicKeyKind } from '../formats/public-key-info.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * Signature verification over node:crypto. Whether an algorithm is still good enough is a different question, asked in
 * weak-algorithms.ts: node:crypto verifies SHA-1 and MD5 without a word.
 *
 * `unsupported` means that this program cannot tell (an unknown algorithm or key), or that Windows may not be able to; it
 * must never count as `invalid`.
 */
export type SignatureVerdict = 'valid' | 'invalid' | 'unsupported';

/** Which keys can have made a signature of a scheme (RFC 4055 §1.2: an id-RSASSA-PSS key makes no PKCS #1 signature). */
const KEYS_OF_SCHEME: Record<Exclude<SignatureScheme['kind'], 'unknown'>, readonly PublicKeyKind[]> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  dsa: ['dsa'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
};

/** Microsoft Learn, "CNG Algorithm Identifiers": there is no SHA-224 among them. */
const HASHES_OF_WINDOWS: ReadonlySet<string> = new Set(['md2', 'md5', 'sha1', 'sha256', 'sha384', 'sha512']);

/** Verifies that `key` made `signature` over `signed`. */
export function verifySignature(
  signed: Uint8Array,
  signature: Uint8Array,
  algorithm: SignatureAlgorithm,
  key: PublicKeyInfo,
): SignatureVerdict {
  const { scheme } = algorithm;
  if (scheme.kind === 'unknown' || key.kind === 'other') return 'unsupported';
  if (!KEYS_OF_SCHEME[scheme.kind].includes(key.kind)) return 'invalid';
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key.der), format: 'der', type: 'spki' });
    const valid = verifyWith(publicKey, scheme, signed, signature);
    if (valid === false) return isBeyondOpenssl(publicKey) ? 'unsupported' : 'invalid';
    return valid === undefined || ('hash' in scheme && !HASHES_OF_WINDOWS.has(scheme.hash)) ? 'unsupported' : 'valid';
  } catch {
    // node:crypto answers a wrong signature with false; it throws for keys, curves and hashes that it does not have.
    return 'unsupported';
  }
}

/** Lengths from which OpenSSL calls every RSA signature wrong without looking at it (rsa.h, OPENSSL_RSA_MAX_…). */
function isBeyondOpenssl({
  asymmetricKeyDetails: { modulusLength = 0, publicExponent = 0n } = {},
}: KeyObject): boolean {
  return modulusLength > 16_384 || (modulusLength > 3_072 && publicExponent >= 1n << 64n);
}

function verifyWith(
  key: KeyObject,
  scheme: SignatureScheme,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean | undefined {
  switch (scheme.kind) {
    case 'rsa-pkcs1':
      return verify(scheme.hash, signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    case 'rsa-pss':
      // node:crypto masks with the hash of the message; CAs that mix two hashes are not known.
      if (scheme.hash !== scheme.mgfHash || scheme.trailerField !== 1) return undefined;
      return verify(
        scheme.hash,
        signed,
        { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength },
        signature,
      );
    case 'ecdsa':
    case 'dsa':
      return verify(scheme.hash, signed, { key, dsaEncoding: 'der' }, signature);
    case 'ed25519':
    case 'ed448':
      return verify(null, signed, key, signature);
    case 'unknown':
      return undefined;
  }
}

/** Anything with a signed part and its algorithm named twice: a certificate or a revocation list. */
interface SignedObject {
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly tbsSignatureAlgorithm: SignatureAlgorithm;
}

/** Verifies a certificate or a revocation list with the key of `signer`. Names are not looked at. */
export function verifySignedObject(signedObject: SignedObject, signer: Certificate): SignatureVerdict {
  const { signatureAlgorithm: outer, tbsSignatureAlgorithm: inner } = signedObject;
  if (!sameAlgorithm(outer, inner)) return 'invalid';
  return verifySignature(signedObject.tbs, signedObject.signature, outer, signer.publicKey);
}

/**
 * The unsigned copy of the algorithm must say what the signed copy says (RFC 5280 §4.1.1.2). Compared by meaning: some CAs
 * write NULL parameters in one place and none in the other.
 */
function sameAlgorithm(a: SignatureAlgorithm, b: SignatureAlgorithm): boolean {
  return a.oid === b.oid && JSON.stringify(a.scheme) === JSON.stringify(b.scheme);
}
