import { OID } from '../formats/oids.ts';
import type { TrustProperties } from '../formats/trust-properties.ts';

/** How the properties of a root in a Windows store (or of its entry in a trust list) limit the trust in it. */

export interface StoreLimit {
  readonly code: 'disallowed' | 'root-limited';
  readonly certainty: 'certain' | 'undetermined';
  readonly detail: string;
}

/**
 * Why a root with these properties may not vouch for a server certificate, or undefined when it may.
 * Sources: wincrypt.h (CERT_ENHKEY_USAGE_PROP_ID 9, CERT_DISALLOWED_FILETIME_PROP_ID 104,
 * CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID 122, CERT_NOT_BEFORE_FILETIME_PROP_ID 126, CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID
 * 127) and the Microsoft Learn page "Microsoft Trusted Root Certificate Program: deprecation definitions".
 * @param leafNotBeforeMs start of the server certificate's validity, which property 126 is compared with
 */
export function serverAuthLimit(
  properties: TrustProperties,
  leafNotBeforeMs: number,
  atMs: number,
): StoreLimit | undefined {
  const { usages, disallowedAtMs, disallowedUsages, notBeforeMs, notBeforeUsages, malformed } = properties;
  if (disallowedAtMs !== undefined && disallowedAtMs <= atMs && hits(disallowedUsages)) {
    return { code: 'disallowed', certainty: 'certain', detail: 'the root is disabled for server authentication' };
  }
  if (usages !== undefined && !allows(usages)) {
    return { code: 'root-limited', certainty: 'certain', detail: 'the root is not enabled for server authentication' };
  }
  if (notBeforeMs !== undefined && notBeforeMs < leafNotBeforeMs && hits(notBeforeUsages)) {
    const detail = 'the root is not trusted for certificates issued this late';
    return { code: 'root-limited', certainty: 'certain', detail };
  }
  if (disallowedAtMs === undefined && disallowedUsages !== undefined && allows(disallowedUsages)) {
    // Microsoft's list has such entries: usages without a date. It looks like "since ever" and is documented nowhere.
    const detail = 'the root is disabled for server authentication, without a date';
    return { code: 'disallowed', certainty: 'undetermined', detail };
  }
  if (malformed.length > 0) {
    return { code: 'root-limited', certainty: 'undetermined', detail: 'a limit of the root cannot be read' };
  }
  return undefined;
}

const allows = (usages: readonly string[]): boolean =>
  usages.includes(OID.serverAuth) || usages.includes(OID.anyExtendedKeyUsage);

/** A property that ends trust does so for all usages when it does not name any. */
const hits = (usages: readonly string[] | undefined): boolean => usages === undefined || allows(usages);
