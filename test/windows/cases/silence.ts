/** That the program ends in time whatever keeps silent, leaves nothing behind, and says nothing that it cannot know. */
import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/finding.ts';
import type { Report } from '../../../src/core/report.ts';
import { standardSite } from '../../lab/site.ts';
import type { WindowsCase } from '../rig/suite.ts';
import { labDevice } from './lab-device.ts';
import { codesOf, reportOf } from './report-of.ts';

/** How long getaddrinfo waits for two dead name servers under Wine; no report and no process shall wait for it. */
const abandonedLookupMs = 20_000;

/** Name servers that never answer, in the registry and for the system's resolver. */
const deadResolvers = `nameserver ${standardSite.addresses.nowhere}\nnameserver 203.0.113.98\n`;

/** No clock is looked at here, since a busy machine is slow: what the deadline ended says so itself. */
function cutByDeadline(report: Report): readonly string[] {
  const isCut = ({ why = '' }: Finding) => why.includes('--deadline');
  return report.checks.filter(({ findings }) => findings.some(isCut)).map(({ id }) => id);
}

export const silenceCases: readonly WindowsCase[] = [
  {
    title: 'silence: no network at all ends by --deadline',
    where: 'wine',
    async body(context) {
      // The device is a healthy one; whatever it sends vanishes.
      const { pc, lab } = await labDevice('healthy', context, { resolvConf: deadResolvers });
      await lab.stop();
      const run = await pc.run(['--cmg', 'cmg.contoso.com', '--deadline', '10', '--json']);
      assert.equal(run.timedOut, false);
      const report = reportOf(run);
      assert.notDeepEqual(cutByDeadline(report), []);
      const outlived = run.durationMs - report.durationMs;
      assert.ok(outlived < abandonedLookupMs / 2, `it went on for ${outlived} ms after its report`);
      assert.match(report.verdict, /^(?:not-ready|undetermined)$/);
      assert.deepEqual(run.leftovers, []);
      assert.notEqual(report.checks.find(({ id }) => id === 'name-resolution')?.status, 'pass');
    },
  },
  {
    title: 'silence: dsregcmd that hangs is ended by --deadline, with its child',
    where: 'wine',
    async body(context) {
      const { pc, args } = await labDevice('dsregcmd-hangs', context);
      const run = await pc.run([...args, '--deadline', '5', '--json']);
      assert.equal(run.timedOut, false);
      const report = reportOf(run);
      assert.ok(cutByDeadline(report).includes('entra-join'), cutByDeadline(report).join());
      assert.notEqual(report.verdict, 'ready');
      assert.deepEqual(run.leftovers, []);
    },
  },
  {
    title: 'silence: what dsregcmd printed before it hung is not taken for all',
    where: 'wine',
    async body(context) {
      const { pc, args } = await labDevice('healthy', context, { dsregcmdMode: 'print-then-hang' });
      const report = reportOf(await pc.run([...args, '--json']));
      assert.ok(!codesOf(report).includes('entra-join.not-joined'));
      assert.notEqual(report.verdict, 'not-ready');
      assert.deepEqual(await pc.programs(), []);
    },
  },
];
