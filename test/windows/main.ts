/**
 * The suite that runs the real cmg-preflight.exe: on Windows as it is, elsewhere under Wine (docs/testing-on-windows.md).
 *
 *   node test/windows/main.ts [part of a title …]
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cases } from './cases/index.ts';
import { createNativeDevice } from './rig/native-device.ts';
import { newerSources } from './rig/newer-sources.ts';
import { productFile, projectFolder } from './rig/paths.ts';
import { layProduct } from './rig/product-layer.ts';
import { runCases } from './rig/suite.ts';
import { furnishSuite, ownShare, runInsideSuite, type Share } from './rig/suite-namespace.ts';
import { createWineDevice } from './rig/wine-device.ts';

/** Each one has its own copy of the executable in memory, and a device with hundreds of processes. */
const maxSuites = 4;

const wanted = process.argv.slice(2);
const chosen = cases.filter(({ title }) => wanted.length === 0 || wanted.some((part) => title.includes(part)));

process.exitCode = await main();

async function main(): Promise<number> {
  const share = ownShare();
  if (share !== undefined) return runShare(share);
  if (!existsSync(productFile)) {
    console.error(`${productFile} is missing: npm run package makes it`);
    return 2;
  }
  await warnOfAge();
  const status = process.platform === 'win32' ? await runOnWindows() : await runUnderWine();
  await warnOfAge();
  return status;
}

/** Before the first case and after the last one, so that nobody believes what an old executable shows. */
async function warnOfAge(): Promise<void> {
  const newer = await newerSources();
  if (newer.length === 0) return;
  const shown = newer.slice(0, 3).join(', ');
  console.error(`warning: ${productFile} is older than ${shown}${newer.length > 3 ? ', …' : ''}: npm run package`);
}

async function runOnWindows(): Promise<number> {
  const harmless = chosen.filter(({ where }) => where === 'everywhere');
  console.log(`On this real device only what changes nothing: ${harmless.length} of ${chosen.length} cases.`);
  return conclude(await runCases(harmless, async (description) => createNativeDevice(description), console.log));
}

/** One suite for every processor; they share the list and nothing else. */
async function runUnderWine(): Promise<number> {
  execFileSync(join(projectFolder, 'test/windows/root/prepare.sh'), { stdio: 'inherit' });
  const count = Math.max(1, Math.min(availableParallelism(), maxSuites, chosen.length));
  const counts = await Promise.all(Array.from({ length: count }, (_, index) => collectShare({ index, count })));
  return conclude({
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  });
}

async function collectShare(share: Share): Promise<Counts> {
  let counts: Counts | undefined;
  const status = await runInsideSuite(import.meta.filename, wanted, share, (line) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
    if (passed === undefined) console.log(line);
    else counts = { passed: Number(passed), failed: Number(failed) };
  });
  if (counts !== undefined) return counts;
  console.log(`FAIL a part of the suite ended with ${status} before its last case`);
  return { passed: 0, failed: 1 };
}

async function runShare({ index, count }: Share): Promise<number> {
  await furnishSuite();
  const layer = await layProduct();
  const own = chosen.filter((_, at) => at % count === index);
  return conclude(await runCases(own, (description) => createWineDevice(layer, description), console.log));
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

function conclude({ passed, failed }: Counts): number {
  console.log(`${passed} passed, ${failed} failed`);
  // A suite without a case has proven nothing.
  return failed === 0 && passed > 0 ? 0 : 1;
}
