import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type KeyKind =
  | 'rsa-1024'
  | 'rsa-2048'
  | 'rsa-3072'
  | 'rsa-pss-2048'
  | 'ec-p256'
  | 'ec-p384'
  | 'ec-p521'
  | 'ed25519';

export interface KeyPair {
  readonly kind: KeyKind;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
}

const cache = new Map<string, KeyPair>();

/**
 * The key of that owner, the same one for the whole process: RSA keys are slow to make and nothing here depends on a key
 * being fresh.
 */
export function keyOf(owner: string, kind: KeyKind): KeyPair {
  const name = `${owner} ${kind}`;
  const known = cache.get(name);
  if (known !== undefined) return known;
  const { privateKey, publicKey } = generate(kind);
  const pair = { kind, privateKey, publicKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
  cache.set(name, pair);
  return pair;
}

function generate(kind: KeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  switch (kind) {
    case 'rsa-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    case 'rsa-2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'rsa-3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072 });
    case 'rsa-pss-2048':
      return generateKeyPairSync('rsa-pss', {
        modulusLength: 2048,
        hashAlgorithm: 'sha256',
        mgf1HashAlgorithm: 'sha256',
      });
    case 'ec-p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ec-p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ec-p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
  }
}
