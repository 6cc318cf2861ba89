import { describe, expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import { validateReport } from '../validate-report.ts';
import { startLab } from './lab.ts';
import { reportFromLab } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

/** Generous: a scenario takes well under a second on an idle machine, a few where something never answers. */
const LIMIT_MS = 60_000;

/**
 * One test for each scenario: the lab is started, the tool run against it in this process, and its report must hold the
 * expected codes, verdict and exit code, and no failure besides.
 */
export function proveScenarios(scenarios: readonly Scenario[]): void {
  describe.each(scenarios)('$name: $sentence', proveScenario);
}

function proveScenario(scenario: Scenario): void {
  const { expect: expected } = scenario;
  test(
    `${expected.verdict}: ${expected.codes.join(', ')}`,
    async () => {
      const lab = await startLab(scenario);
      try {
        const report = await reportFromLab(lab, checks);
        expect(validateReport(report)).toEqual([]);
        const findings = report.checks.flatMap((check) => check.findings);
        const failing = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
        const explained = findings
          .filter(({ status }) => status !== 'pass')
          .map(({ code, status, what }) => [status, code, what]);
        expect({ codes: findings.map(({ code }) => code), explained }).toMatchObject({
          codes: expect.arrayContaining([...expected.codes]),
        });
        expect({ verdict: report.verdict, exitCode: report.exitCode, failing, explained }).toMatchObject({
          verdict: expected.verdict,
          exitCode: expected.exitCode,
        });
        if (expected.verdict === 'not-ready') {
          const allowed = expected.failing ?? [...new Set(expected.codes.map((code) => code.split('.')[0]))];
          expect({ stray: failing.filter((id) => !allowed.includes(id)), explained }).toMatchObject({ stray: [] });
        }
      } finally {
        await lab.stop();
      }
    },
    LIMIT_MS,
  );
}
