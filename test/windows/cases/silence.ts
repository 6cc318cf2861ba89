/** That the program ends in time whatever keeps silent, leaves nothing behind, and says nothing that it cannot know. */
import assert from 'node:assert/strict';
import { standardSite } from '../../lab/site.ts';
import type { WindowsCase } from '../rig/suite.ts';
import { labDevice } from './lab-device.ts';
import { codesOf, reportOf } from './report-of.ts';

/**
 * The operating system's name resolution cannot be cancelled, and no process of Node's ends before it: two dead name
 * servers cost 20 s. The report does not wait for it.
 */
const abandonedLookupMs = 20_000;

/** Beyond the deadline: the program's own start and end on a machine that is busy with other things. */
const allowanceMs = 8_000;

/** Name servers that never answer, in the registry and for the system's resolver. */
const deadResolvers = `nameserver ${standardSite.addresses.nowhere}\nnameserver 203.0.113.98\n`;

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
      assert.ok(report.durationMs < 10_000 + allowanceMs, `the report took ${report.durationMs} ms`);
      assert.ok(run.durationMs < 10_000 + abandonedLookupMs + allowanceMs, `it took ${run.durationMs} ms`);
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
      assert.ok(run.durationMs < 5_000 + allowanceMs, `took ${run.durationMs} ms`);
      assert.notEqual(reportOf(run).verdict, 'ready');
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
