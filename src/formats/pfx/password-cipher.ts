import { createHmac, timingSafeEqual } from 'node:crypto';
import type forgeModule from 'node-forge';
import { smallIntegerOf } from '../asn1-values.ts';
import { contentOf, DerReader, TAG } from '../der.ts';
import { FormatError } from '../format-error.ts';
import type { Encrypted, MacData } from './bags.ts';
import { type Derivation, derivePkcs12, digestBytes, type KeyHash, PURPOSE } from './key-derivation.ts';
import { decryptPbes2, PBES2, readPbes2 } from './pbes2.ts';

/**
 * Password-based encryption of PKCS #12 (RFC 7292 appendices B and C). node-forge does the ciphers of old: OpenSSL 3 no
 * longer has RC2, with which Windows encrypted certificates for twenty years. Loaded only when there is a PFX.
 */

/**
 * Most rounds of key derivation. Windows writes 2,000, OpenSSL 2,048, careful people up to 600,000; with more the reader
 * would wait for many seconds, at about a microsecond a round.
 */
export const MAX_ITERATIONS = 1_000_000;
/** Most rounds for one file: a normal one has a MAC, one encrypted part with certificates and one key. */
const MAX_TOTAL_ITERATIONS = 6 * MAX_ITERATIONS;

/** pbeWithSHAAnd…: key length in octets and, for RC2, effective key bits. */
const PKCS12_CIPHERS: ReadonlyMap<string, { readonly keyBytes: number; readonly rc2Bits?: number }> = new Map([
  ['1.2.840.113549.1.12.1.3', { keyBytes: 24 }],
  ['1.2.840.113549.1.12.1.5', { keyBytes: 16, rc2Bits: 128 }],
  ['1.2.840.113549.1.12.1.6', { keyBytes: 5, rc2Bits: 40 }],
]);
/** RC2 and 3DES. */
const PKCS12_BLOCK_BYTES = 8;
const MAC_HASHES: ReadonlyMap<string, KeyHash> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Thrown when a value decrypts to nothing sensible: the password is wrong, or the file is damaged. */
export class WrongPassword extends Error {
  override readonly name = 'WrongPassword';
}

/** null: no password at all, which RFC 7292 tells from an empty one. */
export type Password = string | null;

export interface PasswordCipher {
  /** Whether the MAC fits. @throws FormatError for a MAC or a count of rounds that is not supported */
  verifiesMac(mac: MacData, signed: Uint8Array, password: Password): boolean;
  /** @throws WrongPassword @throws FormatError for an encryption or a count of rounds that is not supported */
  decrypt(encrypted: Encrypted, password: Password): Uint8Array;
}

type Forge = typeof forgeModule;
type ForgeBuffer = ReturnType<Forge['util']['createBuffer']>;
interface Decryption {
  update(input: ForgeBuffer): void;
  finish(): boolean;
  readonly output: ForgeBuffer;
}
/** What `@types/node-forge` leaves out. */
interface Rc2 {
  createDecryptionCipher(key: ForgeBuffer, bits: number): Decryption & { start(iv: ForgeBuffer): void };
}

/** A cipher for one file, whose rounds it counts. */
export async function loadPasswordCipher(): Promise<PasswordCipher> {
  const { default: forge } = await import('node-forge');
  const { rc2 } = forge as unknown as { readonly rc2: Rc2 };
  const bufferOf = (bytes: Uint8Array): ForgeBuffer => forge.util.createBuffer(Buffer.from(bytes).toString('latin1'));

  let spent = 0;
  const spend = (rounds: number): void => {
    if (rounds < 1) throw new FormatError('bad-integer', 0, 'a key is derived in no rounds at all');
    spent += rounds;
    if (rounds > MAX_ITERATIONS || spent > MAX_TOTAL_ITERATIONS) throw tooManyRounds();
  };

  const decryptOld = ({ algorithm, parameters, data }: Encrypted, password: Password): Uint8Array | undefined => {
    const kind = PKCS12_CIPHERS.get(algorithm);
    if (kind === undefined) throw unsupported('an encryption');
    const { salt, iterations } = readPkcs12Parameters(parameters);
    spend(iterations);
    const derive = (purpose: Derivation['purpose'], length: number): ForgeBuffer =>
      bufferOf(derivePkcs12({ password, salt, iterations, purpose, length, hash: 'sha1' }));
    const key = derive(PURPOSE.key, kind.keyBytes);
    const iv = derive(PURPOSE.iv, PKCS12_BLOCK_BYTES);
    const cipher: Decryption =
      kind.rc2Bits === undefined
        ? started(forge.cipher.createDecipher('3DES-CBC', key), { iv })
        : started(rc2.createDecryptionCipher(key, kind.rc2Bits), iv);
    cipher.update(bufferOf(data));
    return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : undefined;
  };

  const decryptNew = ({ parameters, data }: Encrypted, password: string): Uint8Array | undefined => {
    const read = readPbes2(parameters);
    spend(read.iterations);
    return decryptPbes2(read, data, password);
  };

  return {
    verifiesMac({ hash: oid, digest, salt, iterations }, signed, password) {
      const hash = MAC_HASHES.get(oid);
      if (hash === undefined) throw unsupported('a MAC');
      spend(iterations);
      const key = derivePkcs12({ password, salt, iterations, purpose: PURPOSE.mac, length: digestBytes(hash), hash });
      const expected = createHmac(hash, key).update(signed).digest();
      return expected.length === digest.length && timingSafeEqual(expected, digest);
    },
    decrypt(encrypted, password) {
      const decrypted =
        encrypted.algorithm === PBES2 ? decryptNew(encrypted, password ?? '') : decryptOld(encrypted, password);
      if (decrypted === undefined) throw new WrongPassword('the padding is wrong');
      return decrypted;
    },
  };
}

function started<C, P>(cipher: C & { start(parameters: P): void }, parameters: P): C {
  cipher.start(parameters);
  return cipher;
}

const unsupported = (what: string): FormatError =>
  new FormatError('unsupported-structure', 0, `the PFX is protected with ${what} that is not supported here`);

const tooManyRounds = (): FormatError =>
  new FormatError('too-large', 0, `its keys are derived in more than ${MAX_ITERATIONS} rounds`);

/** pkcs-12PbeParams ::= SEQUENCE { salt, iterations }. */
function readPkcs12Parameters(parameters: Uint8Array): { readonly salt: Uint8Array; readonly iterations: number } {
  const fields = new DerReader(parameters).enter(TAG.sequence, 'the parameters of an encryption');
  const salt = contentOf(fields.expect(TAG.octetString, 'a salt'));
  return { salt, iterations: smallIntegerOf(fields.expect(TAG.integer, 'a count of rounds')) };
}
