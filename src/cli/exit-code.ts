import { worstStatus } from '../core/finding.ts';
import type { CheckResult } from '../core/report.ts';
import type { Verdict } from '../core/verdict.ts';
import type { RawOptions } from './option-table.ts';

export type ExitScheme = 'intune' | 'plain';

/** The scheme that the settings name; a value that is none is complained about elsewhere. */
export function schemeIn(options: RawOptions): ExitScheme {
  return options['exit-codes'] === 'plain' ? 'plain' : 'intune';
}

interface Ended {
  readonly verdict: Verdict;
  readonly retryable: boolean;
  readonly checks: readonly CheckResult[];
}

/** Codes that do not depend on a check; 1618 is what Intune takes as "try again" (Microsoft, "Win32 app management in Microsoft Intune": return codes). */
export const exitCodes = {
  ready: { intune: 0, plain: 0 },
  retry: { intune: 1618, plain: 3 },
  notReady: { plain: 1 },
  undetermined: { intune: 20900, plain: 2 },
  usage: { intune: 20964, plain: 64 },
  notStarted: { intune: 20980, plain: 71 },
  fault: { intune: 20970, plain: 70 },
} as const;

/**
 * The exit code of an ended run. Intune's scheme names the first failing check, because the console shows an admin
 * nothing but this number.
 *
 * @param codeOf exit code of a check by its id
 */
export function exitCodeOf(run: Ended, scheme: ExitScheme, codeOf: (id: string) => number): number {
  if (run.verdict === 'ready' || run.verdict === 'ready-with-warnings') return exitCodes.ready[scheme];
  if (run.retryable) return exitCodes.retry[scheme];
  if (run.verdict === 'undetermined') return exitCodes.undetermined[scheme];
  if (scheme === 'plain') return exitCodes.notReady.plain;
  const firstFailing = run.checks.find((check) => worstStatus(check.findings) === 'fail');
  return firstFailing === undefined ? exitCodes.fault.intune : codeOf(firstFailing.id);
}
