import type { CandidatePath } from '../../src/trust/path.ts';
import { judgeRoot, type RootVerdict } from '../../src/trust/root-verdict.ts';
import type { SearchedChain } from './evidence.ts';

/** What is concluded about the chain as a whole, and which paths Windows may take. */
export function verdictOf({ search, update }: SearchedChain, atMs: number): RootVerdict {
  return judgeRoot(search, update, atMs);
}

export function isAccepted({ code }: RootVerdict): boolean {
  return code === 'trusted' || code === 'auto-update';
}

/** The verdict if the dates were looked at by another time: all that a wrong clock spoils. */
export function verdictByTime({ search, update }: SearchedChain, atMs: number): RootVerdict {
  const candidates = search.candidates.map((path) => ({
    ...path,
    faults: path.faults.filter(({ code, position }) => {
      const certificate = path.elements[position]?.certificate;
      if (certificate === undefined || (code !== 'expired' && code !== 'not-yet-valid')) return true;
      return atMs < certificate.notBeforeMs || atMs > certificate.notAfterMs;
    }),
  }));
  return judgeRoot({ ...search, candidates }, update, atMs);
}

/** The chains to look at for revocation, best first. */
export interface Chains {
  /** `accepted`: Windows takes one of these. `open`: it may. `refused`: it takes none; the one that the finding is about. */
  readonly standing: 'accepted' | 'open' | 'refused';
  readonly paths: readonly CandidatePath[];
}

/** Windows builds every chain it can and takes the best; a cross-sign may lead past what the server sent. */
export function chainsOf(evidence: SearchedChain, atMs: number): Chains {
  const { search, update } = evidence;
  const alone = search.candidates.map((path) => ({
    path,
    verdict: judgeRoot({ ...search, candidates: [path], incomplete: false }, update, atMs),
  }));
  const pathsWith = (test: (verdict: RootVerdict) => boolean): readonly CandidatePath[] =>
    alone.filter(({ verdict }) => test(verdict)).map(({ path }) => path);
  const accepted = pathsWith(isAccepted);
  if (accepted.length > 0) return { standing: 'accepted', paths: accepted };
  const open = pathsWith(({ code }) => code === 'undetermined' || code === 'needs-update-source');
  if (open.length > 0) return { standing: 'open', paths: open };
  const spoken = verdictOf(evidence, atMs).path?.elements;
  return { standing: 'refused', paths: search.candidates.filter(({ elements }) => elements === spoken).slice(0, 1) };
}
