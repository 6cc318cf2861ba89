import type { Finding } from '../../src/core/finding.ts';
import type { CandidatePath } from '../../src/trust/path.ts';
import { named } from '../root-ca/wording.ts';
import { finding } from './codes.ts';

export interface OtherChain {
  readonly path: CandidatePath;
  readonly findings: readonly Finding[];
}

/**
 * Where authorities are cross-signed Windows picks among the chains itself, also one that the server did not send: a
 * failure on another one is worth a warning although the best one is fine.
 */
export function chainsDiffer(best: CandidatePath, others: readonly OtherChain[]): readonly Finding[] {
  const own = new Set(best.elements.map(({ certificate }) => certificate.thumbprint));
  for (const { path, findings } of others) {
    const failure = findings.find(({ status }) => status === 'fail');
    if (failure === undefined) continue;
    const over = path.elements.map(({ certificate }) => certificate).filter(({ thumbprint }) => !own.has(thumbprint));
    return [
      finding.warn('chains-differ', {
        what: `Windows may take another chain, over ${over.map(named).join(', ') || 'the same certificates'}, and that one has trouble: ${failure.what}`,
        why: 'Where authorities are cross-signed, Windows picks among the chains itself, also one that the CMG does not send.',
        fix: 'Repair that source, and leave the other certificate out of the PFX; on devices it must not be in Intermediate Certification Authorities.',
        owner: 'pki',
        ...(failure.subject !== undefined && { subject: failure.subject }),
      }),
    ];
  }
  return [];
}
