import type { JudgeContext } from '../../src/core/check.ts';
import { type Finding, type Status, worstStatus } from '../../src/core/finding.ts';
import { ASK_WINDOWS } from '../root-ca/doubt.ts';
import type { SchannelAnswer } from '../root-ca/schannel.ts';
import { quoted } from '../root-ca/wording.ts';
import { wrongClockOf } from '../root-ca/wrong-clock.ts';
import { rootCa } from '../root-ca.ts';
import { bootstrapOnly } from './bootstrap.ts';
import { type JudgedFindings, judgeCertificate } from './certificate-finding.ts';
import { finding } from './codes.ts';
import { type CrlReachabilityEvidence, type JudgedPath, judgedPaths } from './evidence.ts';
import { compareWithSchannel } from './schannel-comparison.ts';

/** Better first. */
const RANK: readonly Status[] = ['pass', 'skip', 'warn', 'unknown', 'fail'];

interface PathFindings {
  readonly path: JudgedPath;
  readonly findings: JudgedFindings;
}

/** Windows takes the best chain, so the best path speaks; another one that it might take instead is warned about. */
export function judgeRevocationOfPaths(evidence: CrlReachabilityEvidence, context: JudgeContext): JudgedFindings {
  const situation = { evidence, clock: wrongClockOf(context) };
  const [best, ...others] = judgedPaths(evidence)
    .map((path): PathFindings => ({ path, findings: judgePath(path, situation) }))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const own = best?.findings ?? [];
  const schannel = schannelOf(context);
  const { noCrlCheck } = context.target;
  const findings = schannel === undefined ? own : compareWithSchannel(own, schannel, best?.path.path, noCrlCheck);
  if (noCrlCheck) return findings.map(bootstrapOnly);
  if (best === undefined) return findings;
  const differing = evidence.standing === 'accepted' ? others.filter((other) => isTroubled(other)) : [];
  const [other] = isTroubled(best) ? [] : differing;
  return other === undefined ? findings : [...findings, chainsDiffer(best, other)];
}

/** root-ca has asked Windows: about the chain and its revocation at once. */
function schannelOf(context: JudgeContext): SchannelAnswer | undefined {
  const chain = context.evidenceOf(rootCa);
  return chain?.kind === 'searched' ? chain.schannel : undefined;
}

function judgePath(path: JudgedPath, situation: Parameters<typeof judgeCertificate>[1]): JudgedFindings {
  const { judged, orphans } = path;
  if (judged.length === 0 && orphans.length === 0) {
    return [
      finding.pass('nothing-to-check', {
        what: 'The CMG certificate is itself the root: nobody else could revoke it, and Windows does not ask',
      }),
    ];
  }
  return [
    ...judged.flatMap((certificate, position) => judgeCertificate(certificate, situation, position === 0)),
    ...orphans.map((certificate) =>
      orphan(quoted(certificate.subject), quoted(certificate.issuer), situation.evidence),
    ),
  ];
}

/** Its revocation list may be fine; who is to say without the key that signs it. */
function orphan(name: string, issuer: string, { standing }: CrlReachabilityEvidence): Finding {
  const what = `${name}: no list can be verified, because its issuer ${issuer} is not known here or did not sign it`;
  return standing === 'accepted'
    ? finding.unknown('undetermined', {
        what,
        why: 'Windows fetches that root by itself and then checks; here it could not be fetched.',
        fix: ASK_WINDOWS,
        owner: 'pki',
      })
    : finding.skip('issuer-missing', {
        what,
        why: 'root-ca stands in the way: the chain ends below.',
        subject: 'root-ca',
      });
}

function rankOf({ findings }: PathFindings): number {
  return RANK.indexOf(worstStatus(findings));
}

function isTroubled({ findings }: PathFindings): boolean {
  const status = worstStatus(findings);
  return status === 'fail' || status === 'unknown';
}

function chainsDiffer(best: PathFindings, other: PathFindings): Finding {
  const own = new Set(best.path.path.elements.map(({ certificate }) => certificate.thumbprint));
  const over = other.path.path.elements
    .map(({ certificate }) => certificate)
    .filter(({ thumbprint }) => !own.has(thumbprint));
  const trouble = other.findings.find(({ status }) => status === 'fail' || status === 'unknown');
  const names = over.map(({ subject, thumbprint }) => `${quoted(subject)} (${thumbprint})`).join(', ');
  return finding.warn('chains-differ', {
    what: `Windows may take another chain, over ${names || 'the same certificates'}, and that one has trouble: ${trouble?.what ?? ''}`,
    why: 'Where authorities are cross-signed, Windows picks among the chains itself, also one that the CMG did not send.',
    fix: 'Repair that source, or remove the other intermediate certificate from Local Computer\\Intermediate Certification Authorities if it is not needed.',
    owner: 'pki',
    ...(trouble?.subject !== undefined && { subject: trouble.subject }),
  });
}
