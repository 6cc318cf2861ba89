import type { Certificate } from '../formats/x509-certificate.ts';
import { type CandidatePath, type PathFault, pathVerdict } from './path.ts';
import type { PathSearch } from './path-search.ts';
import { type Listing, listingOf, listingOfIssuer, type RootProgramList } from './root-program-list.ts';
import { serverAuthLimit } from './store-limits.ts';

/**
 * What this machine makes of the root, automatic root update included: a fresh Windows holds few public roots and fetches
 * the others on first use, from `ctldl.windowsupdate.com` over http or from `RootDirUrl` (Microsoft Learn, "Configure
 * trusted roots and disallowed certificates").
 */

/** Whether Windows may and can fetch a root. */
export interface RootUpdateState {
  readonly list: RootProgramList;
  /** `DisableRootAutoUpdate` is 1. */
  readonly disabledByPolicy: boolean;
  /** Answer of the update server (or RootDirUrl) to SYSTEM. */
  readonly source: 'reachable' | 'unreachable' | 'not-asked';
}

/** A finding code of the check `root-ca`, or a reason why there is none yet. */
export type RootVerdictCode =
  | 'trusted'
  | 'auto-update'
  | 'auto-update-disabled'
  | 'missing'
  | 'user-store-only'
  | 'disallowed'
  | 'incomplete-chain'
  | 'invalid-chain'
  /** Ask the update server, set `source`, and call again. */
  | 'needs-update-source'
  /** What is known does not decide it; `why` says what is in the way. */
  | 'undetermined';

export interface RootVerdict {
  readonly code: RootVerdictCode;
  /** The path that the verdict is about; absent only when the search found none. */
  readonly path: CandidatePath | undefined;
  /** The root that is trusted, absent or refused, where one is known. */
  readonly root: Certificate | undefined;
  /** Faults of that path that decided; empty for a question of the root alone. */
  readonly faults: readonly PathFault[];
  /** Only with `undetermined`. */
  readonly why: 'faults-undetermined' | 'search-incomplete' | 'root-list-unavailable' | undefined;
}

/**
 * Judges the outcome of a search. The dates and the key of the server certificate itself are left out: they belong to
 * the check `cmg-connection`, and one cause makes one failure.
 */
export function judgeRoot(search: PathSearch, update: RootUpdateState, atMs: number): RootVerdict {
  const paths = search.candidates.map((path) => ({ ...path, faults: path.faults.filter(isOwnFault) }));
  const verdicts = paths.map((path) => judgeOnePath(path, update, atMs));
  const best = verdicts.toSorted((a, b) => CODE_RANK[a.code] - CODE_RANK[b.code])[0];
  if (best === undefined || (search.incomplete && !ACCEPTED.has(best.code))) {
    const { path, root, faults } = best ?? { path: undefined, root: undefined, faults: [] };
    return { code: 'undetermined', path, root, faults, why: 'search-incomplete' };
  }
  return best;
}

const ACCEPTED: ReadonlySet<RootVerdictCode> = new Set<RootVerdictCode>(['trusted', 'auto-update']);

/** Which of several paths speaks: Windows takes the best chain, so one good path is enough. */
const CODE_RANK: Record<RootVerdictCode, number> = {
  trusted: 0,
  'auto-update': 1,
  'needs-update-source': 2,
  undetermined: 3,
  'auto-update-disabled': 4,
  'user-store-only': 5,
  disallowed: 6,
  'invalid-chain': 7,
  missing: 8,
  'incomplete-chain': 9,
};

function isOwnFault({ code, position }: PathFault): boolean {
  const ofServerCertificate: readonly PathFault['code'][] = ['expired', 'not-yet-valid', 'weak-key'];
  return position !== 0 || !ofServerCertificate.includes(code);
}

function judgeOnePath(path: CandidatePath, update: RootUpdateState, atMs: number): RootVerdict {
  const { faults } = path;
  const root = rootOf(path);
  const verdict = (code: RootVerdictCode, why?: RootVerdict['why'], decisive = faults): RootVerdict => ({
    code,
    path,
    root,
    faults: decisive,
    why,
  });
  const certain = faults.filter(({ certainty }) => certainty === 'certain');
  if (certain.length > 0) {
    const refused = certain.filter(({ code }) => code === 'disallowed' || code === 'root-limited');
    return refused.length === certain.length
      ? verdict('disallowed', undefined, refused)
      : verdict('invalid-chain', undefined, certain);
  }
  switch (path.end.kind) {
    case 'trusted-root':
      return pathVerdict(path) === 'valid' ? verdict('trusted') : verdict('undetermined', 'faults-undetermined');
    case 'user-root':
      return judgeAbsent('user-store-only', listingOf(update.list, path.end.root.certificate, false));
    case 'program-root':
      return judgeAbsent('missing', listingOf(update.list, path.end.certificate, true));
    case 'untrusted-root':
      return judgeAbsent('missing', listingOf(update.list, path.end.certificate, false));
    case 'issuer-not-found':
      // Above an intermediate the root is what is missing, as far as anybody can tell; above the server certificate
      // it may as well be an intermediate.
      return judgeAbsent(
        path.elements.length > 1 ? 'missing' : 'incomplete-chain',
        listingOfIssuer(update.list, path.end.certificate),
      );
    case 'too-long':
      return verdict('invalid-chain');
  }

  function judgeAbsent(otherwise: 'missing' | 'user-store-only' | 'incomplete-chain', listing: Listing): RootVerdict {
    if (listing.kind === 'no') return verdict(otherwise);
    const leafNotBeforeMs = path.elements[0]?.certificate.notBeforeMs ?? atMs;
    const limit = listing.kind === 'yes' ? serverAuthLimit(listing.entry.properties, leafNotBeforeMs, atMs) : undefined;
    if (limit?.certainty === 'certain') return verdict('disallowed');
    if (update.disabledByPolicy || update.source === 'unreachable') return verdict('auto-update-disabled');
    if (update.source === 'not-asked') return verdict('needs-update-source');
    if (listing.kind === 'unknown') return verdict('undetermined', 'root-list-unavailable');
    // The root stands above what is here: the fault is about no certificate of the path.
    const open = limit === undefined ? faults : [...faults, { ...limit, position: path.elements.length }];
    return open.length === 0 ? verdict('auto-update') : verdict('undetermined', 'faults-undetermined', open);
  }
}

function rootOf({ end }: CandidatePath): Certificate | undefined {
  switch (end.kind) {
    case 'trusted-root':
    case 'user-root':
      return end.root.certificate;
    case 'program-root':
    case 'untrusted-root':
      return end.certificate;
    case 'issuer-not-found':
    case 'too-long':
      return undefined;
  }
}
