import { attributeValues, NAME_ATTRIBUTE } from '../formats/distinguished-name.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

/**
 * Whether a certificate is for a host, by Windows' rules, which are stricter than OpenSSL's in one point: a wildcard
 * stands for one whole label, the left-most one, and never for a part of it.
 */

/** What decided, and by which name. */
export type ServerNameMatch =
  | { readonly kind: 'match'; readonly by: 'subject-alternative-name' | 'common-name'; readonly name: string }
  | { readonly kind: 'mismatch'; readonly names: readonly string[] };

/**
 * The common name counts only when the certificate has no DNS name among its alternative names (an alternative name of
 * another kind, such as a mail address, changes nothing).
 * @param host the name that the client connects to, in ASCII (A-labels), without a port
 */
export function matchServerName(certificate: Certificate, host: string): ServerNameMatch {
  const dnsNames = (certificate.subjectAltName ?? []).flatMap((name) => (name.kind === 'dns' ? [name.value] : []));
  const by = dnsNames.length > 0 ? 'subject-alternative-name' : 'common-name';
  const names = dnsNames.length > 0 ? dnsNames : attributeValues(certificate.subject, NAME_ATTRIBUTE.commonName);
  const name = names.find((candidate) => isNameOfHost(candidate, host));
  return name === undefined ? { kind: 'mismatch', names } : { kind: 'match', by, name };
}

/** Exactly the host, or `*.` and everything behind the host's first label. */
function isNameOfHost(name: string, host: string): boolean {
  const pattern = withoutFinalPoint(name);
  const wanted = withoutFinalPoint(host);
  if (wanted === '' || pattern === '') return false;
  if (!pattern.startsWith('*.')) return pattern === wanted;
  const firstPoint = wanted.indexOf('.');
  const parent = pattern.slice(2);
  return firstPoint > 0 && !parent.includes('*') && parent.includes('.') && wanted.slice(firstPoint + 1) === parent;
}

const withoutFinalPoint = (name: string): string => name.toLowerCase().replace(/\.$/, '');
