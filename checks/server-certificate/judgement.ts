import { type Finding, worstStatus } from '../../src/core/finding.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import { judgeChain } from './chain.ts';
import { chainVerdict } from './chain-verdict.ts';
import { finding } from './codes.ts';
import { judgeContainer } from './container.ts';
import type { CertificateEvidence, PathFacts } from './evidence.ts';
import { judgeKeyAndPurpose } from './key.ts';
import { judgeName } from './name.ts';
import { chainsDiffer } from './other-chains.ts';
import { type JudgedRevocation, judgeOneRevocation, type RevocationStatus } from './revocation.ts';
import { judgeValidity } from './validity.ts';

/** What is concluded about a server certificate before it is deployed. */
export interface CertificateJudgement {
  readonly findings: readonly Finding[];
  /** The chain that the findings are about, server certificate first. */
  readonly chain: readonly { readonly certificate: Certificate; readonly revocation: RevocationStatus }[];
}

export function judgeServerCertificate(evidence: CertificateEvidence): CertificateJudgement {
  const { question, search } = evidence;
  const { file, host, atMs } = question;
  const [best, ...others] = judgedPaths(evidence);
  // The leaf alone is shown when the search found no chain at all.
  const path: CandidatePath | undefined = best?.facts.path ?? search.candidates[0];
  const ofFile = [
    ...judgeName(file.leaf, host),
    judgeValidity(file.leaf, atMs),
    ...judgeKeyAndPurpose(file.leaf, path),
    ...judgeContainer(file, path),
  ];
  const onTrust = evidence.cutOff
    ? [cutOff()]
    : [...judgeChain(evidence), ...(best?.findings ?? []), ...differing(best, others), ...unread(evidence, best)];
  const statuses = new Map(best?.revocation.map(({ thumbprint, status }) => [thumbprint, status]));
  const elements = path?.elements.map(({ certificate }) => certificate) ?? [file.leaf];
  return {
    findings: [...ofFile, ...onTrust],
    chain: elements.map((certificate, position) => ({
      certificate,
      revocation: statuses.get(certificate.thumbprint) ?? (isRoot(path, position) ? 'not-checked' : 'unknown'),
    })),
  };
}

function isRoot(path: CandidatePath | undefined, position: number): boolean {
  if (path === undefined || path.end.kind === 'issuer-not-found' || path.end.kind === 'too-long') return false;
  return position === path.elements.length - 1;
}

interface JudgedPath {
  readonly facts: PathFacts;
  readonly revocation: readonly JudgedRevocation[];
  readonly findings: readonly Finding[];
}

const RANK = ['pass', 'skip', 'warn', 'unknown', 'fail'] as const;

/** Best first: Windows takes that one. */
function judgedPaths(evidence: CertificateEvidence): readonly JudgedPath[] {
  const judged = evidence.paths.map((facts): JudgedPath => {
    const revocation = facts.certificates.map((one) => judgeOneRevocation(one, evidence.question));
    return { facts, revocation, findings: revocationFindings(facts, revocation, evidence) };
  });
  return judged.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Only where the best one is fine: otherwise there is trouble enough to tell. */
function differing(best: JudgedPath | undefined, others: readonly JudgedPath[]): readonly Finding[] {
  if (best === undefined || rankOf(best) > RANK.indexOf('warn')) return [];
  return chainsDiffer(
    best.facts.path,
    others.map(({ facts: { path }, findings }) => ({ path, findings })),
  );
}

function rankOf({ findings }: JudgedPath): number {
  return findings.length === 0 ? 0 : RANK.indexOf(worstStatus(findings));
}

function revocationFindings(
  { path }: PathFacts,
  revocation: readonly JudgedRevocation[],
  evidence: CertificateEvidence,
): readonly Finding[] {
  const findings = revocation.flatMap((one) => one.findings);
  const { code } = chainVerdict({ ...evidence.search, candidates: [path] }, evidence.trust, evidence.question.atMs);
  // Below a broken link every list fails too; the chain's own finding says what is wrong, and only "revoked" adds to it.
  if (code === 'invalid-chain') {
    return revocation.filter(({ status }) => status === 'revoked').flatMap((one) => one.findings);
  }
  if (path.end.kind === 'issuer-not-found' && code === 'auto-update') return [...findings, withoutRoot()];
  if (path.elements.length > 1 || path.end.kind === 'issuer-not-found') return findings;
  return [
    finding.pass('nothing-to-revoke', {
      what: 'The certificate is itself the root: nobody else could revoke it, and Windows does not ask',
    }),
  ];
}

function withoutRoot(): Finding {
  return finding.unknown('revocation-undetermined', {
    what: 'The topmost certificate of the chain was not asked about: its issuer, a public root, is not at hand',
    why: "Without the root's key no list of it can be verified.",
    fix: 'Give the root with --intermediates (it is trusted no more for that), or run it where the root is in the store.',
    owner: 'pki',
  });
}

/** A given list that is none, when nothing hung on it: whose it was to be nobody can tell. */
function unread({ unreadLists, question }: CertificateEvidence, best: JudgedPath | undefined): readonly Finding[] {
  const spokeUp = best?.facts.certificates.some(({ answers }) =>
    answers.some(({ url }) => unreadLists.some(({ name }) => name === url)),
  );
  if (unreadLists.length === 0 || spokeUp) return [];
  const names = unreadLists.map(({ name, why }) => `${name} (${why})`).join(', ');
  return [
    finding.warn('crl-unread', {
      what: `${unreadLists.length} of ${question.lists?.length ?? 0} given lists cannot be read: ${names}`,
      why: 'What is published like that is of no use to Windows either.',
      fix: 'Give the CRL itself (DER, PEM, or gzip of either).',
      owner: 'pki',
      subject: unreadLists[0]?.name ?? '',
    }),
  ];
}

function cutOff(): Finding {
  return finding.unknown('interrupted', {
    what: 'Stopped before chain and revocation were known',
    why: 'It was interrupted, or what had to be fetched took too long.',
    fix: 'Run it again; with --verbose standard error shows what does not answer.',
    transient: true,
  });
}
