import type { JsonObject } from '../../src/core/json.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import type { CollectedAnswer, RevocationJudgement } from '../../src/trust/revocation.ts';
import { judgeRevocation } from '../../src/trust/revocation-judgement.ts';
import type { ChainEngineSettings } from '../root-ca/chain-engine.ts';
import type { Chains } from '../root-ca/verdict.ts';
import { answerOf, type CertificateAnswers } from './collect.ts';
import { type InstalledList, installedAnswers } from './installed-lists.ts';

export interface CrlReachabilityEvidence {
  /** The device's clock at the start, milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** What root-ca makes of these paths. */
  readonly standing: Chains['standing'];
  readonly paths: readonly AskedPath[];
  readonly installed: readonly InstalledList[];
  /** DER of the OCSP response that the CMG stapled to its handshake. */
  readonly stapled?: Uint8Array;
  readonly engine: ChainEngineSettings;
  /** A proxy script that Windows would follow and that was not followed here. */
  readonly unfollowedScript?: string;
}

export interface AskedPath {
  readonly path: CandidatePath;
  /** Every certificate whose issuer is known, server certificate first. */
  readonly certificates: readonly CertificateAnswers[];
  /** Certificates whose issuer is not here or did not sign them: no answer about them can be verified. */
  readonly orphans: readonly Certificate[];
}

export interface JudgedCertificate {
  readonly answers: CertificateAnswers;
  readonly judgement: RevocationJudgement;
}
export interface JudgedPath extends AskedPath {
  readonly judged: readonly JudgedCertificate[];
}

/** What stands for a stapled answer where others have a URL. */
export const STAPLED = 'the answer stapled by the CMG';

const known = new WeakMap<CrlReachabilityEvidence, readonly JudgedPath[]>();

/** Judges every certificate of every path; once, since a list may have a million entries. */
export function judgedPaths(evidence: CrlReachabilityEvidence): readonly JudgedPath[] {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const done = new Map<CertificateAnswers, RevocationJudgement>();
  const once = (answers: CertificateAnswers, isServer: boolean): RevocationJudgement => {
    const judgement = done.get(answers) ?? judgeAt(evidence, answers, isServer, evidence.atMs);
    done.set(answers, judgement);
    return judgement;
  };
  const paths = evidence.paths.map((asked) => ({
    ...asked,
    judged: asked.certificates.map((answers, position) => ({ answers, judgement: once(answers, position === 0) })),
  }));
  known.set(evidence, paths);
  return paths;
}

/** The status of one certificate by some time. */
export function judgeAt(
  { stapled, installed }: CrlReachabilityEvidence,
  { certificate, issuer, asked }: CertificateAnswers,
  isServer: boolean,
  atMs: number,
): RevocationJudgement {
  const staple: CollectedAnswer[] =
    isServer && stapled !== undefined ? [{ method: 'ocsp', url: STAPLED, status: 'answered', bytes: stapled }] : [];
  const answers = [...staple, ...asked.map(answerOf), ...installedAnswers(installed, certificate)];
  return judgeRevocation({ certificate, issuer, answers, atMs });
}

export function presentRevocation(evidence: CrlReachabilityEvidence): JsonObject {
  return {
    paths: judgedPaths(evidence).map(({ judged, orphans }) => ({
      certificates: judged.map(presentCertificate),
      notJudged: orphans.map(({ subject }) => subject.text),
    })),
    chain: evidence.standing,
    stapledOcsp: evidence.stapled !== undefined,
    installedLists: evidence.installed.map(({ keyName }) => keyName),
    ...(evidence.unfollowedScript !== undefined && { proxyScriptNotFollowed: evidence.unfollowedScript }),
  };
}

function presentCertificate({ answers: { certificate, asked }, judgement }: JudgedCertificate): JsonObject {
  return {
    subject: certificate.subject.text,
    serial: certificate.serialText,
    status: judgement.status,
    sources: judgement.outcomes.map(({ method, url, code, detail, thisUpdateMs, nextUpdateMs }) => ({
      method,
      url,
      outcome: code,
      detail,
      ...presentTransfer(asked, url),
      thisUpdate: iso(thisUpdateMs),
      nextUpdate: iso(nextUpdateMs),
    })),
    cautions: judgement.cautions.map((caution) => ({ ...caution })),
  };
}

function presentTransfer(asked: CertificateAnswers['asked'], url: string): JsonObject {
  const retrieval = asked.find(({ source }) => source.url === url)?.retrieval;
  return retrieval?.status === 'retrieved'
    ? { bytes: retrieval.body.length, durationMs: Math.round(retrieval.durationMs) }
    : {};
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
