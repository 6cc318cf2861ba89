import { describe, expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import { runCli } from '../../src/cli/cli.ts';
import type { CommandLineIo } from '../../src/cli/io.ts';
import { startLab } from '../lab/lab.ts';
import { argumentsOf } from '../lab/run-scenario.ts';
import { scenarioNamed } from '../lab/scenarios/index.ts';
import { hostOf } from '../lab/simulated-host.ts';

/**
 * Recordings that somebody has changed: whatever stands in them, they are refused or judged, nothing crashes, and nothing of
 * theirs reaches a terminal, a log or a page other than as text. Which changes are made is decided by a number, so that a
 * failure comes again.
 */
const recordings = 300;
const firstSeed = 20_261;

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
interface Tape {
  calls: { answers: Plain }[];
}

const texts = [
  '',
  '\u001b[2J\u0007',
  '\u202e\u0085',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  ']LOG]!>',
  '\ud800',
  'x'.repeat(20_000),
  'file:///etc/passwd',
  'http://[::1',
  '999.999.999.999',
];
const numbers = [-1, 0, 0.5, 1e308, -1e308, 2 ** 53, 4_294_967_296];
const dates = ['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '2026-06-01T00:00:00Z'];

const tags = new Set(['status', 'type', 'transport', 'layer', 'platform']);

/** Numbers from 0 to 1, the same for the same seed ("mulberry32"). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes one place of an answer, mostly to another value of its kind. */
function damage(tape: Tape, next: () => number): void {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(next() * items.length)];
  let place: Plain | undefined = pick(tape.calls)?.answers;
  while (typeof place === 'object' && place !== null) {
    const holder = place as { [key: string]: Plain };
    const key = pick(Object.keys(holder));
    if (key === undefined) return;
    const value = holder[key];
    if (typeof value === 'object' && value !== null && next() < 0.98) {
      place = value;
      continue;
    }
    // What tells kinds apart is refused when it is changed, which needs no hundred proofs.
    if (tags.has(key) && next() < 0.95) damage(tape, next);
    else holder[key] = other(key, value ?? null, next, pick);
    return;
  }
}

function other(key: string, value: Plain, next: () => number, pick: <T>(items: readonly T[]) => T | undefined): Plain {
  if (key === '$date') return pick(dates) ?? null;
  if (key === '$bytes' && typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length > 0) bytes[Math.floor(next() * bytes.length)] = pick([0, 0x1b, 0x30, 0x80, 0xff]) ?? 0;
    return bytes.subarray(0, next() < 0.2 ? Math.floor(next() * bytes.length) : bytes.length).toString('base64');
  }
  if (typeof value === 'string') return pick(texts) ?? null;
  if (typeof value === 'number') return pick(numbers) ?? null;
  if (typeof value === 'boolean') return !value;
  return pick([null, [], {}, 'text', 0]) ?? null;
}

interface Outcome {
  readonly exitCode: number;
  readonly written: Readonly<Record<string, string>>;
}

async function run(argv: readonly string[], io: Partial<CommandLineIo>): Promise<Outcome> {
  const written: Record<string, string> = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    terminal: undefined,
    columns: undefined,
  });
  const exitCode = await runCli(argv, checks, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    environment: {},
    platform: 'linux',
    executableFolder: undefined,
    version: '0.0.0-test',
    monotonicMs: () => performance.now(),
    readFile: async () => undefined,
    readBytes: async () => undefined,
    writeFile: async (path, text) => {
      written[path] = text;
    },
    folderExists: async () => true,
    createHost: async () => Promise.reject(new Error('a replayed run touches nothing')),
    startCommand: async () => Promise.reject(new Error('a replayed run starts nothing')),
    sleep: async () => undefined,
    signal: new AbortController().signal,
    ...io,
  });
  return { exitCode, written };
}

async function recordingOf(name: string): Promise<string> {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
  const lab = await startLab(scenario);
  try {
    const argv = [...argumentsOf(scenario, lab.site), '--record', '/facts.json', '--quiet'];
    const { written } = await run(argv, { createHost: async () => hostOf(lab.device) });
    return written['/facts.json'] ?? '';
  } finally {
    await lab.stop();
  }
}

/** Characters that move a cursor, change colours or the reading direction; line ends and JSON's blanks are none. */
const moves = /(?![\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe.each(['healthy', 'split-dns', 'hybrid-pending'])('a recording of %s', (name) => {
  test('stays text however it is changed', async () => {
    const recording = await recordingOf(name);
    let judged = 0;
    for (let seed = firstSeed; seed < firstSeed + recordings / 3; seed += 1) {
      const next = generator(seed);
      const tape = JSON.parse(recording) as Tape;
      for (let left = 1 + Math.floor(next() * 3); left > 0; left -= 1) damage(tape, next);
      const argv = ['--replay', 't', '--output', '/o', '--html', '/h', '--log', '/l', '--verbose'];
      const readFile = async (path: string) => (path === 't' ? JSON.stringify(tape) : undefined);
      const { exitCode, written } = await run(next() < 0.3 ? [...argv, '--redact'] : argv, { readFile });

      const trouble = Object.entries(written)
        .filter(([, text]) => moves.test(text))
        .map(([where]) => where);
      const crashed = /"code": "[\w-]+\.crashed"[^}]*/.exec(written['/o'] ?? '')?.[0];
      expect({ seed, trouble, crashed, fault: exitCode === 20_970 }).toEqual({
        seed,
        trouble: [],
        crashed: undefined,
        fault: false,
      });
      expect(written['/h'] ?? '').not.toMatch(/<script/i);
      const log = written['/l'] ?? '';
      expect([seed, log.split(']LOG]!>').length]).toEqual([seed, log.split('<![LOG[').length]);
      if (exitCode !== 20_964) judged += 1;
    }
    // A test that is refused everything proves nothing.
    expect(judged).toBeGreaterThan(recordings / 3 / 2);
  }, 60_000);
});
