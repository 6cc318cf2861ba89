import { sameName } from '../formats/distinguished-name.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import type { PathElement, PathFault } from './path.ts';

/**
 * Certificate policies, as far as they can end a path: an authority that demands an explicit policy of everything below
 * (RFC 5280 §4.2.1.11, §6.1). Windows reports a path without one as CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY.
 *
 * Mappings and inhibited wildcards are not followed: where they occur, the answer is undetermined.
 */
export function judgePolicies(elements: readonly PathElement[], rootPosition: number): PathFault[] {
  const certificates = elements.map(({ certificate }) => certificate);
  const position = certificates.findIndex((certificate, index) =>
    demandsPolicy(certificate, certificates.slice(0, index)),
  );
  if (position < 0) return [];
  const below = certificates.filter((_, index) => index !== rootPosition);
  const isSimple = !below.some(({ extensions }) =>
    extensions.some(({ oid }) => oid === OID.policyMappings || oid === OID.inhibitAnyPolicy),
  );
  const hasPolicy = shareAPolicy(below);
  if (hasPolicy && isSimple) return [];
  const detail = 'it demands a certificate policy, and the certificates of the chain have none in common';
  return [
    { code: 'certificate-policy', position, certainty: hasPolicy || !isSimple ? 'undetermined' : 'certain', detail },
  ];
}

/** @param below the certificates that it stands above, server certificate first */
function demandsPolicy({ policyConstraints }: Certificate, below: readonly Certificate[]): boolean {
  const skip = policyConstraints?.requireExplicitPolicy;
  if (skip === undefined || below.length === 0) return false;
  // Self-issued authorities do not count; the server certificate always does.
  const counted = below.filter(({ subject, issuer }, index) => index === 0 || !sameName(subject, issuer));
  return skip <= counted.length;
}

/** Whether there is a policy that all of them assert; the wildcard stands for every one. */
function shareAPolicy(certificates: readonly Certificate[]): boolean {
  const [first, ...others] = certificates
    .map(({ certificatePolicies = [] }) => new Set(certificatePolicies))
    .filter((policies) => !policies.has(ANY_POLICY));
  return first === undefined || [...first].some((policy) => others.every((policies) => policies.has(policy)));
}

/** RFC 5280 §4.2.1.4. */
const ANY_POLICY = '2.5.29.32.0';
