import type { Certificate } from '../formats/x509-certificate.ts';
import { type CandidatePath, type PathElement, pathVerdict } from './path.ts';
import type { PathUsage } from './path-rules.ts';
import { searchPaths } from './path-search.ts';
import type { CollectedAnswer, RevocationJudgement } from './revocation.ts';
import { judgeRevocation } from './revocation-judgement.ts';
import type { TrustStore } from './trust-store.ts';

/** Path and revocation together, from certificates and lists at hand and nothing else. */

export interface OfflineQuestion {
  readonly leaf: Certificate;
  /** Candidates for the chain, in any order. */
  readonly pool: readonly PathElement[];
  readonly store: TrustStore;
  /** Revocation lists (and OCSP answers) of any issuers, in any order. */
  readonly answers: readonly CollectedAnswer[];
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly usage?: PathUsage;
  /** false: revocation is not looked at (`--no-crl-check`). */
  readonly checkRevocation?: boolean;
}

export interface JudgedPath {
  readonly path: CandidatePath;
  /** For each element but the root, server certificate first; empty when revocation was not checked. */
  readonly revocation: readonly RevocationJudgement[];
  readonly verdict: 'accepted' | 'rejected' | 'undetermined';
}

export interface OfflineJudgement {
  /** `accepted` when one path is: Windows takes the best chain. `rejected` only when every path certainly fails. */
  readonly verdict: JudgedPath['verdict'];
  /** Best first. */
  readonly paths: readonly JudgedPath[];
}

export function judgeOffline(question: OfflineQuestion): OfflineJudgement {
  const { leaf, pool, store, atMs, usage = 'server-authentication', checkRevocation = true } = question;
  const search = searchPaths({ leaf, pool, store, atMs, usage });
  const paths = search.candidates.map((path) => judgeWhole(path, question, checkRevocation));
  const accepted = paths.find(({ verdict }) => verdict === 'accepted');
  const undetermined = search.incomplete || paths.some(({ verdict }) => verdict === 'undetermined');
  return {
    verdict: accepted ? 'accepted' : undetermined ? 'undetermined' : 'rejected',
    paths: paths.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict]),
  };
}

const RANK = { accepted: 0, undetermined: 1, rejected: 2 } as const;

function judgeWhole(path: CandidatePath, question: OfflineQuestion, checkRevocation: boolean): JudgedPath {
  const ofPath = pathVerdict(path);
  if (ofPath === 'invalid') return { path, revocation: [], verdict: 'rejected' };
  const revocation = checkRevocation ? judgePathRevocation(path, question) : [];
  const statuses = revocation.map(({ status }) => status);
  if (statuses.includes('revoked')) return { path, revocation, verdict: 'rejected' };
  const certain = ofPath === 'valid' && !statuses.includes('unknown');
  return { path, revocation, verdict: certain ? 'accepted' : 'undetermined' };
}

/** Windows asks for the status of every certificate but the root (WinHTTP: CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT). */
export function judgePathRevocation(
  { elements }: CandidatePath,
  { answers, atMs }: Pick<OfflineQuestion, 'answers' | 'atMs'>,
): RevocationJudgement[] {
  return elements.slice(0, -1).flatMap(({ certificate }, position) => {
    const issuer = elements[position + 1]?.certificate;
    return issuer ? [judgeRevocation({ certificate, issuer, answers, atMs })] : [];
  });
}
