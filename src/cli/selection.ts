import type { Check } from '../core/check.ts';
import { runnerCodes } from '../core/outcome-finding.ts';
import { suggestion } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** The ids to judge. @throws UsageError for an id that does not exist, or when nothing is left */
export function selectChecks(
  checks: readonly Check[],
  only: readonly string[],
  skip: readonly string[],
): ReadonlySet<string> {
  const ids = checks.map(({ id }) => id);
  for (const [flag, list] of [
    ['--only', only],
    ['--skip', skip],
  ] as const) {
    for (const id of list) {
      if (!ids.includes(id)) throw new UsageError(`There is no check "${id}" (in ${flag}).${suggestion(id, ids)}`);
    }
  }
  const selected = ids.filter((id) => (only.length === 0 || only.includes(id)) && !skip.includes(id));
  if (selected.length === 0) throw new UsageError('--only and --skip together leave no check to run.');
  return new Set(selected);
}

/** What may be waived: a check id, or a full finding code. @throws UsageError */
export function waivers(checks: readonly Check[], ignore: readonly string[]): ReadonlySet<string> {
  const known = checks.flatMap(({ id, codes }) => [id, ...[...codes, ...runnerCodes].map((code) => `${id}.${code}`)]);
  for (const item of ignore) {
    if (!known.includes(item)) {
      const candidates = item.includes('.') ? known : checks.map(({ id }) => id);
      throw new UsageError(`There is no check or finding code "${item}" (in --ignore).${suggestion(item, candidates)}`);
    }
  }
  return new Set(ignore);
}
