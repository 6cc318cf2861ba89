/** Differently broken devices and networks from the lab, told apart by the real executable. */
import assert from 'node:assert/strict';
import { checks } from '../../../checks/index.ts';
import type { Scenario } from '../../lab/scenario.ts';
import { scenarioNamed, scenarios } from '../../lab/scenarios/index.ts';
import type { CaseContext, WindowsCase } from '../rig/suite.ts';
import { labDevice } from './lab-device.ts';
import { codesOf, reportOf } from './report-of.ts';

/** One for every kind of trouble; the whole list runs in the lab tests, and here when it is asked for. */
const selected = [
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
  'first-resolver-dead',
  'truncating-resolver',
  'forged-answers',
  'resolvers-fail',
  'cname-loop',
  'hosts-override',
  'cmg-refuses',
  'behind-proxy',
  'proxy-refuses',
  'tls-inspection',
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
/** What Wine's own name resolution does not know: policies for single names and for suffixes. */
const policiesOfNames = ['vpn-rule-rescues', 'vpn-rule-breaks', 'policy-server-dead', 'search-suffix'];
/** A port that swallows packets at an address that answers at another: the loopback interface refuses there. */
const silentPorts = ['sign-in-filtered'];

/** Not what only a described device can have: another clock, another drive, other programs, no Windows, closed keys, … */
function isForWine({ name, run = {}, device = {} }: Scenario): boolean {
  const { clockOffsetMs, freeBytes, setupRuns, notWindows, deniedKeys, blocked, schannel, session } = device;
  // Wine always lets the key be read that tells the elevated from the others.
  if (session?.isSystem === null) return false;
  // Windows' own opinion has cases of its own, in schannel.ts.
  const described = [clockOffsetMs, freeBytes, setupRuns, notWindows, deniedKeys, blocked, schannel, run.waitMinutes];
  return described.every((value) => value === undefined) && ![...policiesOfNames, ...silentPorts].includes(name);
}

const names =
  process.env.CMG_PREFLIGHT_SCENARIOS === 'all' ? scenarios.filter(isForWine).map(({ name }) => name) : selected;

export const scenarioCases: readonly WindowsCase[] = names.map((name) => {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
  return {
    title: `scenario ${name}: ${scenario.expect.exitCode}`,
    where: 'wine',
    body: (context) => runScenario(scenario, context),
  };
});

async function runScenario(scenario: Scenario, context: CaseContext): Promise<void> {
  const { pc, args } = await labDevice(scenario.name, context);
  const run = await pc.run([...args, '--json']);

  const { expect } = scenario;
  const report = reportOf(run);
  const codes = codesOf(report);
  const missing = expect.codes.filter((code) => !codes.includes(code));
  const failing = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  const told = codes.filter((code) => !expect.codes.includes(code)).join(' ');
  assert.deepEqual({ missing, verdict: report.verdict, told }, { missing: [], verdict: expect.verdict, told });
  assert.equal(run.exitCode, expect.exitCode);
  assert.deepEqual(
    report.checks.map(({ id }) => id),
    checks.map(({ id }) => id),
  );
  assert.ok(failing.length <= 1 || expect.failing !== undefined, `one cause, one fail: ${failing.join(', ')}`);
  assert.deepEqual(run.leftovers, []);
}
