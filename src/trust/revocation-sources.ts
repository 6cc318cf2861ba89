import type { RevocationList } from '../formats/crl.ts';
import type { DistributionPoint } from '../formats/distribution-point.ts';
import { urisOf } from '../formats/general-name.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/** Where the status of a certificate can be asked, in the order in which Windows asks. */

export type RevocationMethod = 'ocsp' | 'crl' | 'delta-crl';

/** `ldap` and `file` never work for a device on the internet; `https` is avoided by Windows (it would recurse). */
export type SourceScheme = 'http' | 'https' | 'ldap' | 'file' | 'other';

export interface RevocationSource {
  readonly method: RevocationMethod;
  readonly scheme: SourceScheme;
  /** Exactly as it stands in the certificate. */
  readonly url: string;
}

/**
 * OCSP responders first, then distribution points in the order of the certificate, then delta lists that the certificate
 * itself names (Microsoft Learn, "How Certificate Revocation Works").
 */
export function revocationSources(certificate: Certificate): readonly RevocationSource[] {
  const responders = (certificate.authorityInfoAccess ?? [])
    .filter(({ method }) => method === OID.ocsp)
    .map(({ location }) => location);
  return distinctSources([
    ...urisOf(responders).map((url) => source('ocsp', url)),
    ...pointUrls(certificate.crlDistributionPoints).map((url) => source('crl', url)),
    ...pointUrls(certificate.freshestCrl).map((url) => source('delta-crl', url)),
  ]);
}

/** Where the deltas to a complete list are, as the list and the certificate name them. */
export function deltaSources(certificate: Certificate, list: RevocationList): readonly RevocationSource[] {
  const urls = [...pointUrls(list.freshestCrl), ...pointUrls(certificate.freshestCrl)];
  return distinctSources(urls.map((url) => source('delta-crl', url)));
}

function pointUrls(points: readonly DistributionPoint[] | undefined): string[] {
  return (points ?? []).flatMap(({ name }) => (name?.kind === 'full' ? urisOf(name.names) : []));
}

function source(method: RevocationMethod, url: string): RevocationSource {
  return { method, scheme: schemeOf(url), url };
}

function schemeOf(url: string): SourceScheme {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'http':
    case 'https':
    case 'file':
      return scheme;
    case 'ldap':
    case 'ldaps':
      return 'ldap';
    default:
      // A UNC path without a scheme is a file to Windows.
      return url.startsWith('\\\\') ? 'file' : 'other';
  }
}

function distinctSources(sources: readonly RevocationSource[]): RevocationSource[] {
  const seen = new Map(sources.map((item) => [`${item.method} ${item.url}`, item]));
  return [...seen.values()];
}
