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
  const { by, names } = serverNames(certificate);
  const name = names.find((candidate) => isNameOfHost(candidate, host));
  return name === undefined ? { kind: 'mismatch', names } : { kind: 'match', by, name };
}

/** The names that count for Windows, patterns included. */
export function serverNames(certificate: Certificate): {
  readonly by: 'subject-alternative-name' | 'common-name';
  readonly names: readonly string[];
} {
  const names = (certificate.subjectAltName ?? []).flatMap((name) => (name.kind === 'dns' ? [name.value] : []));
  return names.length > 0
    ? { by: 'subject-alternative-name', names }
    : { by: 'common-name', names: attributeValues(certificate.subject, NAME_ATTRIBUTE.commonName) };
}

/** Exactly the host, or `*.` and everything behind the host's first label. */
export function isNameOfHost(name: string, host: string): boolean {
  const pattern = withoutFinalPoint(name);
  const wanted = withoutFinalPoint(host);
  if (wanted === '' || pattern === '') return false;
  if (!pattern.startsWith('*.')) return pattern === wanted;
  const firstPoint = wanted.indexOf('.');
  const parent = pattern.slice(2);
  return firstPoint > 0 && !parent.includes('*') && parent.includes('.') && wanted.slice(firstPoint + 1) === parent;
}

const withoutFinalPoint = (name: string): string => name.toLowerCase().replace(/\.$/, '');
