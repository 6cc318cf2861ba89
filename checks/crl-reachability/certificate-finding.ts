import type { Finding } from '../../src/core/finding.ts';
import type { RevocationJudgement, SourceOutcome } from '../../src/trust/revocation.ts';
import { ASK_WINDOWS, scriptWords } from '../root-ca/doubt.ts';
import { isSilence } from '../root-ca/retrieval.ts';
import type { WrongClock } from '../root-ca/wrong-clock.ts';
import { utcMinute } from '../utc-minute.ts';
import { cautionsOf } from './cautions.ts';
import { finding } from './codes.ts';
import { type CrlReachabilityEvidence, type JudgedCertificate, judgeAt } from './evidence.ts';
import { isInstalled } from './installed-lists.ts';
import { byClockOnly, revoked, unestablished } from './trouble.ts';
import { isByDate, isHttp, isOffline, nameOf, outcomeWords } from './wording.ts';

export type JudgedFindings = readonly Finding[];

export interface Situation {
  readonly evidence: CrlReachabilityEvidence;
  readonly clock: WrongClock | undefined;
}

/** What is to be said about one certificate, by what its sources said together. */
export function judgeCertificate(judged: JudgedCertificate, situation: Situation, isServer: boolean): JudgedFindings {
  const { judgement, answers } = judged;
  if (judgement.status === 'revoked') return [revoked(judged)];
  if (judgement.status === 'good') {
    if (judgement.decidedBy === undefined || !isInstalled(judgement.decidedBy)) {
      return [good(judged), ...cautionsOf(judged, situation.evidence.engine)];
    }
    return [answers.asked.length === 0 ? installedWithoutPoint(judged) : cachedOnly(judged, judgement.decidedBy)];
  }
  const { evidence, clock } = situation;
  const by = (atMs: number) => judgeAt(evidence, answers, isServer, atMs);
  const extended = extendedTime(judgement, evidence);
  const tolerated = extended === undefined ? undefined : by(extended);
  if (tolerated?.status === 'good') return [expiredTolerated(judged, tolerated, evidence)];
  if (tolerated?.status === 'revoked') return [revoked({ answers, judgement: tolerated })];
  const open = openQuestion(judged, evidence);
  if (open !== undefined) return [undetermined(judged, open)];
  if (
    clock !== undefined &&
    judgement.outcomes.some(isByDate) &&
    by(evidence.atMs - clock.offsetMs).status === 'good'
  ) {
    return [byClockOnly(judged, clock)];
  }
  return [unestablished(judged)];
}

function good({ answers, judgement }: JudgedCertificate): Finding {
  const by = judgement.decidedBy;
  const name = nameOf(answers);
  const until = by?.nextUpdateMs === undefined ? '' : `, valid until ${utcMinute(by.nextUpdateMs)}`;
  const details = {
    ...(by && isHttp(by.url) && { subject: by.url }),
    ...ldapNote(judgement.outcomes, by),
  };
  return by?.method === 'ocsp'
    ? finding.pass('ocsp-good', { what: `${name} is good, says OCSP (${by.url}${until})`, ...details })
    : finding.pass('reachable', { what: `${name} is not on the list at ${by?.url ?? ''}${until}`, ...details });
}

/** Windows asks in the order of the certificate; without a domain controller LDAP only costs time. */
function ldapNote(outcomes: readonly SourceOutcome[], by: SourceOutcome | undefined): { readonly why?: string } {
  const before = outcomes.slice(0, by === undefined ? 0 : outcomes.indexOf(by));
  const ldap = before.find(({ url }) => /^ldaps?:/i.test(url));
  return ldap === undefined
    ? {}
    : { why: `Windows asks ${ldap.url} first, which costs up to 10 s where no domain controller is in reach.` };
}

function cachedOnly({ answers, judgement }: JudgedCertificate, by: SourceOutcome): Finding {
  const dead = judgement.outcomes.filter((outcome) => !isInstalled(outcome));
  const until = by.nextUpdateMs === undefined ? '' : ` until ${utcMinute(by.nextUpdateMs)}`;
  return finding.warn('cached-only', {
    what: `${nameOf(answers)} can be checked only by ${by.url}${until}; its own sources do not work: ${dead.map(outcomeWords).join('; ')}`,
    why: 'Windows uses a list that was installed on the machine until it expires; then revocation can no longer be checked and the client stops.',
    fix: 'Repair the source in the certificate before that day.',
    owner: 'pki',
    subject: dead[0]?.url ?? by.url,
  });
}

/** Whether Windows looks for a list at all when the certificate names no place is not documented. */
function installedWithoutPoint(judged: JudgedCertificate): Finding {
  return undetermined(
    judged,
    'The certificate names no distribution point and no responder. A list of its issuer is installed on this machine; whether Windows uses that is not documented.',
  );
}

/** The latest moment at which an expired list still counts by policy, if now is within the extension. */
function extendedTime(
  { outcomes }: RevocationJudgement,
  { engine, atMs }: CrlReachabilityEvidence,
): number | undefined {
  const ends = outcomes.flatMap(({ code, nextUpdateMs }) =>
    code === 'expired' && nextUpdateMs !== undefined && nextUpdateMs + engine.listExtensionMs >= atMs
      ? [nextUpdateMs]
      : [],
  );
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function expiredTolerated(
  { answers }: JudgedCertificate,
  { decidedBy }: RevocationJudgement,
  { engine }: CrlReachabilityEvidence,
): Finding {
  const until = decidedBy?.nextUpdateMs;
  return finding.warn('expired-tolerated', {
    what: `${nameOf(answers)}: what ${decidedBy?.url ?? 'its source'} gives has expired${until === undefined ? '' : ` (${utcMinute(until)})`}, and a policy of this device still accepts it`,
    why: `The policy lets lists count ${engine.listExtensionMs / 3_600_000} hours longer (CRLValidityExtensionPeriod); then revocation can no longer be checked.`,
    fix: 'Publish a fresh CRL (on the CA: certutil -crl) and copy it to its distribution point.',
    owner: 'pki',
    ...(decidedBy && { subject: decidedBy.url }),
  });
}

/** Why Windows may see it differently, if it may. */
function openQuestion(
  { answers, judgement }: JudgedCertificate,
  evidence: CrlReachabilityEvidence,
): string | undefined {
  const unreadable = judgement.outcomes.find(
    ({ code }) => code === 'signature-unsupported' || code === 'no-next-update' || code === 'not-der',
  );
  if (unreadable !== undefined) return 'Windows may be able to use what this program cannot judge.';
  const { unfollowedScript: script } = evidence;
  const online = answers.asked.filter(({ source }) => !isOffline(source.url));
  const allSilent = online.every(({ retrieval }) => retrieval.status === 'failed' && isSilence(retrieval.fault));
  return script !== undefined && online.length > 0 && allSilent ? scriptWords(script) : undefined;
}

function undetermined({ answers, judgement }: JudgedCertificate, why: string): Finding {
  return finding.unknown('undetermined', {
    what: `Whether ${nameOf(answers)} is revoked could not be found out: ${judgement.outcomes.map(outcomeWords).join('; ')}`,
    why,
    fix: ASK_WINDOWS,
    owner: 'pki',
  });
}
