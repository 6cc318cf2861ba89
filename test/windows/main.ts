/**
 * The suite that runs the real cmg-preflight.exe: on Windows as it is, elsewhere under Wine (docs/testing-on-windows.md).
 *
 *   node test/windows/main.ts [part of a title …]
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from './cases/index.ts';
import { createNativeDevice } from './rig/native-device.ts';
import { productFile, projectFolder } from './rig/paths.ts';
import { layProduct } from './rig/product-layer.ts';
import { runCases, type WindowsCase } from './rig/suite.ts';
import { furnishSuite, isInsideSuite, runInsideSuite } from './rig/suite-namespace.ts';
import { createWineDevice } from './rig/wine-device.ts';

const wanted = process.argv.slice(2);
const chosen = cases.filter(({ title }) => wanted.length === 0 || wanted.some((part) => title.includes(part)));

process.exitCode = await main();

async function main(): Promise<number> {
  if (!existsSync(productFile)) {
    console.error(`${productFile} is missing: npm run package makes it`);
    return 2;
  }
  if (process.platform === 'win32') return runOnWindows();
  if (isInsideSuite()) return runUnderWine();
  execFileSync(join(projectFolder, 'test/windows/root/prepare.sh'), { stdio: 'inherit' });
  return runInsideSuite(import.meta.filename, wanted);
}

async function runOnWindows(): Promise<number> {
  const harmless = chosen.filter(({ where }) => where === 'everywhere');
  console.log(`On this real device only what changes nothing: ${harmless.length} of ${chosen.length} cases.`);
  return conclude(harmless, async (description) => createNativeDevice(description));
}

async function runUnderWine(): Promise<number> {
  await furnishSuite();
  const layer = await layProduct();
  return conclude(chosen, (description) => createWineDevice(layer, description));
}

async function conclude(some: readonly WindowsCase[], create: Parameters<typeof runCases>[1]): Promise<number> {
  const { passed, failed } = await runCases(some, create, (line) => console.log(line));
  console.log(`${passed} passed, ${failed} failed`);
  // A suite without a case has proven nothing.
  return failed === 0 && passed > 0 ? 0 : 1;
}
