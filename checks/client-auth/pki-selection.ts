import { type CcmsetupCommand, propertyValue } from '../../src/formats/ccmsetup-command.ts';
import { attributeValues, NAME_ATTRIBUTE } from '../../src/formats/distinguished-name.ts';
import { OID } from '../../src/formats/oids.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { PersonalCertificate } from '../entra-join/personal-store.ts';
import { dnsNamesOf, type SelectionRule, selectionRuleOf } from './selection-rule.ts';

/**
 * Which PKI certificate the Configuration Manager client picks: in Personal, valid, with a key, for client
 * authentication, named after the computer, and of those the one with the longest validity. Source: Microsoft Learn
 * "Plan for PKI certificates", section PKI client certificate selection (MicrosoftDocs/memdocs
 * intune/configmgr/core/plan-design/security/plan-for-certificates.md).
 */
export interface PkiSelection {
  readonly selected?: PersonalCertificate;
  /** CCMCERTISSUERS is given, and whether the selected one chains to such a root cannot be seen from it alone. */
  readonly issuersUnproven: boolean;
  /** How many others would have served. */
  readonly alternatives: number;
  readonly ruledOut: readonly RuledOutCertificate[];
}

/** A selection that has found one. */
export interface FoundPki extends PkiSelection {
  readonly selected: PersonalCertificate;
}

export interface RuledOutCertificate {
  readonly thumbprint: string;
  readonly subject: string;
  readonly because: RuledOutReason;
}

export type RuledOutReason =
  | 'entra-device-certificate'
  | 'remote-desktop-certificate'
  | 'mdm-certificate'
  | 'no-private-key'
  | 'expired'
  | 'not-yet-valid'
  | 'not-for-client-authentication'
  | 'computer-name-missing'
  | 'ccmcertsel';

export interface SelectionContext {
  readonly computerName: string;
  readonly command: CcmsetupCommand | undefined;
  readonly nowMs: number;
}

export function selectPkiCertificate(
  certificates: readonly PersonalCertificate[],
  context: SelectionContext,
): PkiSelection {
  const rule = selectionRuleOf(context.command, context.computerName);
  const judged = certificates.map((entry) => ({ entry, because: ruledOut(entry, rule, context.nowMs) }));
  const candidates = judged.filter(({ because }) => because === undefined).map(({ entry }) => entry);
  const [selected, ...others] = candidates.toSorted((a, b) => lifeOf(b.certificate) - lifeOf(a.certificate));
  return {
    ...(selected && { selected }),
    issuersUnproven: selected !== undefined && !isFromIssuers(selected.certificate, context.command),
    alternatives: others.length,
    ruledOut: judged.flatMap(({ entry: { certificate }, because }) =>
      because === undefined ? [] : [{ thumbprint: certificate.thumbprint, subject: certificate.subject.text, because }],
    ),
  };
}

const lifeOf = ({ notBeforeMs, notAfterMs }: Certificate): number => notAfterMs - notBeforeMs;

function ruledOut(entry: PersonalCertificate, rule: SelectionRule, nowMs: number): RuledOutReason | undefined {
  const { certificate } = entry;
  if (entry.join !== undefined) return 'entra-device-certificate';
  if (entry.peerToPeer) return 'remote-desktop-certificate';
  if (isMdmCertificate(certificate)) return 'mdm-certificate';
  if (!isForClientAuthentication(certificate)) return 'not-for-client-authentication';
  if (nowMs > certificate.notAfterMs) return 'expired';
  if (nowMs < certificate.notBeforeMs) return 'not-yet-valid';
  if (!entry.hasKey) return 'no-private-key';
  if (rule.matches(certificate)) return undefined;
  return rule.source === 'computer-name' ? 'computer-name-missing' : 'ccmcertsel';
}

/** Private extensions of the certificate that an MDM enrolment gives, under the arc 1.2.840.113556.5. */
const MDM_EXTENSION = /^1\.2\.840\.113556\.5\.\d+$/;
/** Issuers of such certificates: Intune's present one, its older ones, and that of other Microsoft services. */
const MDM_ISSUER = /^(Microsoft Intune.* MDM Device CA|Microsoft Device Management Device CA|SC_Online_Issuing)$/i;

function isMdmCertificate({ extensions, issuer }: Certificate): boolean {
  return (
    extensions.some(({ oid }) => MDM_EXTENSION.test(oid)) ||
    attributeValues(issuer, NAME_ATTRIBUTE.commonName).some((name) => MDM_ISSUER.test(name.trim()))
  );
}

/** The usage must be named: a certificate without any is not what the client looks for. */
function isForClientAuthentication({ extendedKeyUsage = [] }: Certificate): boolean {
  return extendedKeyUsage.some((usage) => usage === OID.clientAuth || usage === OID.anyExtendedKeyUsage);
}

/** CCMCERTISSUERS names roots; only a certificate that such a root issued directly can be told by itself. */
function isFromIssuers({ issuer }: Certificate, command: CcmsetupCommand | undefined): boolean {
  const issuers = command && propertyValue(command, 'CCMCERTISSUERS');
  if (issuers === undefined) return true;
  const wanted = issuers.split('|').map((root) => /(?:^|[;,])\s*CN\s*=\s*([^;,]+)/i.exec(root)?.[1]?.trim());
  return attributeValues(issuer, NAME_ATTRIBUTE.commonName).some((name) => wanted.includes(name.trim()));
}

/** What to call a certificate in a sentence: its subject, or its DNS name when the subject is empty. */
export function nameOf(certificate: Certificate): string {
  return certificate.subject.text || dnsNamesOf(certificate)[0] || 'no subject';
}
