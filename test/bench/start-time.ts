import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { executable } from './executable.ts';
import { type Measurement, median } from './measurement.ts';

/** Odd, so that the median is a run that happened; the first pair only warms the page cache and is not counted. */
const ROUNDS = 31;
const LIMIT = 2.5;

/** `--version` of the executable against the bare runtime inside it, in turns, so that both meet the same machine. */
export function measureStartTime(): Measurement {
  if (!existsSync(executable)) throw new Error(`there is no ${executable}: run npm run package first`);
  const bare: number[] = [];
  const version: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bareMs = wallTimeMs(process.execPath, ['-e', '0']);
    const versionMs = wallTimeMs(executable, ['--version']);
    if (round === 0) continue;
    bare.push(bareMs);
    version.push(versionMs);
  }
  return {
    title: '--version starts about as fast as bare node',
    value: median(version) / median(bare),
    limit: LIMIT,
    unit: 'x',
    detail: `${median(version).toFixed(0)} ms against ${median(bare).toFixed(0)} ms, medians of ${ROUNDS}`,
  };
}

function wallTimeMs(file: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, error } = spawnSync(file, args, { stdio: 'ignore', windowsHide: true });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}
