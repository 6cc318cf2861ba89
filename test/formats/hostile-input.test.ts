import { describe, expect, test } from '@jest/globals';
import { decodeTrustList } from '../../src/formats/authroot-ctl.ts';
import { decodeCertificateBlob, renderCertificateBlob } from '../../src/formats/certificate-blob.ts';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import { decodeCrl } from '../../src/formats/crl.ts';
import { countEntries, findEntries } from '../../src/formats/crl-entries.ts';
import { type Decoded, decodedOrThrow } from '../../src/formats/format-error.ts';
import { decodeOcspResponse } from '../../src/formats/ocsp-response.ts';
import { OID } from '../../src/formats/oids.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import {
  crlExtensions,
  dnsName,
  emailName,
  extensions,
  issue,
  issueCrl,
  issueOcspResponse,
  name,
  newKey,
  uriName,
} from '../trust/test-pki.ts';
import { trustList } from '../trust/test-trust-list.ts';

/** Every reader, on every prefix and every single-bit damage of a rich input: a value or a typed fault, never a throw. */

const root = issue({ subject: name('Contoso Root CA'), key: newKey('rsa-pss'), extensions: [extensions.ca()] });
const server = issue({
  subject: name(['2.5.4.6', 'DE', 0x13], ['2.5.4.10', 'Contoso'], 'cmg.contoso.test'),
  issuer: root,
  extensions: [
    extensions.keyUsage(0, 2),
    extensions.extendedKeyUsage(OID.serverAuth),
    extensions.subjectAltName(
      dnsName('cmg.contoso.test'),
      emailName('a@contoso.test'),
      uriName('https://contoso.test'),
    ),
    extensions.nameConstraints([dnsName('contoso.test')], [dnsName('x.contoso.test')]),
    extensions.crlDistributionPoints('http://pki.contoso.test/a.crl'),
    extensions.freshestCrl('http://pki.contoso.test/a+.crl'),
    extensions.authorityInfoAccess(
      [OID.ocsp, 'http://ocsp.contoso.test'],
      [OID.caIssuers, 'http://pki.contoso.test/a.crt'],
    ),
    extensions.subjectKeyIdentifier(Uint8Array.of(1, 2)),
    extensions.authorityKeyIdentifier(Uint8Array.of(3, 4)),
  ],
});
const serial = server.certificate.serial;
const crl = issueCrl({
  issuer: root,
  entries: [
    { serial: Uint8Array.of(1) },
    { serial, extensions: [crlExtensions.reason(1)] },
    { serial: Uint8Array.of(2) },
  ],
  extensions: [crlExtensions.number(7), crlExtensions.deltaBase(5), crlExtensions.issuingDistributionPoint()],
});
const { der } = server.certificate;

function readCrlWhole(bytes: Uint8Array): Decoded<unknown> {
  const list = decodeCrl(bytes);
  if (!list.ok) return list;
  const found = findEntries(list.value, [serial]);
  return found.ok ? countEntries(list.value) : found;
}

const READERS: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => Decoded<unknown>])[] = [
  ['certificate', der, decodeCertificate],
  ['certificate bundle, DER', der, decodeCertificateBundle],
  [
    'certificate bundle, PEM',
    Buffer.from(`-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`),
    decodeCertificateBundle,
  ],
  ['registry blob', renderCertificateBlob(der, [{ id: 11, value: Buffer.from('name') }]), decodeCertificateBlob],
  [
    'trust list',
    trustList([{ certificate: root.certificate, properties: [{ id: 104, value: new Uint8Array(8) }] }]),
    decodeTrustList,
  ],
  ['revocation list', crl, readCrlWhole],
  [
    'OCSP response',
    issueOcspResponse({ certificate: server.certificate, issuer: root, certificates: [root] }),
    decodeOcspResponse,
  ],
];

describe.each(READERS)('%s', (_, input, read) => {
  test('is read', () => {
    expect(read(input).ok).toBe(true);
  });

  test('every prefix is refused', () => {
    const accepted: number[] = [];
    for (let length = 0; length < input.length; length += 1) {
      if (read(input.subarray(0, length)).ok) accepted.push(length);
    }
    // A PEM block is complete once its last dash is there; only its line end may be missing.
    expect(accepted.filter((length) => length < input.length - 1)).toEqual([]);
  });

  test('every flipped bit gives a value or a fault', () => {
    const damaged = Buffer.from(input);
    const beyond: number[] = [];
    for (let bit = 0; bit < input.length * 8; bit += 1) {
      damaged[bit >> 3] = (input[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const decoded = read(damaged);
      if (!decoded.ok && decoded.error.offset > input.length) beyond.push(bit);
      damaged[bit >> 3] = input[bit >> 3] ?? 0;
    }
    expect(beyond).toEqual([]);
  });

  test('every octet replaced by those that mislead a length gives a value or a fault', () => {
    const damaged = Buffer.from(input);
    for (const value of [0x00, 0x7f, 0x80, 0x84, 0xff]) {
      for (let offset = 0; offset < input.length; offset += 1) {
        damaged[offset] = value;
        read(damaged);
        damaged[offset] = input[offset] ?? 0;
      }
    }
  });
});

describe('floods', () => {
  test('a container that is nothing but tiny values', () => {
    const bytes = Buffer.alloc(4_000_002, Uint8Array.of(0x05, 0x00));
    bytes.set([0x30, 0x80]);
    expect(decodeCertificateBundle(bytes)).toMatchObject({ ok: false, error: { code: 'too-many' } });
  });

  test('a list that names one certificate over and over', () => {
    const { serial } = server.certificate;
    const entries = Array.from({ length: 1_001 }, () => ({ serial }));
    const list = decodedOrThrow(decodeCrl(issueCrl({ issuer: root, entries })));
    expect(findEntries(list, [serial])).toMatchObject({ ok: false, error: { code: 'too-many' } });
  });
});
