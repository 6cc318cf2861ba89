import { createHash } from 'node:crypto';
import { OID } from '../../../src/formats/oids.ts';
import * as der from './der.ts';
import type { KeyPair } from './keys.ts';
import { type GeneralName, generalName } from './names.ts';

/** Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue } (RFC 5280 §4.1). */
export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

/** SHA-1 over the public key's bits, method (1) of RFC 5280 §4.2.1.2. */
export function keyIdentifier(key: KeyPair): Buffer {
  const spki = key.spki;
  // SEQUENCE { AlgorithmIdentifier, BIT STRING }: the last element's content after its unused-bits byte.
  const algorithmStart = headerLength(spki, 0);
  const bitsStart = algorithmStart + elementLength(spki, algorithmStart);
  const content = spki.subarray(bitsStart + headerLength(spki, bitsStart) + 1);
  return createHash('sha1').update(content).digest();
}

export const subjectKeyIdentifier = (key: KeyPair) =>
  extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier(key)));

export const authorityKeyIdentifier = (key: KeyPair) =>
  extension(OID.authorityKeyIdentifier, der.sequence(der.implicit(0, keyIdentifier(key))));

export const subjectAltName = (names: readonly GeneralName[]) =>
  extension(OID.subjectAltName, der.sequence(...names.map(generalName)));

export function basicConstraints(ca: boolean, pathLength?: number): Buffer {
  const fields = ca ? [der.boolean(true), ...(pathLength === undefined ? [] : [der.integer(pathLength)])] : [];
  return extension(OID.basicConstraints, der.sequence(...fields), true);
}

/** Bit numbers of RFC 5280 §4.2.1.3. */
export const KeyUsage = {
  digitalSignature: 0,
  keyEncipherment: 2,
  keyAgreement: 4,
  keyCertSign: 5,
  crlSign: 6,
} as const;

export const keyUsage = (bits: readonly number[]) => extension(OID.keyUsage, der.namedBits(bits), true);

export const extendedKeyUsage = (purposes: readonly string[]) =>
  extension(OID.extendedKeyUsage, der.sequence(...purposes.map(der.oid)));

/** One distribution point per URL, or one with all of them, as ADCS writes it. */
export function crlDistributionPoints(urls: readonly string[], id: string = OID.crlDistributionPoints): Buffer {
  return extension(id, der.sequence(der.sequence(der.explicit(0, distributionPointName(urls)))));
}

/** DistributionPointName, fullName alternative. */
export function distributionPointName(urls: readonly string[]): Buffer {
  return der.explicit(0, ...urls.map((uri) => generalName({ uri })));
}

export function authorityInfoAccess(ocsp: readonly string[], caIssuers: readonly string[]): Buffer {
  const access = (method: string, uri: string) => der.sequence(der.oid(method), generalName({ uri }));
  return extension(
    OID.authorityInfoAccess,
    der.sequence(...ocsp.map((url) => access(OID.ocsp, url)), ...caIssuers.map((url) => access(OID.caIssuers, url))),
  );
}

export interface NameConstraints {
  readonly permittedDns?: readonly string[];
  readonly excludedDns?: readonly string[];
}

export function nameConstraints({ permittedDns = [], excludedDns = [] }: NameConstraints): Buffer {
  const subtrees = (names: readonly string[]) => names.map((dns) => der.sequence(generalName({ dns })));
  return extension(
    OID.nameConstraints,
    der.sequence(
      ...(permittedDns.length > 0 ? [der.explicit(0, ...subtrees(permittedDns))] : []),
      ...(excludedDns.length > 0 ? [der.explicit(1, ...subtrees(excludedDns))] : []),
    ),
    true,
  );
}

function headerLength(bytes: Buffer, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function elementLength(bytes: Buffer, at: number): number {
  const header = headerLength(bytes, at);
  const length = header === 2 ? (bytes[at + 1] ?? 0) : bytes.readUIntBE(at + 2, header - 2);
  return header + length;
}
