import { sameBytes } from '../formats/bytes.ts';
import { sameName } from '../formats/distinguished-name.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import { judgePolicies } from './certificate-policies.ts';
import { isDisallowed } from './disallowed.ts';
import { judgeNameConstraints } from './name-constraints.ts';
import type { PathCaution, PathElement, PathEnd, PathFault } from './path.ts';
import { serverAuthLimit } from './store-limits.ts';
import { judgeAlgorithms } from './weak-algorithms.ts';

/** Everything that can be wrong with a path once its links are known (RFC 5280 §6.1, as Windows applies it). */

/** What the path is to be good for. `any` leaves out key purposes and the limits on roots. */
export type PathUsage = 'server-authentication' | 'any';

export interface PathContext {
  /** The moment that is asked about: milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly usage: PathUsage;
  /** What the machine refuses (disallowed.ts). */
  readonly disallowed: ReadonlySet<string>;
  /** Thumbprints of the roots of Microsoft's root program, as far as known. */
  readonly publicRoots: ReadonlySet<string>;
  readonly osBuild: number | undefined;
}

/** Critical extensions that Windows understands: those of RFC 5280 and its own. */
const UNDERSTOOD: ReadonlySet<string> = new Set<string>([
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.authorityKeyIdentifier,
  OID.policyConstraints,
  OID.extendedKeyUsage,
  OID.freshestCrl,
  OID.inhibitAnyPolicy,
  OID.authorityInfoAccess,
  OID.applicationPolicies,
  OID.applicationPolicyMappings,
  OID.applicationPolicyConstraints,
  OID.certificateTemplate,
  OID.certificateTemplateName,
  OID.caVersion,
  OID.previousCaCertificateHash,
]);

/** Judges a path whose signatures were checked while it was built. */
export function judgePath(
  elements: readonly PathElement[],
  end: PathEnd,
  context: PathContext,
): { readonly faults: readonly PathFault[]; readonly cautions: readonly PathCaution[] } {
  const endsInRoot = end.kind !== 'issuer-not-found' && end.kind !== 'too-long';
  const rootPosition = endsInRoot ? elements.length - 1 : -1;
  const root = elements[rootPosition]?.certificate;
  const isPublicRoot =
    (root !== undefined && context.publicRoots.has(root.thumbprint)) ||
    end.kind === 'program-root' ||
    (end.kind === 'trusted-root' && end.root.member === 'auth-root');
  const algorithms = judgeAlgorithms(elements, endsInRoot, { isPublicRoot, osBuild: context.osBuild });
  const faults = [
    ...elements.flatMap(({ certificate }, position) =>
      judgeCertificate(certificate, position, position === rootPosition, context),
    ),
    ...judgeIssuers(elements, rootPosition),
    ...judgeNameConstraints(elements),
    ...judgePolicies(elements, rootPosition),
    ...(context.usage === 'server-authentication' ? judgeUsage(elements, rootPosition) : []),
    ...judgeLimits(elements, end, context),
    ...algorithms.faults,
  ];
  return { faults, cautions: [...algorithms.cautions, ...judgeLinks(elements), ...rootProgramRules(elements, end)] };
}

/** Dates, Disallowed, critical and malformed extensions. */
function judgeCertificate(
  certificate: Certificate,
  position: number,
  isRoot: boolean,
  { atMs, disallowed }: PathContext,
): PathFault[] {
  const fault = faultAt(position);
  const faults: PathFault[] = [];
  // Windows checks the dates of the root like all others (CERT_TRUST_IS_NOT_TIME_VALID on any element).
  if (atMs < certificate.notBeforeMs) faults.push(fault('not-yet-valid', 'the validity has not begun'));
  if (atMs > certificate.notAfterMs) faults.push(fault('expired', 'the validity has ended'));
  if (isDisallowed(certificate, disallowed)) {
    faults.push(fault('disallowed', "it is in the Disallowed store or in Microsoft's list of disallowed certificates"));
  }
  for (const { oid, critical } of certificate.extensions) {
    if (critical && !UNDERSTOOD.has(oid)) faults.push(fault('unknown-critical', `critical extension ${oid}`));
  }
  for (const { oid, error } of certificate.malformedExtensions) {
    // Which damage Windows forgives is not documented; a root is trusted as it stands.
    if (!isRoot) faults.push(fault('malformed-extension', `extension ${oid}: ${error.message}`, 'undetermined'));
  }
  return faults;
}

/** Basic constraints, path length and key usage of everything above the server certificate. */
function judgeIssuers(elements: readonly PathElement[], rootPosition: number): PathFault[] {
  return elements.slice(1).flatMap(({ certificate }, index): PathFault[] => {
    const position = index + 1;
    const isRoot = position === rootPosition;
    const fault = faultAt(position);
    const { basicConstraints, keyUsage } = certificate;
    const faults: PathFault[] = [];
    // A root may be of version 1 or lack the extension (observed and documented for CryptoAPI); no intermediate may.
    const unread = certificate.malformedExtensions.some(({ oid }) => oid === OID.basicConstraints);
    if (basicConstraints ? !basicConstraints.isCa : !isRoot && !unread) {
      faults.push(fault('not-a-ca', 'it is not marked as a certification authority'));
    }
    const below = elements
      .slice(1, position)
      .filter(({ certificate: { subject, issuer } }) => !sameName(subject, issuer));
    const limit = basicConstraints?.pathLength;
    if (limit !== undefined && below.length > limit) {
      faults.push(fault('path-length', `it allows ${limit} authorities below it and there are ${below.length}`));
    }
    if (keyUsage && !keyUsage.includes('keyCertSign')) {
      const certainty = isRoot ? 'undetermined' : 'certain';
      faults.push(fault('key-usage', 'its key may not sign certificates', certainty));
    }
    return faults;
  });
}

/** Microsoft's lists have a wildcard of their own, "All application policies" (szOID_ANY_APPLICATION_POLICY). */
const FOR_SERVERS: ReadonlySet<string> = new Set<string>([
  OID.serverAuth,
  OID.anyExtendedKeyUsage,
  OID.anyApplicationPolicy,
]);

/** Extended key usage nests: every certificate that names usages must name this one. */
function judgeUsage(elements: readonly PathElement[], rootPosition: number): PathFault[] {
  return elements.flatMap(({ certificate }, position): PathFault[] => {
    const { extendedKeyUsage, applicationPolicies } = certificate;
    const lists = [extendedKeyUsage, applicationPolicies].filter((list) => list !== undefined);
    const denying = lists.filter((list) => !list.some((usage) => FOR_SERVERS.has(usage)));
    if (denying.length === 0) return [];
    // Microsoft's list and the standard one disagree, or a root limits itself: documents do not say who wins.
    const certainty = denying.length === lists.length && position !== rootPosition ? 'certain' : 'undetermined';
    return [faultAt(position)('extended-key-usage', 'it is not for server authentication', certainty)];
  });
}

/** Properties of the root's store entry. */
function judgeLimits(elements: readonly PathElement[], end: PathEnd, { atMs, usage }: PathContext): PathFault[] {
  const leaf = elements[0];
  if (usage === 'any' || leaf === undefined || (end.kind !== 'trusted-root' && end.kind !== 'user-root')) return [];
  const limit = serverAuthLimit(end.root.properties, leaf.certificate.notBeforeMs, atMs);
  return limit ? [faultAt(elements.length - 1)(limit.code, limit.detail, limit.certainty)] : [];
}

/** Rules of the root program that Windows applies and this program does not know how to. */
function rootProgramRules(elements: readonly PathElement[], end: PathEnd): PathCaution[] {
  if (end.kind !== 'trusted-root' || end.root.properties.unevaluated.length === 0) return [];
  const detail = `store properties ${end.root.properties.unevaluated.join(', ')} are not evaluated`;
  return [{ code: 'root-program-rules', position: elements.length - 1, detail }];
}

/** Names that match only after RFC 5280's preparation: some software compares them byte by byte. */
function judgeLinks(elements: readonly PathElement[]): PathCaution[] {
  return elements.flatMap(({ certificate }, position): PathCaution[] => {
    const issuer = elements[position + 1]?.certificate;
    if (issuer === undefined || sameBytes(certificate.issuer.der, issuer.subject.der)) return [];
    return [{ code: 'name-encoding-differs', position, detail: 'its issuer name is encoded differently there' }];
  });
}

const faultAt =
  (position: number) =>
  (code: PathFault['code'], detail: string, certainty: PathFault['certainty'] = 'certain'): PathFault => ({
    code,
    position,
    certainty,
    detail,
  });
