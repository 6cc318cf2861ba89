import { editDistance } from '../formats/edit-distance.ts';

/** A word longer than this is no slip of the finger. */
const MAX_WORD_LENGTH = 64;

/** The candidate most like `word`, or undefined when none is near enough to be what was meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > MAX_WORD_LENGTH) return undefined;
  const wanted = word.toLowerCase();
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  // Of three letters two are another word.
  const tolerance = word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return best !== undefined && best.distance <= tolerance ? best.candidate : onlyOneBegun(wanted, candidates);
}

/** What a word is the beginning of, as "entra" is of "entra-join". */
function onlyOneBegun(wanted: string, candidates: readonly string[]): string | undefined {
  const [begun, ...others] = candidates.filter((candidate) => candidate.toLowerCase().startsWith(`${wanted}-`));
  return others.length === 0 ? begun : undefined;
}

/** ` Did you mean "…"?`, or what there is to choose from. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return ` Did you mean "${near}"?`;
  return candidates.length <= 20 ? ` Known are ${candidates.join(', ')}.` : '';
}
