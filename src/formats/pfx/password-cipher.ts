import { createHmac, timingSafeEqual } from 'node:crypto';
import type forgeModule from 'node-forge';
import { smallIntegerOf } from '../asn1-values.ts';
import { DerReader, type DerValue, inside, TAG } from '../der.ts';
import { FormatError } from '../format-error.ts';
import type { Encrypted, MacData } from './bags.ts';

/**
 * Password-based encryption of PKCS #12 (RFC 7292 appendix B) and PKCS #5 (RFC 8018), by node-forge: OpenSSL 3 no longer
 * has RC2, with which Windows encrypted certificates for twenty years. Loaded only when there is a PFX.
 */

/**
 * Most rounds of key derivation. Windows writes 2,000, OpenSSL 2,048, careful people up to 600,000; what is more makes
 * the reader wait for minutes.
 */
export const MAX_ITERATIONS = 2_000_000;
/** The derivation of PKCS #12 itself runs without native code, at some microseconds a round. */
export const MAX_PKCS12_ITERATIONS = 300_000;

const PBES2 = '1.2.840.113549.1.5.13';
/** pbeWithSHAAnd…: key length in octets and, for RC2, effective key bits. */
const PKCS12_CIPHERS: ReadonlyMap<string, { readonly keyBytes: number; readonly rc2Bits?: number }> = new Map([
  ['1.2.840.113549.1.12.1.3', { keyBytes: 24 }],
  ['1.2.840.113549.1.12.1.5', { keyBytes: 16, rc2Bits: 128 }],
  ['1.2.840.113549.1.12.1.6', { keyBytes: 5, rc2Bits: 40 }],
]);
const MAC_HASHES: ReadonlyMap<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Thrown when a value decrypts to nothing sensible: the password is wrong, or the file is damaged. */
export class WrongPassword extends Error {
  override readonly name = 'WrongPassword';
}

type Forge = typeof forgeModule;
type ForgeBuffer = ReturnType<Forge['util']['createBuffer']>;
interface Decryption {
  update(input: ForgeBuffer): void;
  finish(): boolean;
  readonly output: ForgeBuffer;
}
/** What `@types/node-forge` leaves out. */
interface Untyped {
  readonly pki: {
    readonly pbe: {
      getCipher(oid: string, parameters: unknown, password: string): Decryption;
      generatePkcs12Key(
        password: string | null,
        salt: ForgeBuffer,
        purpose: number,
        iterations: number,
        length: number,
        hash?: unknown,
      ): ForgeBuffer;
    };
  };
  readonly rc2: {
    createDecryptionCipher(key: ForgeBuffer, bits: number): Decryption & { start(iv: ForgeBuffer): void };
  };
}

/** null: no password at all, which RFC 7292 tells from an empty one. */
export type Password = string | null;

export interface PasswordCipher {
  /** @throws FormatError for a MAC or a count of rounds that is not supported */
  verifiesMac(mac: MacData, signed: Uint8Array, password: Password): boolean;
  /** @throws WrongPassword @throws FormatError for an encryption or a count of rounds that is not supported */
  decrypt(encrypted: Encrypted, password: Password): Uint8Array;
}

export async function loadPasswordCipher(): Promise<PasswordCipher> {
  const { default: forge } = await import('node-forge');
  const { pki, rc2 } = forge as unknown as Untyped;
  const bufferOf = (bytes: Uint8Array): ForgeBuffer => forge.util.createBuffer(Buffer.from(bytes).toString('binary'));
  const bytesOf = (buffer: ForgeBuffer): Uint8Array => Buffer.from(buffer.getBytes(), 'binary');

  const cipherFor = ({ algorithm, parameters }: Encrypted, password: Password): Decryption => {
    const pkcs12 = PKCS12_CIPHERS.get(algorithm);
    if (pkcs12 === undefined) {
      if (algorithm !== PBES2) throw unsupported('an encryption that is not supported');
      checkRounds(pbes2Rounds(parameters), MAX_ITERATIONS);
      try {
        return pki.pbe.getCipher(algorithm, forge.asn1.fromDer(bufferOf(parameters)), password ?? '');
      } catch {
        // node-forge throws for parameters it does not know: another derivation or another cipher than AES and DES.
        throw unsupported('an encryption that is not supported');
      }
    }
    const { salt, iterations } = readPkcs12Parameters(parameters);
    checkRounds(iterations, MAX_PKCS12_ITERATIONS);
    const key = pki.pbe.generatePkcs12Key(password, bufferOf(salt), 1, iterations, pkcs12.keyBytes);
    const iv = pki.pbe.generatePkcs12Key(password, bufferOf(salt), 2, iterations, 8);
    if (pkcs12.rc2Bits === undefined) {
      const cipher = forge.cipher.createDecipher('3DES-CBC', key);
      cipher.start({ iv });
      return cipher;
    }
    const cipher = rc2.createDecryptionCipher(key, pkcs12.rc2Bits);
    cipher.start(iv);
    return cipher;
  };

  return {
    verifiesMac({ hash, digest, salt, iterations }, signed, password) {
      const name = MAC_HASHES.get(hash);
      if (name === undefined) throw unsupported('a MAC that is not supported');
      checkRounds(iterations, MAX_PKCS12_ITERATIONS);
      const length = createHmac(name, '').digest().length;
      const key = pki.pbe.generatePkcs12Key(password, bufferOf(salt), 3, iterations, length, forge.md[name].create());
      const expected = createHmac(name, bytesOf(key)).update(signed).digest();
      return expected.length === digest.length && timingSafeEqual(expected, digest);
    },
    decrypt(encrypted, password) {
      const cipher = cipherFor(encrypted, password);
      cipher.update(bufferOf(encrypted.data));
      if (!cipher.finish()) throw new WrongPassword('the padding is wrong');
      return bytesOf(cipher.output);
    },
  };
}

const unsupported = (what: string): FormatError =>
  new FormatError('unsupported-structure', 0, `the PFX is protected with ${what} here`);

function checkRounds(rounds: number, limit: number): void {
  if (rounds < 1) throw new FormatError('bad-integer', 0, 'a key is derived in no rounds at all');
  if (rounds > limit) throw new FormatError('too-large', 0, `a key is derived in more than ${limit} rounds`);
}

/** pkcs-12PbeParams ::= SEQUENCE { salt, iterations }. */
function readPkcs12Parameters(parameters: Uint8Array) {
  const fields = new DerReader(parameters).enter(TAG.sequence, 'the parameters of an encryption');
  const salt = fields.expect(TAG.octetString, 'a salt');
  const iterations = smallIntegerOf(fields.expect(TAG.integer, 'a count of rounds'));
  return { salt: salt.bytes.subarray(salt.contentStart, salt.end), iterations };
}

/** PBES2-params ::= SEQUENCE { SEQUENCE { OID, PBKDF2-params ::= SEQUENCE { salt, iterations, … } }, … }. */
function pbes2Rounds(parameters: Uint8Array): number {
  const derivation = new DerReader(parameters)
    .enter(TAG.sequence, 'the parameters of an encryption')
    .enter(TAG.sequence, 'a key derivation');
  derivation.expect(TAG.oid, 'a key derivation');
  const fields: DerValue = derivation.expect(TAG.sequence, 'the parameters of a key derivation');
  const inner = inside(fields);
  inner.expect(TAG.octetString, 'a salt');
  return smallIntegerOf(inner.expect(TAG.integer, 'a count of rounds'));
}
