import type { JsonObject } from '../../src/core/json.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import type { RevocationJudgement } from '../../src/trust/revocation.ts';
import { judgeRevocation } from '../../src/trust/revocation-judgement.ts';
import type { CertificateAnswers } from './collect.ts';

export interface CrlReachabilityEvidence {
  /** The device's clock at the start, milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly paths: readonly {
    readonly path: CandidatePath;
    /** Every certificate with an issuer on the path, server certificate first. */
    readonly certificates: readonly CertificateAnswers[];
  }[];
  /** DER of the OCSP response that the CMG stapled to its handshake. */
  readonly stapled?: Uint8Array;
}

export interface JudgedCertificate {
  readonly asked: CertificateAnswers;
  readonly judgement: RevocationJudgement;
}

const judged = new WeakMap<CrlReachabilityEvidence, readonly (readonly JudgedCertificate[])[]>();

/** Judges every certificate of every path; once, since a list may have a million entries. */
export function judgedPaths(evidence: CrlReachabilityEvidence): readonly (readonly JudgedCertificate[])[] {
  const known = judged.get(evidence);
  if (known !== undefined) return known;
  const { atMs, stapled, paths } = evidence;
  const results = paths.map(({ certificates }) =>
    certificates.map((asked, position): JudgedCertificate => {
      const { certificate, issuer, answers } = asked;
      const stapledAnswer =
        position === 0 && stapled !== undefined
          ? [{ method: 'ocsp', url: 'stapled by the CMG', status: 'answered', bytes: stapled } as const]
          : [];
      const judgement = judgeRevocation({ certificate, issuer, answers: [...stapledAnswer, ...answers], atMs });
      return { asked, judgement };
    }),
  );
  judged.set(evidence, results);
  return results;
}

export function presentRevocation(evidence: CrlReachabilityEvidence): JsonObject {
  return {
    paths: judgedPaths(evidence).map((certificates) =>
      certificates.map(({ asked, judgement }) => ({
        subject: asked.certificate.subject.text,
        serial: asked.certificate.serialText,
        status: judgement.status,
        sources: judgement.outcomes.map(({ method, url, code, detail, thisUpdateMs, nextUpdateMs }) => ({
          method,
          url,
          outcome: code,
          detail,
          bytes: sizeOf(asked, url),
          thisUpdate: iso(thisUpdateMs),
          nextUpdate: iso(nextUpdateMs),
        })),
        cautions: judgement.cautions.map((caution) => ({ ...caution })),
      })),
    ),
    stapledOcsp: evidence.stapled !== undefined,
  };
}

function sizeOf({ answers }: CertificateAnswers, url: string): number | null {
  const answer = answers.find((candidate) => candidate.url === url);
  return answer?.status === 'answered' ? answer.bytes.length : null;
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
