import type { Finding } from './finding.ts';

/** A failure that the user waives, by check id or by full finding code, stays in the report as a warning marked `waived`. */
export function waive(finding: Finding, checkId: string, ignore: ReadonlySet<string>): Finding {
  if (finding.status !== 'fail' || !(ignore.has(checkId) || ignore.has(finding.code))) return finding;
  return { ...finding, status: 'warn', waived: true };
}
