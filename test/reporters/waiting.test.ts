import { expect, test } from '@jest/globals';
import { notify } from '../../src/core/events.ts';
import { debugLog } from '../../src/reporters/debug-log.ts';
import { describeWait, waitingReporter } from '../../src/reporters/waiting.ts';

const event = { kind: 'waiting', pauseMs: 15_000, leftMs: 1_800_000, codes: ['entra-join.hybrid-pending'] } as const;

test.each([
  [event, 'Waiting for entra-join.hybrid-pending: asking again in 15 s, giving up in 30 min'],
  [{ ...event, pauseMs: 120_000, leftMs: 200_001 }, 'asking again in 2 min, giving up in 4 min'],
  [{ ...event, pauseMs: 9_500, leftMs: 9_500 }, 'asking again in 10 s, for the last time'],
  [{ ...event, codes: ['a.b', 'c.d', 'e.f', 'g.h', 'i.j'] }, 'Waiting for a.b, c.d, e.f and 2 more:'],
])('%#', (waiting, sentence) => {
  expect(describeWait(waiting)).toContain(sentence);
});

test('one line each, on standard error', () => {
  const lines: string[] = [];
  for (const reporter of [waitingReporter((text) => lines.push(text)), debugLog((text) => lines.push(text))]) {
    notify(reporter, event);
  }
  expect(lines).toEqual([`cmg-preflight: ${describeWait(event)}\n`, `${describeWait(event)}\n`]);
});
