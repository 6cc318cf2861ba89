import { describe, expect, test } from '@jest/globals';
import { notify } from '../../src/core/events.ts';
import type { Report } from '../../src/core/report.ts';
import { jsonReporter, renderJson } from '../../src/reporters/json.ts';
import { expectGolden } from '../golden.ts';
import { validateReport } from '../validate-report.ts';
import { hostile, notReady, ready, samples, waived } from './sample-reports.ts';

describe('json', () => {
  test.each(Object.entries(samples))('%s is valid and reads back', (name, report) => {
    const text = renderJson(report);
    expect(validateReport(JSON.parse(text))).toEqual([]);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)));
    expectGolden(`json/${name}.json`, text);
  });

  test('nothing hostile reaches a terminal', () => {
    expect(renderJson(hostile).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });

  test('is written as it is rendered', () => {
    const written: string[] = [];
    notify(
      jsonReporter((text) => written.push(text)),
      { kind: 'run-finished', report: ready },
    );
    expect(written).toEqual([renderJson(ready)]);
  });
});

describe('the schema', () => {
  const changed = (report: Report, change: (copy: Record<string, never>) => void): unknown => {
    const copy = JSON.parse(JSON.stringify(report));
    change(copy);
    return copy;
  };
  // biome-ignore lint/suspicious/noExplicitAny: these tests break reports on purpose
  type Loose = any;
  test.each<[string, Report, (copy: Loose) => void]>([
    ['a further field', ready, (copy) => (copy.extra = 1)],
    ['a further field in a finding', ready, (copy) => (copy.checks[1].findings[0].extra = 1)],
    ['a missing field', ready, (copy) => delete copy.retryable],
    ['another version', ready, (copy) => (copy.schemaVersion = 2)],
    ['an unknown verdict', ready, (copy) => (copy.verdict = 'fine')],
    ['a time that is none', ready, (copy) => (copy.startedAt = 'today')],
    ['a fail without a fix', notReady, (copy) => delete copy.checks[4].findings[0].fix],
    ['a fail that is waived', notReady, (copy) => (copy.checks[4].findings[0].waived = true)],
    ['an unknown owner', notReady, (copy) => (copy.checks[4].findings[0].owner = 'me')],
    ['docs elsewhere', waived, (copy) => (copy.checks[1].findings[0].docs = 'http://x')],
    ['an unknown without a reason', notReady, (copy) => delete copy.checks[5].findings[0].why],
    ['a skip without a reason', ready, (copy) => delete copy.checks[0].findings[0].why],
    ['a code without its check', ready, (copy) => (copy.checks[1].findings[0].code = 'joined')],
    ['an empty sentence', ready, (copy) => (copy.checks[1].findings[0].what = '')],
    ['evidence that is no object', ready, (copy) => (copy.checks[1].evidence = [])],
    ['a negative duration', ready, (copy) => (copy.durationMs = -1)],
  ])('refuses %s', (_, report, change) => {
    expect(validateReport(changed(report, change))).not.toEqual([]);
  });
});
