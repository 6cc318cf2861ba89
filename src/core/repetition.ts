import type { Check } from './check.ts';
import type { ProbeOutcome } from './probing.ts';
import type { CheckResult } from './report.ts';

interface Judged {
  readonly checks: readonly CheckResult[];
  readonly outcomes: ReadonlyMap<Check, ProbeOutcome>;
}

/**
 * What an earlier judgement has settled. Asked again are the checks with a transient finding and everything that hangs on
 * one of them; and what such a check rests on, where that does not stand in the report and so could not say that it was
 * transient.
 */
export function outcomesToKeep(checks: readonly Check[], { checks: results, outcomes }: Judged) {
  const reported = new Map(results.map((result) => [result.id, result]));
  const again = new Set<Check>();
  for (const check of checks.toReversed()) {
    if (reported.get(check.id)?.findings.some(({ transient }) => transient === true)) again.add(check);
    if (!again.has(check)) continue;
    for (const source of sourcesOf(check)) if (!reported.has(source.id)) again.add(source);
  }
  // Dependencies come before what depends on them, so one pass reaches everything.
  for (const check of checks) {
    const outcome = outcomes.get(check);
    const blocker = outcome?.kind === 'blocked' ? [outcome.by] : [];
    if ([...sourcesOf(check), ...blocker].some((source) => again.has(source))) again.add(check);
  }
  return new Map([...outcomes].filter(([check]) => !again.has(check)));
}

function sourcesOf({ requires = [], uses = [] }: Check): readonly Check[] {
  return [...requires, ...uses];
}
