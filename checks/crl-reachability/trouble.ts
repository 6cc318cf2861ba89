import type { Finding, Owner } from '../../src/core/finding.ts';
import type { SourceOutcome, SourceOutcomeCode } from '../../src/trust/revocation.ts';
import type { WrongClock } from '../root-ca/wrong-clock.ts';
import { utcMinute } from '../utc-minute.ts';
import { adviceFor, type TroubleCode } from './advice.ts';
import { finding, SYMPTOM } from './codes.ts';
import { type JudgedCertificate, STAPLED } from './evidence.ts';
import { isInstalled } from './installed-lists.ts';
import { isByDate, isOffline, nameOf, outcomeWords } from './wording.ts';

/** Certificates that are revoked, or of which Windows cannot find out whether they are. */

const TAKEN_FOR_REVOKED =
  'ccmsetup checks revocation as SYSTEM; when it cannot find out, it ends the connection as if the certificate were revoked.';
/** The cache is not looked into: it lies in SYSTEM's profile and is of no use to a device that starts without one. */
const CACHE_HIDES =
  'A copy in the cache of a device (CryptnetUrlCache) hides this there until it expires; a new device has none.';

export function revoked({ answers, judgement }: JudgedCertificate): Finding {
  const by = judgement.decidedBy;
  const since = by?.revokedAtMs === undefined ? '' : ` since ${utcMinute(by.revokedAtMs)}`;
  const reason = by?.reason === undefined ? '' : ` (${by.reason})`;
  const contradicted = judgement.outcomes.find(({ code, method }) => code === 'good' && method !== 'delta-crl');
  const although = contradicted === undefined ? '' : `, although ${contradicted.url} says good`;
  return finding.fail(by?.method === 'ocsp' ? 'ocsp-revoked' : 'revoked', {
    what: `${nameOf(answers)} (serial ${answers.certificate.serialText}) is revoked${since}${reason}, says ${by?.url ?? 'its issuer'}${although}`,
    why: 'ccmsetup ends the connection to a CMG with a revoked certificate in its chain.',
    fix: 'Issue a new CMG server certificate (below an authority that is not revoked) and set it in the properties of the CMG (Administration > Cloud Services > Cloud Management Gateway).',
    owner: 'pki',
    symptom: SYMPTOM.revoked,
    subject: by?.url ?? answers.certificate.thumbprint,
  });
}

/** Why Windows cannot establish the status, and to whom that speaks. */
export function unestablished({ answers, judgement }: JudgedCertificate): Finding {
  const name = nameOf(answers);
  const common = { why: TAKEN_FOR_REVOKED, symptom: SYMPTOM.unknown, owner: 'pki' as Owner };
  if (answers.asked.length === 0) {
    return finding.fail('no-distribution-point', {
      ...common,
      what: `${name} names neither a CRL distribution point nor an OCSP responder`,
      why: `Most likely Windows cannot establish its status and takes it for revoked (not proven for WinHTTP). ${TAKEN_FOR_REVOKED}`,
      fix: 'Configure an http CRL distribution point on the issuing CA and issue the certificate again (or deploy with /nocrlcheck and turn the CRL option of the site off).',
      subject: answers.certificate.thumbprint,
    });
  }
  const own = judgement.outcomes.filter((outcome) => outcome.url !== STAPLED && !isInstalled(outcome));
  const asks = own.filter(({ url }) => !isOffline(url));
  if (asks.length === 0) {
    return finding.fail('ldap-only', {
      ...common,
      what: `${name} can be checked at LDAP or file addresses only: ${own.map(({ url }) => url).join(', ')}`,
      why: `Active Directory cannot be asked from the internet. ${TAKEN_FOR_REVOKED}`,
      fix: 'Add an http CRL distribution point on the issuing CA that the internet can reach, publish the CRL there, and issue the certificate again.',
      subject: own[0]?.url ?? '',
    });
  }
  const [speaker, code] = mostTelling(asks);
  const retrieval = answers.asked.find(({ source }) => source.url === speaker.url)?.retrieval;
  const advice = adviceFor(code, speaker, retrieval?.status === 'failed' ? retrieval.fault : undefined);
  return finding.fail(code, {
    ...common,
    what: `Whether ${name} is revoked cannot be found out: ${asks.map(outcomeWords).join('; ')}`,
    ...(code === 'unreachable' && { why: `${TAKEN_FOR_REVOKED} ${CACHE_HIDES}` }),
    fix: advice.fix,
    owner: advice.owner,
    subject: speaker.url,
  });
}

/** Nothing is wrong with the list but the time it is looked at. */
export function byClockOnly({ answers, judgement }: JudgedCertificate, clock: WrongClock): Finding {
  const [speaker, code] = mostTelling(judgement.outcomes.filter(isByDate));
  const what = `By this device's clock, which is ${clock.words}, ${nameOf(answers)} cannot be checked: ${outcomeWords(speaker)}`;
  return clock.hasOwnFailure
    ? finding.skip(code, {
        what,
        why: 'clock-skew stands in the way: by the right time the list is valid.',
        subject: 'clock-skew',
      })
    : finding.fail(code, {
        what,
        why: `By the right time the list is valid; Windows judges by its own clock. ${TAKEN_FOR_REVOKED}`,
        fix: "Set this device's clock: `w32tm /resync` as administrator, or Settings > Time & language > Sync now.",
        owner: 'device',
        symptom: SYMPTOM.unknown,
        subject: speaker.url,
      });
}

/** What a source's outcome is as a finding; the most telling one first. */
const meaning: readonly (readonly [TroubleCode, readonly SourceOutcomeCode[]])[] = [
  ['expired', ['expired']],
  ['not-yet-valid', ['not-yet-valid']],
  ['bad-signature', ['bad-signature', 'wrong-issuer', 'untrusted-responder']],
  ['malformed', ['malformed']],
];

/** Everything else is there, readable and signed, and of no use: `unusable`. */
function mostTelling(outcomes: readonly SourceOutcome[]): readonly [SourceOutcome, TroubleCode] {
  // A list is what an admin publishes; a responder that does not know better only adds to it.
  const lists = outcomes.filter(({ method, url }) => method === 'crl' && !isOffline(url));
  const candidates = lists.length > 0 ? lists : outcomes;
  for (const [code, sources] of meaning) {
    const speaker = candidates.find((candidate) => sources.includes(candidate.code));
    if (speaker !== undefined) return [speaker, code];
  }
  const unusable = candidates.find(({ code }) => code !== 'unreachable');
  const speaker = unusable ?? candidates[0];
  if (speaker === undefined) throw new Error('a status without any source');
  return [speaker, unusable === undefined ? 'unreachable' : 'unusable'];
}
