import { bitStringOctetsOf, oidOf } from './asn1-values.ts';
import { contentOf, DerReader, encodingOf, inside, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { OID } from './oids.ts';

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) as far as trust rules look at it; node:crypto does the arithmetic. */

export type PublicKeyKind = 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448' | 'other';

export interface PublicKeyInfo {
  /** The whole SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  readonly algorithm: string;
  readonly kind: PublicKeyKind;
  /** Octets of the BIT STRING: what key identifiers and OCSP hash. */
  readonly keyOctets: Uint8Array;
  /** Modulus length of an RSA key, field length of a known curve, else undefined. */
  readonly bits: number | undefined;
  /** Object identifier of a named curve. */
  readonly curve: string | undefined;
}

const KINDS: ReadonlyMap<string, PublicKeyKind> = new Map<string, PublicKeyKind>([
  [OID.rsaEncryption, 'rsa'],
  [OID.rsassaPss, 'rsa-pss'],
  [OID.ecPublicKey, 'ec'],
  [OID.dsa, 'dsa'],
  [OID.ed25519, 'ed25519'],
  [OID.ed448, 'ed448'],
]);

/** Curves of SEC 2 that Windows offers for certificates, with their field lengths. */
export const CURVE_BITS: ReadonlyMap<string, number> = new Map([
  ['1.2.840.10045.3.1.7', 256],
  ['1.3.132.0.34', 384],
  ['1.3.132.0.35', 521],
]);

/** Reads the next value as SubjectPublicKeyInfo. */
export function readPublicKeyInfo(reader: DerReader): PublicKeyInfo {
  const value = reader.expect(TAG.sequence, 'the public key');
  const fields = inside(value);
  const algorithm = fields.enter(TAG.sequence, 'the algorithm of the public key');
  const oid = oidOf(algorithm.expect(TAG.oid, 'the algorithm of the public key'));
  const parameters = algorithm.atEnd ? undefined : algorithm.next();
  const keyOctets = bitStringOctetsOf(fields.expect(TAG.bitString, 'the bits of the public key'));
  fields.finish('the public key');
  const kind = KINDS.get(oid) ?? 'other';
  const curve = kind === 'ec' && parameters?.tag === TAG.oid ? oidOf(parameters) : undefined;
  const rsa = kind === 'rsa' || kind === 'rsa-pss';
  return {
    der: encodingOf(value),
    algorithm: oid,
    kind,
    keyOctets,
    bits: rsa ? modulusBits(keyOctets) : curve === undefined ? undefined : CURVE_BITS.get(curve),
    curve,
  };
}

/** Length of the modulus of RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }. */
function modulusBits(keyOctets: Uint8Array): number | undefined {
  try {
    const fields = new DerReader(keyOctets).enter(TAG.sequence, 'an RSA key');
    const modulus = contentOf(fields.expect(TAG.integer, 'an RSA modulus'));
    const firstSet = modulus.findIndex((octet) => octet !== 0);
    if (firstSet < 0) return 0;
    return (modulus.length - firstSet) * 8 - (Math.clz32(modulus[firstSet] ?? 0) - 24);
  } catch (error) {
    // A key that cannot be read has no length; using it will fail and say so.
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
