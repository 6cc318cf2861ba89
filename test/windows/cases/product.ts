/** What the executable does without looking at the device. Nothing is changed, so a real Windows runs these too. */
import assert from 'node:assert/strict';
import type { WindowsCase } from '../rig/suite.ts';

export const productCases: readonly WindowsCase[] = [
  {
    title: 'product: --version names the program and its version',
    where: 'everywhere',
    async body({ device }) {
      const run = await (await device()).run(['--version']);
      assert.equal(run.exitCode, 0);
      assert.match(run.stdout, /\d+\.\d+\.\d+/);
      assert.equal(run.stderr, '');
    },
  },
  {
    title: 'product: an unknown option ends with 20964 and names the nearest one',
    where: 'everywhere',
    async body({ device }) {
      const run = await (await device()).run(['--deadlin', '5']);
      assert.equal(run.exitCode, 20_964);
      assert.equal(run.stdout, '');
      assert.match(run.stderr, /--deadline/);
    },
  },
  {
    title: 'product: list --json gives the checks in their order',
    where: 'everywhere',
    async body({ device }) {
      const run = await (await device()).run(['list', '--json']);
      assert.equal(run.exitCode, 0);
      assert.ok(run.report !== undefined, 'stdout is no JSON');
      const ids = [...run.stdout.matchAll(/"id":\s*"([a-z-]+)"/g)].map(([, id]) => id);
      assert.deepEqual(ids.slice(0, 1), ['device-context']);
    },
  },
  {
    title: 'product: explain needs no file beside the executable',
    where: 'everywhere',
    async body({ device }) {
      const run = await (await device()).run(['explain', 'root-ca.missing', 'certificate.weak-key', 'exit-codes']);
      assert.equal(run.exitCode, 0);
      for (const word of [/certlm\.msc/, /2,048/, /20964/]) assert.match(run.stdout, word);
      assert.equal(run.stderr, '');
    },
  },
  {
    title: 'product: a machine-wide NODE_OPTIONS changes nothing',
    where: 'everywhere',
    async body({ device }) {
      const run = await (await device()).run(['--version'], { environment: { NODE_OPTIONS: '--no-such-option' } });
      assert.equal(run.exitCode, 0);
    },
  },
];
