import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { constructedContextTag, contextTag, TAG } from '../../src/formats/der.ts';
import { encodeOid, encodeValue } from '../../src/formats/der-writer.ts';
import { decodedOrThrow } from '../../src/formats/format-error.ts';
import { OID } from '../../src/formats/oids.ts';
import { type Certificate, decodeCertificate } from '../../src/formats/x509-certificate.ts';

/** A small certification authority for tests, written value by value, so that it can also issue what no CA would. */

export const NOW_MS = Date.UTC(2025, 5, 15, 12);
export const DAY_MS = 86_400_000;

export const sequence = (...values: readonly Uint8Array[]): Uint8Array => encodeValue(TAG.sequence, ...values);
export const explicit = (number: number, ...values: readonly Uint8Array[]): Uint8Array =>
  encodeValue(constructedContextTag(number), ...values);
export const implicit = (number: number, content: Uint8Array): Uint8Array => encodeValue(contextTag(number), content);
export const text = (value: string, tag: number = TAG.utf8String): Uint8Array => encodeValue(tag, Buffer.from(value));
export const integer = (value: number): Uint8Array => encodeValue(TAG.integer, octetsOf(value));
export const octetString = (value: Uint8Array): Uint8Array => encodeValue(TAG.octetString, value);
export const bitString = (value: Uint8Array): Uint8Array => encodeValue(TAG.bitString, Uint8Array.of(0), value);
export const boolean = (value: boolean): Uint8Array => encodeValue(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
export const enumerated = (value: number): Uint8Array => encodeValue(TAG.enumerated, octetsOf(value));
const NULL = Uint8Array.of(TAG.null, 0);

function octetsOf(value: number): Uint8Array {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return (octets[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), octets]) : octets;
}

export function generalizedTime(ms: number): Uint8Array {
  return text(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`, TAG.generalizedTime);
}

/** `CN=…` alone, or several attributes as [oid, value, tag]. */
export function name(...attributes: readonly (string | readonly [string, string, number?])[]): Uint8Array {
  return sequence(
    ...attributes.map((attribute) => {
      const [oid, value, tag] = typeof attribute === 'string' ? (['2.5.4.3', attribute] as const) : attribute;
      return encodeValue(TAG.set, sequence(encodeOid(oid), text(value, tag)));
    }),
  );
}

export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(encodeOid(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

export const dnsName = (value: string): Uint8Array => implicit(2, Buffer.from(value, 'latin1'));
export const emailName = (value: string): Uint8Array => implicit(1, Buffer.from(value, 'latin1'));
export const uriName = (value: string): Uint8Array => implicit(6, Buffer.from(value, 'latin1'));
export const directoryName = (value: Uint8Array): Uint8Array => explicit(4, value);

/** Key usage out of bit numbers, RFC 5280 §4.2.1.3. */
export function namedBits(...bits: readonly number[]): Uint8Array {
  const octets = [0, 0];
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return Uint8Array.from([0, ...octets]);
}

export const extensions = {
  ca: (pathLength?: number): Uint8Array =>
    extension(
      OID.basicConstraints,
      sequence(boolean(true), ...(pathLength === undefined ? [] : [integer(pathLength)])),
      true,
    ),
  notCa: (): Uint8Array => extension(OID.basicConstraints, sequence(), true),
  keyUsage: (...bits: readonly number[]): Uint8Array =>
    extension(OID.keyUsage, encodeValue(TAG.bitString, namedBits(...bits)), true),
  extendedKeyUsage: (...oids: readonly string[]): Uint8Array =>
    extension(OID.extendedKeyUsage, sequence(...oids.map(encodeOid))),
  subjectAltName: (...names: readonly Uint8Array[]): Uint8Array => extension(OID.subjectAltName, sequence(...names)),
  nameConstraints: (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[] = []): Uint8Array =>
    extension(
      OID.nameConstraints,
      sequence(
        ...(permitted.length > 0 ? [explicit(0, ...permitted.map((base) => sequence(base)))] : []),
        ...(excluded.length > 0 ? [explicit(1, ...excluded.map((base) => sequence(base)))] : []),
      ),
      true,
    ),
  crlDistributionPoints: (...urls: readonly string[]): Uint8Array =>
    extension(
      OID.crlDistributionPoints,
      sequence(...urls.map((url) => sequence(explicit(0, explicit(0, uriName(url)))))),
    ),
  freshestCrl: (...urls: readonly string[]): Uint8Array =>
    extension(OID.freshestCrl, sequence(...urls.map((url) => sequence(explicit(0, explicit(0, uriName(url))))))),
  authorityInfoAccess: (...entries: readonly (readonly [string, string])[]): Uint8Array =>
    extension(
      OID.authorityInfoAccess,
      sequence(...entries.map(([method, url]) => sequence(encodeOid(method), uriName(url)))),
    ),
  subjectKeyIdentifier: (value: Uint8Array): Uint8Array => extension(OID.subjectKeyIdentifier, octetString(value)),
  authorityKeyIdentifier: (value: Uint8Array): Uint8Array =>
    extension(OID.authorityKeyIdentifier, sequence(implicit(0, value))),
};

/** How a test key signs. */
export type Scheme =
  | 'ecdsa-sha224'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512'
  | 'rsa-sha256'
  | 'rsa-sha1'
  | 'rsa-md5'
  | 'rsa-pss'
  | 'ed25519';

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKeyInfo: Uint8Array;
  readonly scheme: Scheme;
}

/** P-256 unless asked for otherwise: it is made in a moment. */
export function newKey(
  kind: 'P-256' | 'P-384' | 'P-521' | 'rsa' | 'rsa-1024' | 'rsa-pss' | 'ed25519' = 'P-256',
): TestKey {
  switch (kind) {
    case 'rsa':
    case 'rsa-1024': {
      const pair = generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 });
      return testKey(pair, 'rsa-sha256');
    }
    case 'rsa-pss':
      return testKey(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'rsa-pss');
    case 'ed25519':
      return testKey(generateKeyPairSync('ed25519'), 'ed25519');
    default: {
      const scheme = kind === 'P-256' ? 'ecdsa-sha256' : kind === 'P-384' ? 'ecdsa-sha384' : 'ecdsa-sha512';
      return testKey(generateKeyPairSync('ec', { namedCurve: kind }), scheme);
    }
  }
}

function testKey(pair: { publicKey: KeyObject; privateKey: KeyObject }, scheme: Scheme): TestKey {
  const publicKeyInfo = pair.publicKey.export({ format: 'der', type: 'spki' });
  return { privateKey: pair.privateKey, publicKeyInfo, scheme };
}

export const PSS_SALT_LENGTH = 48;

export function algorithmOf(scheme: Scheme): Uint8Array {
  switch (scheme) {
    case 'ecdsa-sha224':
      return sequence(encodeOid('1.2.840.10045.4.3.1'));
    case 'ecdsa-sha256':
      return sequence(encodeOid('1.2.840.10045.4.3.2'));
    case 'ecdsa-sha384':
      return sequence(encodeOid('1.2.840.10045.4.3.3'));
    case 'ecdsa-sha512':
      return sequence(encodeOid('1.2.840.10045.4.3.4'));
    case 'rsa-sha256':
      return sequence(encodeOid('1.2.840.113549.1.1.11'), NULL);
    case 'rsa-sha1':
      return sequence(encodeOid('1.2.840.113549.1.1.5'), NULL);
    case 'rsa-md5':
      return sequence(encodeOid('1.2.840.113549.1.1.4'), NULL);
    case 'ed25519':
      return sequence(encodeOid(OID.ed25519));
    case 'rsa-pss': {
      const sha384 = sequence(encodeOid(OID.sha384), NULL);
      const parameters = sequence(
        explicit(0, sha384),
        explicit(1, sequence(encodeOid(OID.mgf1), sha384)),
        explicit(2, integer(PSS_SALT_LENGTH)),
      );
      return sequence(encodeOid(OID.rsassaPss), parameters);
    }
  }
}

export function signWith(key: TestKey, data: Uint8Array, scheme: Scheme = key.scheme): Uint8Array {
  switch (scheme) {
    case 'ed25519':
      return sign(null, data, key.privateKey);
    case 'rsa-pss': {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return sign('sha384', data, { key: key.privateKey, padding, saltLength: PSS_SALT_LENGTH });
    }
    default:
      return sign(scheme.slice(scheme.indexOf('-') + 1), data, key.privateKey);
  }
}

/** SEQUENCE of a signed part, its algorithm and its signature. */
export function signedValue(
  tbs: Uint8Array,
  key: TestKey,
  scheme: Scheme,
  ...behind: readonly Uint8Array[]
): Uint8Array {
  return sequence(tbs, algorithmOf(scheme), bitString(signWith(key, tbs, scheme)), ...behind);
}

export interface Issued {
  readonly certificate: Certificate;
  readonly key: TestKey;
}

export interface CertificateRequest {
  readonly subject: Uint8Array;
  readonly key?: TestKey;
  /** Absent: self-signed. */
  readonly issuer?: Issued;
  /** Written into the certificate instead of the issuer's own name. */
  readonly issuerName?: Uint8Array;
  readonly serial?: number;
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  readonly extensions?: readonly Uint8Array[];
  readonly scheme?: Scheme;
  /** 1 leaves the version field and the extensions out. */
  readonly version?: 1 | 3;
}

let lastSerial = 0x1000;

export function issue(request: CertificateRequest): Issued {
  const key = request.key ?? newKey();
  const signer = request.issuer?.key ?? key;
  const scheme = request.scheme ?? signer.scheme;
  lastSerial += 1;
  const issuerName = request.issuerName ?? request.issuer?.certificate.subject.der ?? request.subject;
  const { version = 3, extensions: list = [] } = request;
  const tbs = sequence(
    ...(version === 3 ? [explicit(0, integer(2))] : []),
    integer(request.serial ?? lastSerial),
    algorithmOf(scheme),
    issuerName,
    sequence(
      generalizedTime(request.notBeforeMs ?? NOW_MS - 100 * DAY_MS),
      generalizedTime(request.notAfterMs ?? NOW_MS + 100 * DAY_MS),
    ),
    request.subject,
    key.publicKeyInfo,
    ...(version === 3 && list.length > 0 ? [explicit(3, sequence(...list))] : []),
  );
  const der = signedValue(tbs, signer, scheme);
  return { certificate: decodedOrThrow(decodeCertificate(der)), key };
}

/** A root, an issuing authority below it and a server certificate below that. */
export function threeTier(host = 'cmg.contoso.test') {
  const root = issue({ subject: name('Contoso Root CA'), extensions: [extensions.ca(), extensions.keyUsage(5, 6)] });
  const issuing = issue({
    subject: name('Contoso Issuing CA'),
    issuer: root,
    extensions: [extensions.ca(0), extensions.keyUsage(5, 6)],
  });
  const server = issue({
    subject: name(host),
    issuer: issuing,
    extensions: [extensions.extendedKeyUsage(OID.serverAuth), extensions.subjectAltName(dnsName(host))],
  });
  return { root, issuing, server };
}

export interface CrlEntryRequest {
  readonly serial: Uint8Array;
  readonly revokedAtMs?: number;
  readonly extensions?: readonly Uint8Array[];
}

export interface CrlRequest {
  readonly issuer: Issued;
  readonly issuerName?: Uint8Array;
  readonly thisUpdateMs?: number;
  /** null leaves the field out. */
  readonly nextUpdateMs?: number | null;
  readonly entries?: readonly CrlEntryRequest[];
  readonly extensions?: readonly Uint8Array[];
  readonly scheme?: Scheme;
}

export function issueCrl(request: CrlRequest): Uint8Array {
  const { issuer, entries = [], extensions: list = [] } = request;
  const scheme = request.scheme ?? issuer.key.scheme;
  const nextUpdateMs = request.nextUpdateMs === undefined ? NOW_MS + 7 * DAY_MS : request.nextUpdateMs;
  const entryValues = entries.map(({ serial, revokedAtMs, extensions: own = [] }) =>
    sequence(
      encodeValue(TAG.integer, serial),
      generalizedTime(revokedAtMs ?? NOW_MS - DAY_MS),
      ...(own.length > 0 ? [sequence(...own)] : []),
    ),
  );
  const tbs = sequence(
    integer(1),
    algorithmOf(scheme),
    request.issuerName ?? issuer.certificate.subject.der,
    generalizedTime(request.thisUpdateMs ?? NOW_MS - DAY_MS),
    ...(nextUpdateMs === null ? [] : [generalizedTime(nextUpdateMs)]),
    ...(entryValues.length > 0 ? [sequence(Buffer.concat(entryValues))] : []),
    ...(list.length > 0 ? [explicit(0, sequence(...list))] : []),
  );
  return signedValue(tbs, issuer.key, scheme);
}

export const crlExtensions = {
  number: (value: number): Uint8Array => extension(OID.crlNumber, integer(value)),
  deltaBase: (value: number): Uint8Array => extension(OID.deltaCrlIndicator, integer(value), true),
  /** Fields of IssuingDistributionPoint, already tagged. */
  issuingDistributionPoint: (...fields: readonly Uint8Array[]): Uint8Array =>
    extension(OID.issuingDistributionPoint, sequence(...fields), true),
  reason: (code: number): Uint8Array => extension(OID.reasonCode, enumerated(code)),
};

export interface OcspRequestOfTest {
  readonly certificate: Certificate;
  readonly issuer: Issued;
  /** Who signs; the issuer unless given. */
  readonly signer?: Issued;
  readonly byName?: boolean;
  readonly status?: Uint8Array;
  readonly thisUpdateMs?: number;
  readonly nextUpdateMs?: number | null;
  readonly certificates?: readonly Issued[];
  readonly hash?: 'sha1' | 'sha256';
  readonly extensions?: readonly Uint8Array[];
}

export const ocspStatus = {
  good: implicit(0, new Uint8Array(0)),
  unknown: implicit(2, new Uint8Array(0)),
  revoked: (atMs: number, reason?: number): Uint8Array =>
    explicit(1, generalizedTime(atMs), ...(reason === undefined ? [] : [explicit(0, enumerated(reason))])),
};

export function issueOcspResponse(request: OcspRequestOfTest): Uint8Array {
  const { certificate, issuer, signer = issuer, hash = 'sha1', certificates = [], extensions: list = [] } = request;
  const digest = (bytes: Uint8Array): Uint8Array => octetString(createHash(hash).update(bytes).digest());
  const nextUpdateMs = request.nextUpdateMs === undefined ? NOW_MS + DAY_MS : request.nextUpdateMs;
  const single = sequence(
    sequence(
      sequence(encodeOid(hash === 'sha1' ? OID.sha1 : OID.sha256), NULL),
      digest(certificate.issuer.der),
      digest(issuer.certificate.publicKey.keyOctets),
      encodeValue(TAG.integer, certificate.serial),
    ),
    request.status ?? ocspStatus.good,
    generalizedTime(request.thisUpdateMs ?? NOW_MS - DAY_MS),
    ...(nextUpdateMs === null ? [] : [explicit(0, generalizedTime(nextUpdateMs))]),
  );
  const keyHash = createHash('sha1').update(signer.certificate.publicKey.keyOctets).digest();
  const responderId = request.byName ? explicit(1, signer.certificate.subject.der) : explicit(2, octetString(keyHash));
  const tbs = sequence(
    responderId,
    generalizedTime(NOW_MS),
    sequence(single),
    ...(list.length > 0 ? [explicit(1, sequence(...list))] : []),
  );
  const chain = certificates.map((item) => item.certificate.der);
  const basic = signedValue(
    tbs,
    signer.key,
    signer.key.scheme,
    ...(chain.length > 0 ? [explicit(0, sequence(...chain))] : []),
  );
  return sequence(enumerated(0), explicit(0, sequence(encodeOid(OID.ocspBasicResponse), octetString(basic))));
}
