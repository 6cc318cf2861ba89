import { OID } from '../../../src/formats/oids.ts';
import { identities } from '../site.ts';
import { issueCertificate, type LabCertificate } from './certificate.ts';
import { type Days, daysFrom } from './days.ts';
import { extension, KeyUsage } from './extensions.ts';
import { keyOf } from './keys.ts';

/** Issuer of device certificates in the public cloud. */
const ACCESS_ISSUER = 'DC=net, DC=windows, CN=MS-Organization-Access, OU=82dbaca4-3e81-46ca-9c73-0950c1eaca97';
const P2P_ISSUER = 'CN=MS-Organization-P2P-Access [2026]';

/** Private extensions of the device certificate. */
const prefix = '1.2.840.113556.1.5.284.';

export interface DeviceCertificateSpec {
  /** Absent: the certificate does not say. */
  readonly tenantId?: string;
  readonly deviceId?: string;
  readonly valid?: readonly [from: Days, to: Days];
  /** `registered`: what a workplace join gives, in the user's store. */
  readonly kind?: 'joined' | 'registered';
}

/** The certificate that Entra gives a device which joins ("WPJ certificate" in ccmsetup.log). */
export function issueDeviceCertificate(spec: DeviceCertificateSpec, now: Date): LabCertificate {
  const { tenantId, deviceId = identities.deviceId, valid: [from, to] = [-200, 3453], kind = 'joined' } = spec;
  return issueCertificate({
    subject: `CN=${deviceId}`,
    issuer: issuer(ACCESS_ISSUER, now),
    key: keyOf('server', 'rsa-2048'),
    serial: 0x3fa1_b2c3_d4e5_f601_2233_4455_6677_8899n,
    notBefore: daysFrom(now, from),
    notAfter: daysFrom(now, to),
    notCa: true,
    extendedKeyUsage: [OID.clientAuth],
    extensions: [
      guidExtension('2', deviceId),
      guidExtension('3', 'b1d2c3a4-9f8e-4d7c-8b6a-5f4e3d2c1b0a'),
      ...(tenantId ? [guidExtension('5', tenantId)] : []),
      extension(`${prefix}8`, octets(Buffer.from('EU', 'latin1'))),
      extension(`${prefix}7`, octets(Buffer.from(kind === 'joined' ? '1' : '0', 'latin1'))),
    ],
  });
}

/** A one-day certificate for remote desktop between Entra devices; old ones stay in the store. */
export function issueP2pCertificate(now: Date): LabCertificate {
  return issueCertificate({
    subject: `CN=${identities.deviceId}, DC=${identities.tenantId}`,
    issuer: issuer(P2P_ISSUER, now),
    key: keyOf('p2p', 'ec-p256'),
    serial: 0x22_3344_5566n,
    notBefore: daysFrom(now, -9),
    notAfter: daysFrom(now, -8),
    extendedKeyUsage: [OID.clientAuth, OID.serverAuth],
  });
}

/** A client certificate of the company's own CA, by which a client may talk to a CMG without Entra. */
export function issueClientCertificate(
  ca: LabCertificate,
  fullName: string,
  now: Date,
  valid: readonly [Days, Days],
): LabCertificate {
  return issueCertificate({
    subject: `CN=${fullName}`,
    issuer: ca,
    key: keyOf('client', 'ec-p256'),
    serial: 0x6b00_0000_aa01n,
    notBefore: daysFrom(now, valid[0]),
    notAfter: daysFrom(now, valid[1]),
    keyUsage: [KeyUsage.digitalSignature],
    extendedKeyUsage: [OID.clientAuth],
    alternativeNames: [{ dns: fullName }],
  });
}

function issuer(subject: string, now: Date): LabCertificate {
  return issueCertificate({
    subject,
    key: keyOf('entra', 'ec-p256'),
    serial: 1n,
    notBefore: daysFrom(now, -3000),
    notAfter: daysFrom(now, 6000),
    ca: { pathLength: null },
  });
}

/** The service writes the length of these values in the long form, which DER forbids. */
function octets(value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x04, 0x81, value.length), value]);
}

function guidExtension(number: string, guid: string): Buffer {
  return extension(prefix + number, octets(guidBytes(guid)));
}

/** A GUID as Windows keeps it in memory: the first three groups little-endian. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
