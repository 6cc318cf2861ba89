import { createPrivateKey, createPublicKey } from 'node:crypto';
import { sameBytes } from './bytes.ts';
import { MAX_BUNDLE_BYTES } from './certificate-bundle.ts';
import { DerReader, TAG } from './der.ts';
import { decoding, FormatError } from './format-error.ts';
import { type Bag, type Encrypted, type PfxEnvelope, readBags, readPfxEnvelope, readSafes } from './pfx/bags.ts';
import { loadPasswordCipher, type Password, type PasswordCipher, WrongPassword } from './pfx/password-cipher.ts';
import type { Certificate } from './x509-certificate.ts';

/** A PFX (PKCS #12, RFC 7292): a certificate with its private key and its chain, as a CMG is given it. */

export { looksLikePfx } from './pfx/bags.ts';

/** What a PFX holds. Private keys are looked at and forgotten. */
export interface Pfx {
  /** In the order of the file. */
  readonly certificates: readonly Certificate[];
  readonly privateKeys: number;
  /** Those of a kind that cannot be looked into here, so that nobody can say which certificate they belong to. */
  readonly unknownKeys: number;
  /** The certificate that one of the private keys belongs to. */
  readonly certificateOfKey: Certificate | undefined;
}

export type DecodedPfx =
  | { readonly ok: true; readonly value: Pfx }
  /**
   * - `password-needed`: it is protected and none was given
   * - `wrong-password`: or damaged in a way that looks like it
   * - `unreadable`: damaged, too costly, or made in a way that is not supported
   */
  | {
      readonly ok: false;
      readonly fault: 'password-needed' | 'wrong-password' | 'unreadable';
      /** For `unreadable`: one clause on what was found. */
      readonly message: string;
    };

/** @param password undefined: none was given; an empty one and none are tried */
export async function decodePfx(bytes: Uint8Array, password: string | undefined): Promise<DecodedPfx> {
  const cipher = await loadPasswordCipher();
  try {
    if (bytes.length > MAX_BUNDLE_BYTES) throw new FormatError('too-large', 0, 'the file is too large');
    const envelope = readPfxEnvelope(bytes);
    const bags = openWith(envelope, cipher, password);
    return { ok: true, value: contentsOf(bags) };
  } catch (error) {
    if (error instanceof WrongPassword) {
      return { ok: false, fault: password === undefined ? 'password-needed' : 'wrong-password', message: '' };
    }
    if (error instanceof FormatError) return { ok: false, fault: 'unreadable', message: error.message };
    throw error;
  }
}

interface OpenBags {
  readonly bags: readonly Bag[];
  readonly open: (bag: Extract<Bag, { kind: 'shrouded-key' }>) => Uint8Array;
}

function openWith(envelope: PfxEnvelope, cipher: PasswordCipher, password: string | undefined): OpenBags {
  const candidates: readonly Password[] = password === undefined || password === '' ? ['', null] : [password];
  const { authenticatedSafe, mac } = envelope;
  if (mac !== undefined) {
    const right = candidates.find((candidate) => cipher.verifiesMac(mac, authenticatedSafe, candidate));
    if (right === undefined) throw new WrongPassword('the MAC does not fit');
    return open(authenticatedSafe, (encrypted) => cipher.decrypt(encrypted, right));
  }
  // Without a MAC only what comes out of decryption shows whether a password fits.
  const tried = (password: Password): OpenBags =>
    open(authenticatedSafe, (encrypted) => sensible(cipher.decrypt(encrypted, password)));
  const [first = '', second] = candidates;
  try {
    return tried(first);
  } catch (error) {
    if (second === undefined || !(error instanceof WrongPassword)) throw error;
    return tried(second);
  }
}

/** Everything that is encrypted in a PFX is a SEQUENCE; a wrong password gives one padding in 256 that looks right. */
function sensible(decrypted: Uint8Array): Uint8Array {
  const value = decoding(() => new DerReader(decrypted).expect(TAG.sequence, 'what was decrypted'));
  if (!value.ok) throw new WrongPassword('what comes out is nothing');
  return decrypted;
}

type Decrypt = (encrypted: Encrypted) => Uint8Array;

function open(authenticatedSafe: Uint8Array, decrypt: Decrypt): OpenBags {
  const bags = readSafes(authenticatedSafe).flatMap((safe) =>
    readBags(safe.kind === 'plain' ? safe.contents : decrypt(safe.encrypted)),
  );
  return { bags, open: ({ encrypted }) => decrypt(encrypted) };
}

function contentsOf({ bags, open: decrypt }: OpenBags): Pfx {
  const certificates = bags.flatMap((bag) => (bag.kind === 'certificate' ? [bag.certificate] : []));
  const keys = bags.flatMap((bag) => {
    if (bag.kind === 'certificate') return [];
    return [bag.kind === 'key' ? bag.privateKeyInfo : decrypt(bag)];
  });
  const publicKeys = keys.flatMap((key) => publicKeyOf(key) ?? []);
  return {
    certificates,
    privateKeys: keys.length,
    unknownKeys: keys.length - publicKeys.length,
    certificateOfKey: certificates.find(({ publicKey }) => publicKeys.some((key) => sameBytes(key, publicKey.der))),
  };
}

/** SubjectPublicKeyInfo that goes with a PrivateKeyInfo; undefined for a key that node:crypto does not know. */
function publicKeyOf(privateKeyInfo: Uint8Array): Uint8Array | undefined {
  try {
    const key = createPrivateKey({ key: Buffer.from(privateKeyInfo), format: 'der', type: 'pkcs8' });
    return createPublicKey(key).export({ format: 'der', type: 'spki' });
  } catch {
    // A key of a kind or curve that OpenSSL lacks, or damage: then nobody can say whose key it is.
    return undefined;
  }
}
