import type { Finding, Status } from '../core/finding.ts';
import type { Report } from '../core/report.ts';
import type { Verdict } from '../core/verdict.ts';

/** The verdict as people read it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  ready: 'READY',
  'ready-with-warnings': 'READY WITH WARNINGS',
  'not-ready': 'NOT READY',
  undetermined: 'UNDETERMINED',
};

/** The status that decides a verdict, and so its colour. */
export const verdictStatus: Readonly<Record<Verdict, Status>> = {
  ready: 'pass',
  'ready-with-warnings': 'warn',
  'not-ready': 'fail',
  undetermined: 'unknown',
};

/** The first finding that made the verdict what it is, and how many further checks say the same. */
export interface Cause {
  readonly finding: Finding;
  readonly further: number;
}

/** @returns undefined when the device is ready */
export function causeOf(report: Report): Cause | undefined {
  if (report.verdict === 'ready') return undefined;
  const status = verdictStatus[report.verdict];
  const finding = report.checks.flatMap(({ findings }) => findings).find((candidate) => candidate.status === status);
  return finding === undefined ? undefined : { finding, further: Math.max(report.counts[status] - 1, 0) };
}

/** `crl-reachability.unreachable: http://pki.contoso.com/ca.crl (+1)`; stable from run to run. */
export function describeCause({ finding, further }: Cause): string {
  const subject = finding.subject === undefined ? '' : `: ${finding.subject}`;
  return `${finding.code}${subject}${further === 0 ? '' : ` (+${further})`}`;
}
