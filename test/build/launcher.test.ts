import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { writeLauncher } from '../../build/launcher.ts';

const folder = mkdtempSync(join(tmpdir(), 'launcher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a launcher around this bundle. */
async function run(bundle: string, args: readonly string[]): Promise<string> {
  writeFileSync(join(folder, 'app.cjs'), bundle);
  await writeLauncher(join(folder, 'app.cjs'), join(folder, 'launcher.cjs'), '1.2.3');
  return execFileSync(process.execPath, [join(folder, 'launcher.cjs'), ...args], { encoding: 'utf8' });
}

test('a lone --version is answered without compiling the bundle', async () => {
  expect(await run('this is no JavaScript', ['--version'])).toBe('1.2.3\n');
});

test('everything else gets the bundle with the arguments, require and the names of a module', async () => {
  const bundle = `
    const { basename } = require('node:path');
    console.log(process.argv.slice(2).join(), basename(__filename), typeof module.exports, '\u2028\` ');
  `;
  expect(await run(bundle, ['list', '--version'])).toBe('list,--version launcher.cjs object \u2028` \n');
});

test('an error names the bundle and its line, which the source map is for', async () => {
  const bundle = '\n\ntry { null.x } catch (e) { console.log(e.stack.split("\\n")[1]) }';
  expect(await run(bundle, [])).toMatch(/app\.cjs:3:/);
});
