import { describe, expect, test } from '@jest/globals';
import { notify, type RunEvent } from '../../src/core/events.ts';
import type { Report } from '../../src/core/report.ts';
import { cmTraceReporter, extendLog, isLog, type LogContext, renderLogEntry } from '../../src/reporters/cmtrace.ts';
import { expectGolden } from '../golden.ts';
import { samples } from './sample-reports.ts';

const central: LogContext = { timezoneOffsetMinutes: 360, thread: 4_242 };
/** One entry as a parser of such logs takes it. */
const entry =
  /^<!\[LOG\[(?<message>(?:(?!\]LOG\]!>).)*)\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}[+-]\d{3,4}" date="\d\d-\d\d-\d{4}" component="[^"]{1,100}" context="" type="[123]" thread="\d+" file="[^"]{1,100}">$/;

function logOf(report: Report): string {
  const lines: string[] = [];
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 5, 1, 12, 0, seconds++));
  const reporter = cmTraceReporter((entry) => lines.push(renderLogEntry(entry, central)), now);
  const events: readonly RunEvent[] = [
    { kind: 'run-started', startedAt: new Date(0), checks: report.checks },
    ...report.checks.map((result): RunEvent => ({ kind: 'check-judged', result })),
    { kind: 'run-finished', report },
  ];
  for (const event of events) notify(reporter, event);
  return lines.join('');
}

describe('CMTrace log', () => {
  test.each(Object.entries(samples))('%s', (name, report) => {
    const log = logOf(report);
    expectGolden(`cmtrace/${name}.txt`, log);
    const lines = log.split('\r\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) expect(line).toMatch(entry);
  });

  const at = new Date('2026-01-01T05:06:07.089Z');
  test.each([
    [360, 'time="23:06:07.089+360" date="12-31-2025"'],
    [0, 'time="05:06:07.089+000" date="01-01-2026"'],
    [-60, 'time="06:06:07.089-060" date="01-01-2026"'],
    [-345, 'time="10:51:07.089-345" date="01-01-2026"'],
    [-840, 'time="19:06:07.089-840" date="01-01-2026"'],
  ])('local time with a bias of %d', (timezoneOffsetMinutes, expected) => {
    const text = renderLogEntry({ at, message: 'x', type: 1, component: 'c' }, { timezoneOffsetMinutes, thread: 1 });
    expect(text).toContain(expected);
  });

  test.each([
    ['ends early ]LOG]!><time="x">', 'component'],
    ['two\r\nlines', 'a" component="b'],
    ['x'.repeat(20_000), 'c'.repeat(500)],
  ])('stays one entry (%#)', (message, component) => {
    const text = renderLogEntry({ at, message, type: 3, component }, central);
    expect(text.trimEnd()).toMatch(entry);
    expect(text.length).toBeLessThan(8_500);
  });
});

describe('a log within its limit', () => {
  const line = (message: string) => renderLogEntry({ at: new Date(0), message, type: 1, component: 'c' }, central);
  const three = line('one') + line('two') + line('three');

  test('keeps all when there is room', () => {
    expect(extendLog(three, line('four'), 10_000)).toBe(three + line('four'));
    expect(extendLog('', line('four'), 10_000)).toBe(line('four'));
  });
  test('loses the oldest entries, whole', () => {
    const limit = (three + line('four')).length - 1;
    expect(extendLog(three, line('four'), limit)).toBe(line('two') + line('three') + line('four'));
  });
  test('never splits a character or an entry', () => {
    const old = line('ü'.repeat(50)) + line('two');
    for (let limit = line('new').length; limit < 400; limit += 1) {
      const log = extendLog(old, line('new'), limit);
      expect(log.startsWith('<![LOG[')).toBe(true);
      expect(log).not.toContain('\ufffd');
      expect(Buffer.byteLength(log)).toBeLessThanOrEqual(limit);
    }
  });
  test('the newest entry is never lost', () => {
    expect(extendLog(three, line('new'), 10)).toBe(line('new'));
    expect(extendLog('', three + line('new'), line('new').length + 5)).toBe(line('new'));
    expect(extendLog('no entries at all'.repeat(100), line('new'), 500)).toBe(line('new'));
  });
  test('is told from other files', () => {
    expect(isLog(three)).toBe(true);
    expect(isLog('{"cmg": "cmg.contoso.com"}')).toBe(false);
  });
});

describe('waiting', () => {
  test('is an entry', () => {
    const messages: string[] = [];
    const reporter = cmTraceReporter(
      ({ message }) => messages.push(message),
      () => new Date(0),
    );
    notify(reporter, { kind: 'waiting', pauseMs: 15_000, leftMs: 600_000, codes: ['entra-join.hybrid-pending'] });
    expect(messages).toEqual(['Waiting for entra-join.hybrid-pending: asking again in 15 s, giving up in 10 min']);
  });
});
