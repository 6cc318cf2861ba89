import type { Certificate } from '../formats/x509-certificate.ts';
import { judgeCrls } from './crl-judgement.ts';
import { judgeOcsp } from './ocsp-judgement.ts';
import type { CollectedAnswer, RevocationCaution, RevocationJudgement, SourceOutcome } from './revocation.ts';

/** The status of one certificate from everything that was collected about it. */

export interface RevocationQuestion {
  readonly certificate: Certificate;
  /** The certificate above it on the path: its key must have signed every list. */
  readonly issuer: Certificate;
  /** In Windows' order (revocation-sources.ts); lists of other issuers do no harm. */
  readonly answers: readonly CollectedAnswer[];
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly nonce?: Uint8Array | undefined;
}

/**
 * One working source is enough for Windows. Where a usable source says revoked and another one says good, the answer is
 * revoked: revocation is not taken back, the other source is merely older.
 */
export function judgeRevocation(question: RevocationQuestion): RevocationJudgement {
  const { answers } = question;
  const lists = answers.filter(({ method }) => method !== 'ocsp');
  const crl = judgeCrls({ ...question, answers: lists });
  const ocsp = answers.filter(({ method }) => method === 'ocsp').map((answer) => judgeOcsp({ ...question, answer }));
  const outcomes = inOrder(
    answers,
    crl.outcomes,
    ocsp.map((item) => item.outcome),
  );
  const revoked = outcomes.find(({ code }) => code === 'revoked');
  // A delta that does not list the certificate is no proof by itself.
  const good = outcomes.find(({ code, method }) => code === 'good' && method !== 'delta-crl');
  const decidedBy = revoked ?? good;
  const disagree: RevocationCaution[] = revoked && good ? [{ code: 'sources-disagree', url: good.url }] : [];
  return {
    status: revoked ? 'revoked' : good ? 'good' : 'unknown',
    outcomes,
    decidedBy,
    cautions: [...crl.cautions, ...ocsp.flatMap(({ cautions }) => cautions), ...disagree],
  };
}

/** Puts the outcomes back into the order of the answers. */
function inOrder(
  answers: readonly CollectedAnswer[],
  lists: readonly SourceOutcome[],
  responders: readonly SourceOutcome[],
): SourceOutcome[] {
  const listIterator = lists[Symbol.iterator]();
  const responderIterator = responders[Symbol.iterator]();
  return answers.flatMap(({ method }) => {
    const next = (method === 'ocsp' ? responderIterator : listIterator).next();
    return next.done ? [] : [next.value];
  });
}
