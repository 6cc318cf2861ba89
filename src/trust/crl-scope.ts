import { renderHex } from '../formats/bytes.ts';
import type { RevocationList } from '../formats/crl.ts';
import { sameName } from '../formats/distinguished-name.ts';
import type { DistributionPoint, DistributionPointName } from '../formats/distribution-point.ts';
import type { GeneralName } from '../formats/general-name.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * Whether a revocation list is about a certificate at all, by its issuing distribution point (RFC 5280 §6.3.3 b). Windows
 * has rules of its own: Microsoft Learn, "Crypt32 certificate revocation list (CRL) semantics", CRL partitioning.
 */

export type ScopeVerdict =
  /** `isPartial`: it covers some reasons of revocation only. Windows leaves such lists aside. */
  | { readonly kind: 'covers'; readonly isPartial: boolean }
  | { readonly kind: 'wrong-issuer' | 'indirect'; readonly detail: string }
  | { readonly kind: 'out-of-scope'; readonly detail: string };

export function crlScope(list: RevocationList, certificate: Certificate): ScopeVerdict {
  const points = certificate.crlDistributionPoints ?? [];
  const scope = list.issuingDistributionPoint;
  if (!sameName(list.issuer, certificate.issuer)) {
    // Windows wants the list signed by the issuer itself; RFC 5280 would let a point name another signer.
    const named = points.some(({ crlIssuer }) => crlIssuer.some((name) => isDirectory(name, list)));
    return named || scope?.indirect === true
      ? { kind: 'indirect', detail: 'signed by somebody else than the issuer' }
      : { kind: 'wrong-issuer', detail: 'the list of another issuer' };
  }
  // The same name everywhere: whatever the flag says, the list is the issuer's own, and points that name a crlIssuer
  // name this one. Entries about other issuers' certificates make it an indirect list, which Windows refuses.
  if (scope?.indirect === true) return { kind: 'indirect', detail: 'an indirect list' };
  const isCa = certificate.basicConstraints?.isCa === true;
  if (scope?.onlyContainsAttributeCerts) return { kind: 'out-of-scope', detail: 'only about attribute certificates' };
  if (scope?.onlyContainsUserCerts && isCa) return { kind: 'out-of-scope', detail: 'not about authorities' };
  if (scope?.onlyContainsCaCerts && !isCa) return { kind: 'out-of-scope', detail: 'only about authorities' };
  // A list without a partition name covers everything of its issuer, whatever URL it came from.
  if (scope?.name !== undefined && !isPartitionOf(scope.name, points)) {
    return { kind: 'out-of-scope', detail: 'a partition for other certificates' };
  }
  return { kind: 'covers', isPartial: scope?.onlySomeReasons !== undefined };
}

/** Full names only, and points without reasons or an issuer of their own: Windows skips the others. */
function isPartitionOf(scopeName: DistributionPointName, points: readonly DistributionPoint[]): boolean {
  if (scopeName.kind !== 'full') return false;
  const keys = new Set(scopeName.names.flatMap((name) => nameKey(name) ?? []));
  return points
    .filter(({ reasons, crlIssuer }) => reasons === undefined && crlIssuer.length === 0)
    .flatMap(({ name }) => (name?.kind === 'full' ? name.names : []))
    .some((name) => keys.has(nameKey(name) ?? ''));
}

/** Equal for names that Windows calls the same: texts whatever their case, everything else byte by byte. */
function nameKey(name: GeneralName): string | undefined {
  switch (name.kind) {
    case 'uri':
    case 'dns':
    case 'email':
      return `${name.kind}:${name.value.toLowerCase()}`;
    case 'registered-id':
      return `${name.kind}:${name.value}`;
    case 'directory':
      return `${name.kind}:${renderHex(name.name.der)}`;
    case 'ip':
      return `${name.kind}:${renderHex(name.octets)}`;
    case 'other-name':
      return `${name.kind}:${name.type}:${renderHex(name.value)}`;
    case 'unsupported':
      return undefined;
  }
}

const isDirectory = (name: GeneralName, list: RevocationList): boolean =>
  name.kind === 'directory' && sameName(name.name, list.issuer);
