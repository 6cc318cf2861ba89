import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { bundle } from '../../build/bundle.ts';
import { packDocs } from '../../build/embedded-docs.ts';
import { bundledPackages } from '../../build/third-party-notices.ts';
import { checks } from '../../checks/index.ts';
import { pageOf, topicsOf } from '../../src/cli/topics.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function bundleSource(source: string) {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  return bundle({ entry, file: join(folder, 'out.cjs'), version: '1.2.3' });
}

test('the bundle knows its version and its own URL and names functions in stacks', async () => {
  const { file } = await bundleSource(`
    declare const CMG_PREFLIGHT_VERSION: string;
    function namedInStack(): string { return new Error('x').stack ?? ''; }
    console.log(JSON.stringify([CMG_PREFLIGHT_VERSION, import.meta.url, namedInStack().includes('namedInStack')]));
  `);
  const output = execFileSync(process.execPath, [file], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual(['1.2.3', pathToFileURL(file).href, true]);
});

test('packages inside the bundle are found with their licences', async () => {
  const { metafile, file } = await bundleSource(`import forge from 'node-forge'; console.log(typeof forge);`);
  const [forge, ...others] = await bundledPackages(metafile);
  expect(others).toEqual([]);
  expect(forge).toMatchObject({ name: 'node-forge', license: '(BSD-3-Clause OR GPL-2.0)' });
  expect(forge?.text).toContain('New BSD License');
  expect(readFileSync(file).every((byte) => byte < 0x80)).toBe(true);
});

test('source that cannot be one CommonJS file is refused', async () => {
  await expect(bundleSource('await Promise.resolve(1); export {};')).rejects.toThrow('Top-level await');
});

test('yargs looks for no package.json in the working directory, which anybody may have written', async () => {
  const { file } = await bundleSource(`import yargs from 'yargs'; yargs(['--version']).parseSync();`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '6.6.6' }));
  const output = execFileSync(process.execPath, [file], { encoding: 'utf8', cwd: folder });
  expect(output).not.toContain('6.6.6');
});

test('the bundle has the docs inside, the same bytes every time, and looks for no file', async () => {
  expect(await packDocs()).toBe(await packDocs());
  const source = join(import.meta.dirname, '../../src/cli/doc-pages.ts');
  const { file } = await bundleSource(`
    import { readPages } from ${JSON.stringify(source)};
    readPages([]).then((pages) => console.log(JSON.stringify([...pages])));
  `);
  const output = execFileSync(process.execPath, [file], { encoding: 'utf8', cwd: folder });
  const pages = new Map<string, string>(JSON.parse(output));
  expect([...pages.keys()]).toEqual([...pages.keys()].sort());
  const explained = [...topicsOf(checks).values()].flatMap(({ docs }) => docs.map(pageOf));
  expect(explained.filter((path) => !pages.has(path))).toEqual([]);
  for (const [path, text] of pages) {
    expect(text).toBe(readFileSync(join(import.meta.dirname, '../..', path), 'utf8').replaceAll('\r\n', '\n'));
  }
});
