import type { Owner } from '../../src/core/finding.ts';
import type { SourceOutcome } from '../../src/trust/revocation.ts';
import type { RetrievalFault } from '../root-ca/retrieval.ts';

/** What is to be done about a source that does not work, and by whom. */

export type TroubleCode = 'bad-signature' | 'expired' | 'not-yet-valid' | 'malformed' | 'unusable' | 'unreachable';

export interface Advice {
  readonly fix: string;
  readonly owner: Owner;
}

/** @param fault why nothing usable came from the URL, when nothing did */
export function adviceFor(code: TroubleCode, source: SourceOutcome, fault: RetrievalFault | undefined): Advice {
  const { url, method } = source;
  if (code === 'unreachable') return unreachable(url, method === 'ocsp' ? 'the OCSP responder' : 'the CRL', fault);
  if (method === 'ocsp') {
    return pki(`Repair the OCSP responder at ${url}, or let the certificate name a CRL too when it is renewed.`);
  }
  switch (code) {
    case 'expired':
      return pki(
        `Publish a fresh CRL (on the CA: certutil -crl) and copy it to ${url}; make that copy a scheduled task.`,
      );
    case 'not-yet-valid':
      return pki(
        'Compare the clocks of this device and of the CA; if the CA is ahead, publish the CRL again with the right time.',
      );
    case 'bad-signature':
      return pki(
        `Publish at ${url} the CRL of the CA that issued this certificate, signed with the same key; after a CA renewal each key needs its own file.`,
      );
    case 'malformed':
      return pki(
        `Publish the CRL itself at ${url}; what is there now is something else, often a sign-in or error page.`,
      );
    case 'unusable':
      return source.code === 'signer-key-usage'
        ? pki('Renew the certificate of the issuing CA with the key usage "CRL signing".')
        : pki(
            `Publish at ${url} a complete CRL signed by the issuing CA itself, and a fresh delta list if one is named.`,
          );
  }
}

function unreachable(url: string, thing: string, fault: RetrievalFault | undefined): Advice {
  switch (fault) {
    case 'http-status':
      return pki(`Put ${thing} at ${url} and let anybody on the internet fetch it without signing in.`);
    case 'name-not-resolved':
      return pki(
        `Publish ${thing} where the internet can reach it: the name in ${url} needs an address in public DNS.`,
      );
    case 'name-unanswered':
      return network(
        `Repair how this network's name servers resolve the name in ${url}: they gave Windows no answer, or none that it could use.`,
      );
    case 'too-large':
      return pki('Make the CRL smaller: partition it, or let the CA drop expired certificates from it.');
    case 'proxy':
      return network(
        `Let the proxy pass ${url} without authentication: Windows asks for revocation as SYSTEM and cannot sign in.`,
      );
    default:
      return network(
        `Let SYSTEM reach ${url} over http from this network (firewall, proxy), and see that the web server behind it runs.`,
      );
  }
}

const pki = (fix: string): Advice => ({ fix, owner: 'pki' });
const network = (fix: string): Advice => ({ fix, owner: 'network' });
