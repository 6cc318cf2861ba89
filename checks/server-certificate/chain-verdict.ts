import type { CandidatePath, PathFault } from '../../src/trust/path.ts';
import type { PathSearch } from '../../src/trust/path-search.ts';
import { judgeRoot, type RootUpdateState, type RootVerdict } from '../../src/trust/root-verdict.ts';
import type { TrustBase } from './evidence.ts';

/** What follows from the chain alone, and which chains Windows may take. */

/** Faults of the server certificate itself that have findings of their own: one cause, one failure. */
const OWN_FAULTS: readonly PathFault['code'][] = ['expired', 'not-yet-valid', 'weak-key', 'extended-key-usage'];

/** Without a machine there is no automatic root update: a root is among the given ones or it is not. */
const NO_UPDATE: RootUpdateState = {
  list: { kind: 'read', entries: new Map() },
  disabledByPolicy: false,
  source: 'not-asked',
};

/** Chains that are looked at for revocation; cross-signed public authorities give two or three. */
const MAX_PATHS = 4;

export function chainVerdict(search: PathSearch, trust: TrustBase, atMs: number): RootVerdict {
  const update = trust.kind === 'machine' ? trust.update : NO_UPDATE;
  return judgeRoot({ ...search, candidates: search.candidates.map(withoutOwnFaults) }, update, atMs);
}

/** Those that Windows may take; where it takes none, the one that the verdict is about. */
export function chainsToAsk(search: PathSearch, trust: TrustBase, atMs: number): readonly CandidatePath[] {
  const standing = (path: CandidatePath): RootVerdict['code'] =>
    chainVerdict({ ...search, candidates: [path], incomplete: false }, trust, atMs).code;
  const codes = new Map(search.candidates.map((path) => [path, standing(path)]));
  const of = (...wanted: readonly RootVerdict['code'][]): readonly CandidatePath[] =>
    search.candidates.filter((path) => wanted.includes(codes.get(path) ?? 'missing'));
  const accepted = of('trusted', 'auto-update');
  const chosen = accepted.length > 0 ? accepted : of('undetermined', 'needs-update-source');
  if (chosen.length > 0) return chosen.slice(0, MAX_PATHS);
  const spoken = chainVerdict(search, trust, atMs).path?.elements;
  return search.candidates.filter(({ elements }) => elements === spoken).slice(0, 1);
}

function withoutOwnFaults(path: CandidatePath): CandidatePath {
  return { ...path, faults: path.faults.filter(({ code, position }) => position !== 0 || !OWN_FAULTS.includes(code)) };
}
