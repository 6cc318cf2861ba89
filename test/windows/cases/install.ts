/** What stands on a device that a client is to be installed on. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { WindowsCase } from '../rig/suite.ts';
import { codesOf, reportOf } from './report-of.ts';

const lookOnlyAtTheInstallation = ['--only', 'install-readiness', '--json'];
const setup = 'C:\\lab\\ccmsetup.exe /runservice';

export const installCases: readonly WindowsCase[] = [
  {
    title: 'install: a ccmsetup at work is seen, and is not when it has ended',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: { 'C:\\lab\\ccmsetup.mode': 'hang' } });
      const ended = pc.start(setup, { timeoutMs: 300_000 });
      while ((await pc.readFile('C:\\lab\\ccmsetup.jsonl')) === undefined) await delay(50);
      const during = codesOf(reportOf(await pc.run(lookOnlyAtTheInstallation)));
      assert.ok(during.includes('install-readiness.setup-running'), during.join());
      await pc.start('C:\\windows\\system32\\taskkill.exe /im ccmsetup.exe /f');
      await ended;
      const after = codesOf(reportOf(await pc.run(lookOnlyAtTheInstallation)));
      assert.deepEqual(after, ['install-readiness.ready']);
    },
  },
];
