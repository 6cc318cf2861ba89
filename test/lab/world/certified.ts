import { OID } from '../../../src/formats/oids.ts';
import { issueCertificate, keyPem, type LabCertificate, toPem } from '../pki/certificate.ts';
import { daysFrom } from '../pki/days.ts';
import { KeyUsage } from '../pki/extensions.ts';
import type { Hierarchy } from '../pki/hierarchy.ts';
import { keyOf } from '../pki/keys.ts';
import type { TlsSetup } from '../servers/web-server.ts';

/** A server's own certificate and what it sends with it. */
export function tlsOf(server: LabCertificate, chain: readonly LabCertificate[]): TlsSetup {
  return { key: keyPem(server.key), certificates: toPem(server.der, ...chain.map((certificate) => certificate.der)) };
}

/** A certificate of a public PKI for these names. */
export function publicServer(hosts: readonly string[], pki: Hierarchy, now: Date): LabCertificate {
  return issueCertificate({
    subject: `CN=${hosts[0] ?? ''}`,
    alternativeNames: hosts.map((dns) => ({ dns })),
    issuer: pki.issuing,
    key: keyOf('public server', 'ec-p256'),
    serial: 0x0a1b_2c3d_4e5fn,
    notBefore: daysFrom(now, -20),
    notAfter: daysFrom(now, 70),
    keyUsage: [KeyUsage.digitalSignature],
    extendedKeyUsage: [OID.serverAuth],
    crlUrls: [pki.urls.issuingCrl],
    issuerUrls: [pki.urls.issuingCertificate],
  });
}
