import type { Finding } from '../../src/core/finding.ts';
import { addressScope } from '../../src/formats/ip-address.ts';
import type { RevocationSource } from '../../src/trust/revocation-sources.ts';
import { quoted } from '../root-ca/wording.ts';
import { finding } from './codes.ts';
import type { RevocationFacts } from './evidence.ts';

/** Whether a device on the internet can get at the revocation information, as far as the addresses in a certificate tell. */

/**
 * Top-level names that public DNS does not have: RFC 6762 appendix G, RFC 8375, RFC 2606, and `internal`, which ICANN
 * reserved for private use in 2024.
 */
const PRIVATE_ZONES = [
  'local',
  'localdomain',
  'lan',
  'home',
  'corp',
  'intranet',
  'private',
  'internal',
  'home.arpa',
  'localhost',
];

export function judgePublication({ certificate, sources }: RevocationFacts): readonly Finding[] {
  const name = quoted(certificate.subject);
  const web = sources.filter(({ scheme }) => scheme === 'http' || scheme === 'https');
  if (web.length === 0) return [];
  const findings: Finding[] = [];
  const internal = web.filter(({ url }) => isInternal(url));
  if (internal.length === web.length) {
    findings.push(
      finding.warn('internal-address', {
        what: `${name}: its revocation information is at addresses that look internal only: ${urls(internal)}`,
        why: 'A device on the internet cannot resolve or reach them, and ccmsetup then takes the certificate for revoked.',
        fix: 'Publish the CRL at a public http address, add that address to the CDP of the authority, and issue the certificate again.',
        owner: 'pki',
        subject: internal[0]?.url ?? '',
      }),
    );
  }
  if (web.every(({ scheme }) => scheme === 'https')) {
    findings.push(
      finding.warn('https-only', {
        what: `${name}: its revocation information is at https addresses only: ${urls(web)}`,
        why: 'To check the certificate of that server Windows would have to check revocation again; it avoids such addresses.',
        fix: 'Publish the CRL over plain http; it is signed and needs no TLS.',
        owner: 'pki',
        subject: web[0]?.url ?? '',
      }),
    );
  }
  const lists = sources.filter(({ method }) => method === 'crl');
  const [first] = lists;
  const hasResponder = sources.some(({ method, scheme }) => method === 'ocsp' && scheme === 'http');
  if (first !== undefined && isDirectory(first) && !hasResponder && lists.some(({ scheme }) => scheme === 'http')) {
    findings.push(
      finding.warn('ldap-first', {
        what: `${name}: the first CRL address is ${first.url}, the http address comes behind it`,
        why: 'Windows asks in that order; on a device that reaches no domain controller the first one costs up to ten seconds of the twenty that the check has.',
        fix: 'Put the http address first in the extensions of the authority (CDP), then issue the certificate again.',
        owner: 'pki',
        subject: first.url,
      }),
    );
  }
  return findings;
}

/** Addresses that only work inside the company's network, whatever answers there. */
export function isDirectory({ scheme }: RevocationSource): boolean {
  return scheme === 'ldap' || scheme === 'file';
}

/** A single label, a private zone, or an address that is not routed on the internet. */
function isInternal(url: string): boolean {
  const host = URL.parse(url)
    ?.hostname.toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
  if (host === undefined || host === '') return false;
  const scope = addressScope(host);
  if (scope !== undefined) return scope !== 'public';
  return !host.includes('.') || PRIVATE_ZONES.some((zone) => host === zone || host.endsWith(`.${zone}`));
}

const urls = (sources: readonly RevocationSource[]): string => sources.map(({ url }) => url).join(', ');
