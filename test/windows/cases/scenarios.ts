/** Differently broken devices and networks from the lab, told apart by the real executable. */
import assert from 'node:assert/strict';
import { checks } from '../../../checks/index.ts';
import type { Report } from '../../../src/core/report.ts';
import { startLab } from '../../lab/lab.ts';
import { argumentsOf } from '../../lab/run-scenario.ts';
import type { Scenario } from '../../lab/scenario.ts';
import { scenarioNamed } from '../../lab/scenarios/index.ts';
import { standardSite } from '../../lab/site.ts';
import { validateReport } from '../../validate-report.ts';
import { addAddress } from '../rig/network.ts';
import type { WindowsCase } from '../rig/suite.ts';
import { describeForWine } from './scenario-device.ts';

/** One for every kind of trouble; the whole list runs in the lab tests. */
const chosen = [
  'healthy',
  'hybrid-joined',
  'registered-only',
  'not-joined',
  'hybrid-pending',
  'wrong-tenant',
  'dsregcmd-hangs',
  'dsregcmd-missing',
  'device-rejected',
  'device-certificate-missing',
  'split-dns',
  'name-nowhere',
  'cmg-refuses',
  'certificate-of-another-name',
  'root-missing',
  'root-by-group-policy',
  'root-of-user-only',
  'intermediate-fetched',
  'crl-404',
  'crl-expired',
  'certificate-revoked',
  'ocsp-good',
  'no-crl-check',
  'not-onboarded',
  'captive-portal',
  'cmg-unavailable',
] as const;

export const scenarioCases: readonly WindowsCase[] = chosen.map((name) => {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
  return {
    title: `scenario ${name}: ${scenario.expect.exitCode}`,
    where: 'wine',
    body: (context) => runScenario(scenario, context),
  };
});

async function runScenario(scenario: Scenario, { device, atEnd }: Parameters<WindowsCase['body']>[0]): Promise<void> {
  const { addresses } = standardSite;
  for (const [role, address] of Object.entries(addresses)) if (role !== 'nowhere') await addAddress(address);
  const lab = await startLab(scenario, { ports: 'standard' });
  atEnd(() => lab.stop());
  for (const address of lab.device.addresses) await addAddress(address);
  const roles = scenario.device?.nameServers ?? (['internalDns', 'secondInternalDns'] as const);
  const machine = await device(
    describeForWine(
      lab.device,
      roles.map((role) => addresses[role]),
    ),
  );
  const run = await machine.run([...argumentsOf(scenario, lab.site), '--json']);

  const { expect } = scenario;
  const report = run.report as Report | undefined;
  assert.ok(report !== undefined, 'stdout is no JSON');
  const codes = report.checks.flatMap(({ findings }) => findings.map(({ code }) => code));
  const missing = expect.codes.filter((code) => !codes.includes(code));
  const failing = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  assert.deepEqual({ missing, verdict: report.verdict }, { missing: [], verdict: expect.verdict });
  assert.equal(run.exitCode, expect.exitCode);
  assert.equal(report.exitCode, expect.exitCode);
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    checks.map(({ id }) => id),
  );
  assert.ok(failing.length <= 1 || expect.failing !== undefined, `one cause, one fail: ${failing.join(', ')}`);
  assert.deepEqual(validateReport(report), []);
  assert.deepEqual(run.leftovers, []);
}
