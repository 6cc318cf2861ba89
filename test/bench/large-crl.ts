import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { executable } from './executable.ts';
import { AT, ENTRIES, type LargeCrl, largeCrl } from './large-crl-files.ts';
import { type Measurement, median } from './measurement.ts';
import { peakKbOf } from './peak-memory.ts';

/** The first pair only warms the page cache and is not counted. */
const ROUNDS = 9;
const TIME_LIMIT = 2;
const MEMORY_LIMIT_MB = 150;

/** `certificate` with a quarter of a million entries against `openssl crl -verify`, process against process, in turns. */
export function measureLargeCrlTime(): Measurement {
  const crl = prepared();
  const own: number[] = [];
  const openssl: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const opensslMs = wallTimeMs('openssl', [
      ...['crl', '-in', crl.list, '-inform', 'DER'],
      ...['-CAfile', crl.root, '-noout', '-verify'],
    ]);
    const ownMs = wallTimeMs(executable, commandFor(crl));
    if (round === 0) continue;
    openssl.push(opensslMs);
    own.push(ownMs);
  }
  return {
    title: 'a large revocation list is judged about as fast as openssl verifies it',
    value: median(own) / median(openssl),
    limit: TIME_LIMIT,
    unit: 'x',
    detail: `${ENTRIES} entries, ${(crl.bytes / 1e6).toFixed(1)} MB: ${median(own).toFixed(0)} ms against ${median(openssl).toFixed(0)} ms, medians of ${ROUNDS}`,
  };
}

/** Peak resident memory of the whole process meanwhile. */
export async function measureLargeCrlMemory(): Promise<Measurement> {
  const crl = prepared();
  return {
    title: 'and in little memory',
    value: (await peakKbOf(executable, commandFor(crl))) / 1024,
    limit: MEMORY_LIMIT_MB,
    unit: 'MB',
    detail: `peak resident set, ${ENTRIES} entries, ${(crl.bytes / 1e6).toFixed(1)} MB`,
  };
}

function prepared(): LargeCrl {
  if (!existsSync(executable)) throw new Error(`there is no ${executable}: run npm run package first`);
  return largeCrl();
}

const commandFor = ({ leaf, root, list }: LargeCrl): readonly string[] => [
  ...['certificate', leaf, '--roots', root, '--crl', list],
  ...['--offline', '--at', AT, '--json'],
];

function wallTimeMs(file: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, error } = spawnSync(file, args, { stdio: 'ignore', windowsHide: true });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}
