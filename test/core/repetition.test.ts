import { describe, expect, test } from '@jest/globals';
import type { Check } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { ProbeOutcome } from '../../src/core/probing.ts';
import { outcomesToKeep } from '../../src/core/repetition.ts';

function check(id: string, depends: Pick<Check, 'requires' | 'uses'> = {}): Check {
  const nothing = { probe: async () => ({}), judge: () => [], present: () => ({}) };
  return { id, title: id, exitCode: 1, codes: [], timeoutMs: 1, ...depends, ...nothing };
}
const gathered: ProbeOutcome = { kind: 'gathered', evidence: {}, durationMs: 1 };
const finding = (status: 'fail' | 'pass' | 'warn' | 'skip', transient?: boolean) =>
  ({ status, code: 'x.y', what: 'w', ...(transient !== undefined && { transient }) }) as Finding;

/** Ids that are asked again. @param reported findings by id; checks without an entry do not stand in the report */
function askedAgain(
  checks: readonly Check[],
  reported: Readonly<Record<string, readonly Finding[]>>,
  outcomes: Readonly<Record<string, ProbeOutcome>> = {},
): readonly string[] {
  const kept = outcomesToKeep(checks, {
    checks: checks.flatMap(({ id, title }) => {
      const findings = reported[id];
      return findings ? [{ id, title, status: 'pass', durationMs: 1, findings, evidence: {} }] : [];
    }),
    outcomes: new Map(checks.map((one) => [one, outcomes[one.id] ?? gathered])),
  });
  return checks.filter((one) => !kept.has(one)).map(({ id }) => id);
}

const a = check('a');
const b = check('b', { requires: [a] });
const c = check('c', { uses: [b] });
const d = check('d');

describe('asked again', () => {
  test('is what was transient', () => {
    expect(askedAgain([a, d], { a: [finding('pass')], d: [finding('pass'), finding('fail', true)] })).toEqual(['d']);
  });

  test('is what hangs on it, however far', () => {
    const reported = { a: [finding('fail', true)], b: [finding('skip')], c: [finding('pass')], d: [finding('pass')] };
    expect(askedAgain([a, b, c, d], reported)).toEqual(['a', 'b', 'c']);
  });

  test('is what was skipped for it, although it neither requires nor uses it', () => {
    const outcome: ProbeOutcome = { kind: 'blocked', by: a, why: 'w', durationMs: 0 };
    expect(askedAgain([a, d], { a: [finding('fail', true)], d: [finding('skip')] }, { d: outcome })).toEqual([
      'a',
      'd',
    ]);
  });

  test('is what it rests on, where that could not say so itself', () => {
    expect(askedAgain([a, b, c, d], { c: [finding('fail', true)], d: [finding('pass')] })).toEqual(['a', 'b', 'c']);
    expect(askedAgain([a, b, c], { a: [finding('pass')], c: [finding('fail', true)] })).toEqual(['b', 'c']);
  });

  test('is a transient warning too, while there is something to wait for', () => {
    expect(askedAgain([a, d], { a: [finding('warn', true)], d: [finding('fail', true)] })).toEqual(['a', 'd']);
  });

  test('is nothing that failed for good', () => {
    expect(askedAgain([a, d], { a: [finding('fail')], d: [finding('fail', false)] })).toEqual([]);
  });
});
