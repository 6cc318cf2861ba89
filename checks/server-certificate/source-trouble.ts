import type { Owner } from '../../src/core/finding.ts';
import type { SourceOutcome, SourceOutcomeCode } from '../../src/trust/revocation.ts';

/** Why a source of revocation information does not help, as a finding. */

export type TroubleCode =
  | 'crl-expired'
  | 'crl-not-yet-valid'
  | 'crl-bad-signature'
  | 'crl-malformed'
  | 'crl-unusable'
  | 'crl-unreachable';

const TROUBLE_OF: Readonly<Record<Exclude<SourceOutcomeCode, 'good' | 'revoked'>, TroubleCode>> = {
  expired: 'crl-expired',
  'not-yet-valid': 'crl-not-yet-valid',
  'bad-signature': 'crl-bad-signature',
  'wrong-issuer': 'crl-bad-signature',
  'signer-key-usage': 'crl-bad-signature',
  'untrusted-responder': 'crl-bad-signature',
  malformed: 'crl-malformed',
  'unknown-critical': 'crl-unusable',
  'out-of-scope': 'crl-unusable',
  indirect: 'crl-unusable',
  'partial-reasons': 'crl-unusable',
  'delta-without-base': 'crl-unusable',
  'delta-unusable': 'crl-unusable',
  'responder-error': 'crl-unusable',
  'responder-unknown': 'crl-unusable',
  'no-answer': 'crl-unusable',
  'nonce-mismatch': 'crl-unusable',
  'no-next-update': 'crl-unusable',
  'not-der': 'crl-unusable',
  'signature-unsupported': 'crl-unusable',
  unreachable: 'crl-unreachable',
};

/** The most telling first: what the admin can see and repair. */
const ORDER: readonly TroubleCode[] = [
  'crl-expired',
  'crl-not-yet-valid',
  'crl-bad-signature',
  'crl-malformed',
  'crl-unusable',
  'crl-unreachable',
];

/** At least one source that this program cannot judge, and Windows perhaps can. */
export function isUndecided(outcomes: readonly SourceOutcome[]): boolean {
  return outcomes.some(({ code }) => UNDECIDED.has(code));
}

const UNDECIDED: ReadonlySet<SourceOutcomeCode> = new Set<SourceOutcomeCode>([
  'signature-unsupported',
  'no-next-update',
  'not-der',
]);

export interface TellingSource {
  readonly speaker: SourceOutcome;
  readonly trouble: TroubleCode;
}

/** @param outcomes at least one, none of them good or revoked but for a delta list that says nothing by itself */
export function mostTelling(outcomes: readonly SourceOutcome[]): TellingSource {
  const lists = outcomes.filter(({ method }) => method === 'crl');
  // A list is what an admin publishes; a responder that does not know better only adds to it.
  const troubles = [...lists, ...outcomes].map((speaker): TellingSource => ({ speaker, trouble: troubleOf(speaker) }));
  const preferred = lists.length > 0 ? troubles.slice(0, lists.length) : troubles;
  const [first] = preferred.toSorted((a, b) => ORDER.indexOf(a.trouble) - ORDER.indexOf(b.trouble));
  if (first === undefined) throw new Error('no source to speak of');
  return first;
}

function troubleOf({ code }: SourceOutcome): TroubleCode {
  return code === 'good' || code === 'revoked' ? 'crl-unusable' : TROUBLE_OF[code];
}

/** What to do about it, and who can. */
export function adviceFor(
  trouble: TroubleCode,
  { url, detail }: SourceOutcome,
): { readonly fix: string; readonly owner: Owner } {
  const isUrl = /^[a-z]+:\/\//i.test(url);
  const there = isUrl ? `at ${url}` : 'at the addresses in the certificate';
  switch (trouble) {
    case 'crl-expired':
      return {
        owner: 'pki',
        fix: `Publish a fresh CRL (on the CA: certutil -crl) ${there}; make that a scheduled task.`,
      };
    case 'crl-not-yet-valid':
      return {
        owner: 'pki',
        fix: 'Compare the clocks of this machine and of the CA; if the CA is ahead, publish the CRL again with the right time.',
      };
    case 'crl-bad-signature':
      return {
        owner: 'pki',
        fix: `Publish ${there} the CRL of the CA that issued this certificate, signed with the same key; after a CA renewal each key needs its own file.`,
      };
    case 'crl-malformed':
      return {
        owner: 'pki',
        fix: isUrl
          ? `Publish the CRL itself at ${url}; what is there now is something else, often a sign-in or error page.`
          : `Give the CRL itself with --crl; ${url} is something else.`,
      };
    case 'crl-unusable':
      return {
        owner: 'pki',
        fix: `Publish ${there} a complete CRL signed by the issuing CA itself, and its delta list if one is named.`,
      };
    case 'crl-unreachable':
      return /^HTTP 4|does not resolve/.test(detail)
        ? {
            owner: 'pki',
            fix: `Publish the CRL ${there} so that it can be fetched from the internet without signing in, and resolve its name in public DNS.`,
          }
        : {
            owner: 'network',
            fix: `Let this network reach ${url} over http (firewall, proxy), and see that the web server behind it runs; or run it where the internet can be reached.`,
          };
  }
}
