import { type Finding, worstStatus } from './finding.ts';

export type Verdict = 'ready' | 'ready-with-warnings' | 'not-ready' | 'undetermined';

interface Judged {
  readonly findings: readonly Finding[];
}

/** The verdict over all checks; a run without a single check is `undetermined`, because nothing was looked at. */
export function verdictOf(checks: readonly Judged[]): Verdict {
  const statuses = checks.map((check) => worstStatus(check.findings));
  if (statuses.includes('fail')) return 'not-ready';
  if (statuses.includes('unknown') || statuses.length === 0) return 'undetermined';
  return statuses.includes('warn') ? 'ready-with-warnings' : 'ready';
}

/** True when there is something in the way and every fail and unknown of it is transient. */
export function isRetryable(checks: readonly Judged[]): boolean {
  const obstacles = checks
    .flatMap((check) => check.findings)
    .filter((finding) => finding.status === 'fail' || finding.status === 'unknown');
  return obstacles.length > 0 && obstacles.every((finding) => finding.transient === true);
}
