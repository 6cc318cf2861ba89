/** The JSON report of a run, which must be there and be what the schema says. */
import assert from 'node:assert/strict';
import type { Report } from '../../../src/core/report.ts';
import { validateReport } from '../../validate-report.ts';
import type { ProgramRun } from '../rig/device-description.ts';

export function reportOf(run: ProgramRun): Report {
  assert.ok(run.report !== undefined, 'stdout is no JSON');
  assert.deepEqual(validateReport(run.report), []);
  const report = run.report as Report;
  assert.equal(report.exitCode, run.exitCode);
  return report;
}

/** Every code of a report, in its order. */
export function codesOf(report: Report): readonly string[] {
  return report.checks.flatMap(({ findings }) => findings.map(({ code }) => code));
}
