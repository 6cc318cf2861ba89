import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { oidOf, smallIntegerOf } from '../asn1-values.ts';
import { contentOf, DerReader, TAG } from '../der.ts';
import { FormatError } from '../format-error.ts';

/** PBES2 (RFC 8018 §6.2, appendix A): PBKDF2 and AES, what today's software protects a PFX with. */

export const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

/** HMAC with this hash; absent means SHA-1. */
const PRFS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
]);
const CIPHERS: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number; readonly ivBytes: number }> =
  new Map([
    ['2.16.840.1.101.3.4.1.2', { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 }],
    ['2.16.840.1.101.3.4.1.22', { name: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 }],
    ['2.16.840.1.101.3.4.1.42', { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 }],
    ['1.2.840.113549.3.7', { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 }],
  ]);

export interface Pbes2Parameters {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly prf: string;
  readonly cipher: { readonly name: string; readonly keyBytes: number; readonly ivBytes: number };
  readonly iv: Uint8Array;
}

/** PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme }. @throws FormatError */
export function readPbes2(parameters: Uint8Array): Pbes2Parameters {
  const fields = new DerReader(parameters).enter(TAG.sequence, 'the parameters of an encryption');
  const derivation = fields.enter(TAG.sequence, 'a key derivation');
  if (oidOf(derivation.expect(TAG.oid, 'a key derivation')) !== PBKDF2) throw unsupported('key derivation');
  const scheme = fields.enter(TAG.sequence, 'an encryption scheme');
  const cipher = CIPHERS.get(oidOf(scheme.expect(TAG.oid, 'an encryption scheme')));
  if (cipher === undefined) throw unsupported('cipher');
  const iv = contentOf(scheme.expect(TAG.octetString, 'an initialization vector'));
  if (iv.length !== cipher.ivBytes) throw unsupported('initialization vector');
  return { ...readPbkdf2(derivation.enter(TAG.sequence, 'the parameters of a key derivation')), cipher, iv };
}

/** PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }. */
function readPbkdf2(fields: DerReader): Pick<Pbes2Parameters, 'salt' | 'iterations' | 'prf'> {
  const salt = contentOf(fields.expect(TAG.octetString, 'a salt'));
  const iterations = smallIntegerOf(fields.expect(TAG.integer, 'a count of rounds'));
  fields.optional(TAG.integer);
  const algorithm = fields.optionalEnter(TAG.sequence);
  const prf = algorithm ? PRFS.get(oidOf(algorithm.expect(TAG.oid, 'a hash'))) : 'sha1';
  if (prf === undefined) throw unsupported('hash');
  return { salt, iterations, prf };
}

/** @returns undefined when the padding is wrong: another password, or damage */
export function decryptPbes2(
  { salt, iterations, prf, cipher, iv }: Pbes2Parameters,
  data: Uint8Array,
  password: string,
): Uint8Array | undefined {
  const key = pbkdf2Sync(password, salt, iterations, cipher.keyBytes, prf);
  const decipher = createDecipheriv(cipher.name, key, iv);
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    // node:crypto throws for a wrong padding and for a length that is no multiple of a block.
    return undefined;
  }
}

const unsupported = (what: string): FormatError =>
  new FormatError('unsupported-structure', 0, `the PFX is protected with a ${what} that is not supported here`);
