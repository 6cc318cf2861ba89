import { constants, sign } from 'node:crypto';
import { OID } from '../../../src/formats/oids.ts';
import * as der from './der.ts';
import type { KeyPair } from './keys.ts';

export type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

export interface SignatureChoice {
  readonly hash?: Hash;
  /** RSASSA-PSS with this salt length in bytes (default: as long as the hash); else PKCS #1 v1.5. */
  readonly pss?: boolean;
  readonly saltLength?: number;
  /** The last byte of the signature is changed. */
  readonly broken?: boolean;
}

const hashLength: Readonly<Record<Hash, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const rsaOid: Readonly<Record<Hash, string>> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};
const ecdsaOid: Readonly<Record<Hash, string>> = {
  md5: '1.2.840.10045.4.3.99',
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

/** Signs what `toBeSigned` makes of the AlgorithmIdentifier, and gives the three parts as one SEQUENCE. */
export function signed(
  toBeSigned: (algorithm: Buffer) => Buffer,
  key: KeyPair,
  choice: SignatureChoice = {},
): { readonly der: Buffer; readonly tbs: Buffer; readonly algorithm: Buffer; readonly signature: Buffer } {
  const algorithm = algorithmIdentifier(key, choice);
  const tbs = toBeSigned(algorithm);
  const signature = signatureOf(tbs, key, choice);
  if (choice.broken) signature[signature.length - 1] = (signature[signature.length - 1] ?? 0) ^ 0x55;
  return { der: der.sequence(tbs, algorithm, der.bitString(signature)), tbs, algorithm, signature };
}

function isPss(key: KeyPair, choice: SignatureChoice): boolean {
  return choice.pss === true || key.kind === 'rsa-pss-2048';
}

function signatureOf(data: Buffer, key: KeyPair, choice: SignatureChoice): Buffer {
  const hash = choice.hash ?? 'sha256';
  if (key.kind === 'ed25519') return sign(null, data, key.privateKey);
  if (!isPss(key, choice)) return sign(hash, data, key.privateKey);
  const saltLength = choice.saltLength ?? hashLength[hash];
  return sign(hash, data, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

function algorithmIdentifier(key: KeyPair, choice: SignatureChoice): Buffer {
  const hash = choice.hash ?? 'sha256';
  if (key.kind === 'ed25519') return der.sequence(der.oid(OID.ed25519));
  if (key.kind.startsWith('ec-')) return der.sequence(der.oid(ecdsaOid[hash]));
  if (!isPss(key, choice)) return der.sequence(der.oid(rsaOid[hash]), der.nothing());
  // RFC 4055 §3.1: hash, mask generation function over the same hash, salt length.
  const digest = der.sequence(der.oid(OID[hash]), der.nothing());
  return der.sequence(
    der.oid(OID.rsassaPss),
    der.sequence(
      der.explicit(0, digest),
      der.explicit(1, der.sequence(der.oid(OID.mgf1), digest)),
      der.explicit(2, der.integer(choice.saltLength ?? hashLength[hash])),
    ),
  );
}
