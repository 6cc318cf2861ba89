import { describe, expect, test } from '@jest/globals';
import { isPeerToPeerCertificate, joinCertificateOf } from '../../src/formats/join-certificate.ts';
import { type Certificate, decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { issueCertificate, type LabCertificate } from '../lab/pki/certificate.ts';
import { daysFrom } from '../lab/pki/days.ts';
import { issueDeviceCertificate, issueP2pCertificate } from '../lab/pki/device-certificates.ts';
import { extension } from '../lab/pki/extensions.ts';
import { keyOf } from '../lab/pki/keys.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const TENANT_ID = '5d1c6f0e-7b7a-4c3e-9a55-0d2f4f6b8c11';
const DEVICE_ID = '8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a95';
const ARC = '1.2.840.113556.1.5.284.';

function decoded({ der }: LabCertificate): Certificate {
  const result = decodeCertificate(der);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A certificate of the issuer that Entra uses, with these extensions. */
function issued(subject: string, extensions: readonly Uint8Array[], issuer = 'CN=MS-Organization-Access'): Certificate {
  const parent = issueCertificate({
    subject: issuer,
    key: keyOf('entra', 'ec-p256'),
    serial: 1n,
    notBefore: daysFrom(NOW, -10),
    notAfter: daysFrom(NOW, 10),
    ca: { pathLength: null },
  });
  return decoded(
    issueCertificate({
      subject,
      issuer: parent,
      key: keyOf('client', 'ec-p256'),
      serial: 2n,
      notBefore: daysFrom(NOW, -1),
      notAfter: daysFrom(NOW, 1),
      extensions,
    }),
  );
}

const GUID_BYTES = Buffer.from('6c2a4b8f3e1d574f9b806c2d1e0f7a95', 'hex');
const short = (value: Buffer) => Buffer.concat([Buffer.of(0x04, value.length), value]);
const long = (value: Buffer) => Buffer.concat([Buffer.of(0x04, 0x81, value.length), value]);

describe('joinCertificateOf', () => {
  test.each(['joined', 'registered'] as const)('%s', (kind) => {
    const certificate = decoded(issueDeviceCertificate({ tenantId: TENANT_ID, deviceId: DEVICE_ID, kind }, NOW));
    expect(joinCertificateOf(certificate)).toEqual({ kind, deviceId: DEVICE_ID, tenantId: TENANT_ID });
    expect(isPeerToPeerCertificate(certificate)).toBe(false);
  });

  test('the one-day certificate for remote desktop is another thing', () => {
    const certificate = decoded(issueP2pCertificate(NOW));
    expect(joinCertificateOf(certificate)).toBeUndefined();
    expect(isPeerToPeerCertificate(certificate)).toBe(true);
  });

  test('short and long lengths, and the id from the extension when the subject has none', () => {
    for (const wrap of [short, long]) {
      const certificate = issued('CN=device', [
        extension(`${ARC}2`, wrap(GUID_BYTES)),
        extension(`${ARC}7`, wrap(Buffer.from('1'))),
      ]);
      expect(joinCertificateOf(certificate)).toEqual({ kind: 'joined', deviceId: DEVICE_ID });
    }
  });

  test.each<[string, Uint8Array]>([
    ['no octet string', Buffer.of(0x05, 0x00)],
    ['another mark', short(Buffer.from('2'))],
    ['a length that is not true', Buffer.of(0x04, 0x05, 0x31)],
    ['a length of lengths', Buffer.of(0x04, 0x82, 0x00, 0x01, 0x31)],
    ['a length without a value', Buffer.of(0x04, 0x81)],
    ['nothing', Buffer.of(0x04)],
  ])('a mark that is %s is none', (_name, value) => {
    expect(joinCertificateOf(issued(`CN=${DEVICE_ID}`, [extension(`${ARC}7`, value)]))).toEqual({
      kind: 'unmarked',
      deviceId: DEVICE_ID,
    });
  });

  test('a tenant id of the wrong length is none', () => {
    const certificate = issued('CN=device', [extension(`${ARC}5`, short(GUID_BYTES.subarray(1)))]);
    expect(joinCertificateOf(certificate)).toEqual({ kind: 'unmarked' });
  });

  test('another issuer says nothing, whatever the extensions are', () => {
    const marks = [extension(`${ARC}7`, short(Buffer.from('1')))];
    expect(joinCertificateOf(issued('CN=x', marks, 'CN=MS-Organization-Access of Mallory'))).toBeUndefined();
    expect(joinCertificateOf(issued('CN=x', marks, 'O=MS-Organization-Access'))).toBeUndefined();
  });
});
