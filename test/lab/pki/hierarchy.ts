import { OID } from '../../../src/formats/oids.ts';
import { names } from '../site.ts';
import { authorities, type Publication } from './authorities.ts';
import { issueCertificate, type LabCertificate } from './certificate.ts';
import { type Days, daysFrom } from './days.ts';
import { KeyUsage } from './extensions.ts';
import { keyOf } from './keys.ts';
import type { CertificateChange, PkiPlan } from './plan.ts';

/** Serial numbers as CAs make them: long and without a pattern, but the same in every lab. */
const serials = {
  root: 0x1c7d_4e2f_9a3b_5c6dn,
  issuing: 0x4a00_0000_0289_e1c4_77f3_00d2_5b6f_91a8_3cn,
  server: 0x6b00_0000_1fd3_7740_c2a9_1be8_5522_f00d_11n,
  responder: 0x6b00_0000_20aa_bbcc_ddee_ff00_1122_3344_55n,
  inspection: 0x7f10_0203_0405n,
} as const;

export interface Hierarchy {
  readonly root: LabCertificate;
  readonly issuing: LabCertificate;
  readonly server: LabCertificate;
  /** Of whom the server's certificate says it is. */
  readonly serverIssuer: LabCertificate;
  /** Signs OCSP answers for the issuing CA. */
  readonly responder: LabCertificate;
  /** Root of an inspecting proxy. */
  readonly inspection: LabCertificate;
  readonly urls: Publication;
}

/** Root, issuing CA and the CMG's certificate, changed as planned. */
export function buildHierarchy(plan: PkiPlan, now: Date): Hierarchy {
  const day = (days: Days) => daysFrom(now, days);
  const kind = plan.kind ?? 'private';
  const authority = authorities[kind];
  const { urls } = authority;

  const root = issueCertificate({
    subject: authority.rootSubject,
    ...common(plan.root, keyOf(`${kind} root`, plan.root?.key ?? authority.rootKey), [-3000, 4000], day),
    serial: serials.root,
    ...caOf(plan.root, null),
  });
  const issuing = issueCertificate({
    subject: authority.issuingSubject,
    ...common(plan.issuing, keyOf(`${kind} issuing`, plan.issuing?.key ?? authority.issuingKey), [-900, 2000], day),
    issuer: root,
    serial: serials.issuing,
    crlUrls: plan.issuing?.crlUrls ?? [urls.rootCrl],
    issuerUrls: plan.issuing?.issuerUrls ?? [urls.rootCertificate],
    ocspUrls: plan.issuing?.ocspUrls ?? [],
    ...caOf(plan.issuing, 0),
  });
  const inspection = issueCertificate({
    subject: plan.inspectionSubject ?? 'C=US, O=Zscaler Inc., OU=Zscaler Inc., CN=Zscaler Root CA',
    key: keyOf('inspection', 'rsa-2048'),
    serial: serials.inspection,
    notBefore: day(-1000),
    notAfter: day(3000),
    ca: { pathLength: null },
  });
  const serverIssuer = plan.serverIssuer === 'inspection' ? inspection : issuing;
  const intercepted = plan.serverIssuer === 'inspection';
  const server = issueCertificate({
    subject: `CN=${names.cmg}`,
    alternativeNames: [{ dns: names.cmg }],
    keyUsage: [KeyUsage.digitalSignature, KeyUsage.keyEncipherment],
    extendedKeyUsage: [OID.serverAuth],
    ...common(plan.server, keyOf('server', plan.server?.key ?? 'rsa-2048'), [-30, 335], day),
    ...(plan.serverIssuer === 'self' ? {} : { issuer: serverIssuer }),
    serial: serials.server,
    crlUrls: plan.server?.crlUrls ?? (intercepted ? [] : [urls.issuingCrl]),
    issuerUrls: plan.server?.issuerUrls ?? (intercepted ? [] : [urls.issuingCertificate]),
    ocspUrls: plan.server?.ocspUrls ?? [],
  });
  const responder = issueCertificate({
    subject: 'CN=Contoso OCSP Responder',
    key: keyOf('responder', 'ec-p256'),
    issuer: issuing,
    serial: serials.responder,
    notBefore: day(-3),
    notAfter: day(11),
    keyUsage: [KeyUsage.digitalSignature],
    extendedKeyUsage: [OID.ocspSigning],
  });
  return { root, issuing, server, serverIssuer, responder, inspection, urls };
}

/** What every certificate of a plan has, changed as planned. */
function common(
  change: CertificateChange | undefined,
  key: LabCertificate['key'],
  valid: readonly [number, number],
  day: (days: Days) => Date,
) {
  const [from, to] = change?.valid ?? valid;
  const { subject, alternativeNames, extendedKeyUsage, keyUsage, nameConstraints, signature, extensionsHex } =
    change ?? {};
  return {
    key,
    notBefore: day(from),
    notAfter: day(to),
    ...(subject !== undefined && { subject }),
    ...(alternativeNames && { alternativeNames }),
    ...(extendedKeyUsage && { extendedKeyUsage }),
    ...(keyUsage && { keyUsage }),
    ...(nameConstraints && { nameConstraints }),
    ...(signature && { signature }),
    ...(extensionsHex && { extensions: extensionsHex.map((hex) => Buffer.from(hex, 'hex')) }),
  };
}

function caOf(change: CertificateChange | undefined, pathLength: number | null) {
  if (change?.ca === false) return { notCa: true };
  return { ca: change?.ca ?? { pathLength } };
}
