import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { notify, type Reporter, type RunEvent } from '../../src/core/events.ts';
import { debugLog } from '../../src/reporters/debug-log.ts';
import { spinnerReporter } from '../../src/reporters/spinner.ts';
import { ready } from './sample-reports.ts';

const events: readonly RunEvent[] = [
  { kind: 'run-started', startedAt: new Date(0), checks: [] },
  ...['entra-join', 'name-resolution', 'clock-skew', 'root-ca'].map(
    (id): RunEvent => ({ kind: 'probe-started', id, title: id }),
  ),
  { kind: 'debug', id: 'entra-join', message: 'dsregcmd: \u001b[31m0.6 s' },
  { kind: 'probe-finished', id: 'entra-join', durationMs: 612.4 },
  ...ready.checks.map((result): RunEvent => ({ kind: 'check-judged', result })),
  { kind: 'run-finished', report: ready },
];
const play = (reporter: Reporter) => {
  for (const event of events) notify(reporter, event);
};

test('the log for --verbose', () => {
  const written: string[] = [];
  play(debugLog((text) => written.push(text)));
  expect(written.join('')).toBe(
    'entra-join: started\nname-resolution: started\nclock-skew: started\nroot-ca: started\n' +
      'entra-join: dsregcmd: \\u{1b}[31m0.6 s\nentra-join: facts gathered after 612 ms\n',
  );
});

describe('spinner', () => {
  /** A terminal that keeps what is written to it. */
  function terminal() {
    const written: string[] = [];
    const stream = Object.assign(new PassThrough(), {
      isTTY: true as const,
      columns: 80,
      rows: 24,
      cursorTo: () => true,
      clearLine: () => {
        written.push('<clear>');
        return true;
      },
      moveCursor: () => true,
      getColorDepth: () => 1,
      hasColors: () => false,
    });
    stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
    return { stream: stream as unknown as NodeJS.WriteStream, text: () => written.join('') };
  }

  test('names what is waited for and goes away', async () => {
    const { stream, text } = terminal();
    const reporter = await spinnerReporter({ stream, color: false, unicode: false });
    for (const event of events.slice(0, 5)) notify(reporter, event);
    // A frame is drawn with the next tick of the spinner's own clock, however long that takes here.
    while (!text().includes('Checking entra-join, name-resolution, clock-skew and 1 more')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const event of events.slice(5)) notify(reporter, event);
    await new Promise((resolve) => setImmediate(resolve));
    expect(text().split('<clear>').at(-1)).not.toContain('Checking');
  });
});
