import { oidOf, smallIntegerOf } from './asn1-values.ts';
import { constructedContextTag, type DerReader, encodingOf, inside, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { OID } from './oids.ts';

/** AlgorithmIdentifier of signatures (RFC 5280 §4.1.1.2, RFC 4055, RFC 5758, RFC 8410). */

/** Hash functions that occur in signatures, by their node:crypto names. */
export type HashName = 'md2' | 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** How something was signed. */
export type SignatureScheme =
  | { readonly kind: 'rsa-pkcs1'; readonly hash: HashName }
  | {
      readonly kind: 'rsa-pss';
      readonly hash: HashName;
      readonly mgfHash: HashName;
      readonly saltLength: number;
      readonly trailerField: number;
    }
  | { readonly kind: 'ecdsa'; readonly hash: HashName }
  | { readonly kind: 'dsa'; readonly hash: HashName }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: 'unknown' };

export interface SignatureAlgorithm {
  readonly oid: string;
  /** The whole AlgorithmIdentifier: the copy inside the signed part must be the same. */
  readonly der: Uint8Array;
  readonly scheme: SignatureScheme;
}

const FIXED_SCHEMES: ReadonlyMap<string, SignatureScheme> = new Map<string, SignatureScheme>([
  ['1.2.840.113549.1.1.2', { kind: 'rsa-pkcs1', hash: 'md2' }],
  ['1.2.840.113549.1.1.4', { kind: 'rsa-pkcs1', hash: 'md5' }],
  ['1.2.840.113549.1.1.5', { kind: 'rsa-pkcs1', hash: 'sha1' }],
  // sha1WithRSASignature of OIW: what makecert and old Windows tools wrote.
  ['1.3.14.3.2.29', { kind: 'rsa-pkcs1', hash: 'sha1' }],
  ['1.2.840.113549.1.1.14', { kind: 'rsa-pkcs1', hash: 'sha224' }],
  ['1.2.840.113549.1.1.11', { kind: 'rsa-pkcs1', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { kind: 'rsa-pkcs1', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { kind: 'rsa-pkcs1', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { kind: 'ecdsa', hash: 'sha1' }],
  ['1.2.840.10045.4.3.1', { kind: 'ecdsa', hash: 'sha224' }],
  ['1.2.840.10045.4.3.2', { kind: 'ecdsa', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { kind: 'ecdsa', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { kind: 'ecdsa', hash: 'sha512' }],
  ['1.2.840.10040.4.3', { kind: 'dsa', hash: 'sha1' }],
  ['2.16.840.1.101.3.4.3.2', { kind: 'dsa', hash: 'sha256' }],
  [OID.ed25519, { kind: 'ed25519' }],
  [OID.ed448, { kind: 'ed448' }],
]);

const HASHES: ReadonlyMap<string, HashName> = new Map<string, HashName>([
  [OID.md5, 'md5'],
  [OID.sha1, 'sha1'],
  [OID.sha224, 'sha224'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/** Hash name of an object identifier, or undefined. */
export const hashByOid = (oid: string): HashName | undefined => HASHES.get(oid);

/** Reads the next value as the AlgorithmIdentifier of a signature. */
export function readSignatureAlgorithm(reader: DerReader, what: string): SignatureAlgorithm {
  const value = reader.expect(TAG.sequence, what);
  const fields = inside(value);
  const oid = oidOf(fields.expect(TAG.oid, what));
  const parameters = fields.atEnd ? undefined : fields.next();
  fields.finish(what);
  if (oid !== OID.rsassaPss) {
    return { oid, der: encodingOf(value), scheme: FIXED_SCHEMES.get(oid) ?? { kind: 'unknown' } };
  }
  // RFC 4055 §3.1: absent parameters are forbidden in a signature, yet mean the defaults to every implementation.
  if (parameters !== undefined && parameters.tag !== TAG.sequence) {
    throw new FormatError('unexpected-tag', parameters.start, 'RSASSA-PSS parameters have another type');
  }
  return { oid, der: encodingOf(value), scheme: pssScheme(parameters && inside(parameters)) };
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1). The salt length is read from here and nowhere else: an automatic salt length
 * makes node:crypto throw for id-RSASSA-PSS keys, which would look like a wrong signature.
 */
function pssScheme(reader: DerReader | undefined): SignatureScheme {
  const hashField = reader?.optionalEnter(constructedContextTag(0));
  const mgfField = reader?.optionalEnter(constructedContextTag(1));
  const saltField = reader?.optionalEnter(constructedContextTag(2));
  const trailerField = reader?.optionalEnter(constructedContextTag(3));
  reader?.finish('RSASSA-PSS parameters');
  const hash = hashField ? readHashAlgorithm(hashField) : 'sha1';
  const mgfHash = mgfField ? readMaskGeneration(mgfField) : 'sha1';
  if (hash === undefined || mgfHash === undefined) return { kind: 'unknown' };
  return {
    kind: 'rsa-pss',
    hash,
    mgfHash,
    saltLength: saltField ? smallIntegerOf(saltField.expect(TAG.integer, 'the salt length')) : 20,
    trailerField: trailerField ? smallIntegerOf(trailerField.expect(TAG.integer, 'the trailer field')) : 1,
  };
}

function readMaskGeneration(reader: DerReader): HashName | undefined {
  const fields = reader.enter(TAG.sequence, 'the mask generation algorithm');
  const oid = oidOf(fields.expect(TAG.oid, 'the mask generation algorithm'));
  return oid === OID.mgf1 && !fields.atEnd ? readHashAlgorithm(fields) : undefined;
}

/** Reads the next value as the AlgorithmIdentifier of a hash; undefined when the hash is not known. */
export function readHashAlgorithm(reader: DerReader): HashName | undefined {
  const fields = reader.enter(TAG.sequence, 'a hash algorithm');
  return hashByOid(oidOf(fields.expect(TAG.oid, 'a hash algorithm')));
}
