import { editDistance } from '../edit-distance.ts';

/** Names longer than this are no slips of the pen; it bounds the work on a hostile line. */
const MAX_NAME_LENGTH = 40;

/**
 * The candidate a name was probably meant to be: at most a third of its letters differ, one at least, but of one or two
 * letters none; undefined when no candidate is near.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  const wanted = name.toLowerCase();
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    const tolerated = candidate.length < 3 ? 0 : Math.max(1, Math.floor(candidate.length / 3));
    if (distance <= tolerated && (best === undefined || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}
