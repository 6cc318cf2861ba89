import type { RevocationList } from '../formats/crl.ts';
import { sameName } from '../formats/distinguished-name.ts';
import {
  ALL_REASONS,
  type DistributionPoint,
  type DistributionPointName,
  type ReasonFlag,
} from '../formats/distribution-point.ts';
import type { GeneralName } from '../formats/general-name.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/** Whether a revocation list is about a certificate at all (RFC 5280 §6.3.3 b, d), by its issuing distribution point. */

export type ScopeVerdict =
  /** `reasons`: those that this list covers for this certificate. */
  | { readonly kind: 'covers'; readonly reasons: readonly ReasonFlag[] }
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
  const matching = matchingPoints(scope?.name, points, list);
  if (matching === undefined) return { kind: 'out-of-scope', detail: 'a partition for other certificates' };
  const listReasons = scope?.onlySomeReasons ?? ALL_REASONS;
  const pointReasons = new Set(matching.flatMap(({ reasons }) => reasons ?? ALL_REASONS));
  return { kind: 'covers', reasons: listReasons.filter((reason) => pointReasons.has(reason)) };
}

/** Points of the certificate that this list belongs to; undefined when it belongs to none. */
function matchingPoints(
  scopeName: DistributionPointName | undefined,
  points: readonly DistributionPoint[],
  list: RevocationList,
): readonly DistributionPoint[] | undefined {
  const whole: DistributionPoint = { name: undefined, reasons: undefined, crlIssuer: [] };
  const own = points.filter(
    ({ crlIssuer }) => crlIssuer.length === 0 || crlIssuer.some((name) => isDirectory(name, list)),
  );
  if (scopeName === undefined) {
    // A list without a partition name covers everything of its issuer, whatever URL it came from.
    return own.length > 0 ? own : [whole];
  }
  const keys = new Set(nameKeys(scopeName, list));
  const matching = own.filter(({ name, crlIssuer }) =>
    name ? nameKeys(name, list).some((key) => keys.has(key)) : crlIssuer.some((issuer) => keys.has(nameKey(issuer))),
  );
  return matching.length > 0 ? matching : undefined;
}

/** A distribution point name as comparable texts; a relative name is completed with the list's issuer. */
function nameKeys(name: DistributionPointName, list: RevocationList): string[] {
  if (name.kind === 'full') return name.names.map(nameKey);
  return [directoryKey([...list.issuer.rdnKeys, name.key])];
}

function nameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return directoryKey(name.name.rdnKeys);
    case 'uri':
    case 'dns':
    case 'email':
    case 'registered-id':
      return `${name.kind}:${name.value}`;
    default:
      // Never equal to another name: addresses and private kinds do not name lists.
      return `${name.kind}:?`;
  }
}

const directoryKey = (rdnKeys: readonly string[]): string => `directory:${rdnKeys.join('/')}`;

const isDirectory = (name: GeneralName, list: RevocationList): boolean =>
  name.kind === 'directory' && sameName(name.name, list.issuer);
