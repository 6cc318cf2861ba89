import { attributeValues, NAME_ATTRIBUTE } from './distinguished-name.ts';
import { guidOf } from './dsregcmd/values.ts';
import type { Certificate } from './x509-certificate.ts';

/**
 * The certificate that Entra device registration issues, called "WPJ certificate" in ccmsetup.log. Its private
 * extensions: [MS-DVRJ] 3.1.5.1.1.3 lists the device and user id; tenant, join type and region were observed by the
 * AADInternals project (aadinternals.com, "Stealing and faking Azure AD device identities").
 */
const EXTENSION = {
  deviceId: '1.2.840.113556.1.5.284.2',
  tenantId: '1.2.840.113556.1.5.284.5',
  joinType: '1.2.840.113556.1.5.284.7',
} as const;

/** Common name of the issuer. `MS-Organization-P2P-Access` is another one: its one-day certificates are for RDP. */
const ISSUER = 'ms-organization-access';
const P2P_ISSUER = /^ms-organization-p2p-access/i;

export interface JoinCertificate {
  /** `joined`: of the device. `registered`: of a user's registration. `unmarked`: without the extension that says so. */
  readonly kind: 'joined' | 'registered' | 'unmarked';
  /** Lower-case GUID, from the subject or else the extension. */
  readonly deviceId?: string;
  /** Lower-case GUID. */
  readonly tenantId?: string;
}

/** What the certificate says about the join; undefined for one that is not from Entra device registration. */
export function joinCertificateOf(certificate: Certificate): JoinCertificate | undefined {
  const issuers = attributeValues(certificate.issuer, NAME_ATTRIBUTE.commonName);
  if (!issuers.some((name) => name.trim().toLowerCase() === ISSUER)) return undefined;
  const subject = attributeValues(certificate.subject, NAME_ATTRIBUTE.commonName).map(guidOf).find(Boolean);
  const deviceId = subject ?? guidFrom(octetsOf(certificate, EXTENSION.deviceId));
  const tenantId = guidFrom(octetsOf(certificate, EXTENSION.tenantId));
  const mark = Buffer.from(octetsOf(certificate, EXTENSION.joinType) ?? []).toString('latin1');
  return {
    kind: mark === '1' ? 'joined' : mark === '0' ? 'registered' : 'unmarked',
    ...(deviceId !== undefined && { deviceId }),
    ...(tenantId !== undefined && { tenantId }),
  };
}

/** One of the short-lived certificates for RDP between Entra devices; expired copies of it are normal. */
export function isPeerToPeerCertificate(certificate: Certificate): boolean {
  return attributeValues(certificate.issuer, NAME_ATTRIBUTE.commonName).some((name) => P2P_ISSUER.test(name.trim()));
}

/**
 * Content of an extension that holds one OCTET STRING. Read by hand: the service writes its length in the long form
 * (`04 81 10 …`), which DER forbids.
 */
function octetsOf(certificate: Certificate, oid: string): Uint8Array | undefined {
  const value = certificate.extensions.find((extension) => extension.oid === oid)?.value;
  if (value === undefined || value[0] !== 0x04) return undefined;
  const length = value[1] ?? 0;
  const header = length < 0x80 ? 2 : length === 0x81 ? 3 : undefined;
  if (header === undefined) return undefined;
  const octets = value.subarray(header);
  return octets.length === (header === 2 ? length : value[2]) ? octets : undefined;
}

/** A GUID as Windows keeps it in memory: the first three groups little-endian. */
function guidFrom(octets: Uint8Array | undefined): string | undefined {
  if (octets?.length !== 16) return undefined;
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((index) => (octets[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
