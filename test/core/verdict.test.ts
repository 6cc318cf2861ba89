import { describe, expect, test } from '@jest/globals';
import { type Finding, findingsOf, worstStatus } from '../../src/core/finding.ts';
import { isRetryable, verdictOf } from '../../src/core/verdict.ts';
import { waive } from '../../src/core/waiver.ts';

const finding = findingsOf('root-ca', ['missing', 'trusted']);
const remedy = { what: 'w', why: 'y', fix: 'f', owner: 'pki' } as const;
const pass = finding.pass('trusted', { what: 'w' });
const warn = finding.warn('missing', remedy);
const fail = finding.fail('missing', remedy);
const unknown = finding.unknown('missing', { what: 'w', why: 'y' });
const skip = finding.skip('missing', { what: 'w', why: 'y' });
const check = (...findings: Finding[]) => ({ findings });

describe('worst status', () => {
  test.each([
    [[skip, pass, warn, unknown, fail], 'fail'],
    [[skip, pass, warn, unknown], 'unknown'],
    [[skip, pass, warn], 'warn'],
    [[skip, pass], 'pass'],
    [[skip], 'skip'],
    [[], 'unknown'],
  ])('%#', (findings, expected) => expect(worstStatus(findings)).toBe(expected));
});

describe('verdict', () => {
  test.each([
    [[check(pass), check(skip)], 'ready'],
    [[check(pass), check(warn)], 'ready-with-warnings'],
    [[check(warn), check(unknown)], 'undetermined'],
    [[check(unknown), check(fail)], 'not-ready'],
    [[], 'undetermined'],
  ])('%#', (checks, expected) => expect(verdictOf(checks)).toBe(expected));
});

describe('retryable', () => {
  const passing = { ...fail, transient: true };
  const vague = { ...unknown, transient: true };
  test.each([
    [[check(passing), check(vague), check(pass)], true],
    [[check(passing), check(unknown)], false],
    [[check(passing, fail)], false],
    [[check(pass), check(warn)], false],
    [[], false],
  ])('%#', (checks, expected) => expect(isRetryable(checks)).toBe(expected));
});

describe('waiver', () => {
  test.each([['root-ca'], ['root-ca.missing']])('%s turns the failure into a marked warning', (ignored) => {
    expect(waive(fail, 'root-ca', new Set([ignored]))).toEqual({ ...fail, status: 'warn', waived: true });
  });
  test('leaves other failures and anything that is no failure alone', () => {
    expect(waive(fail, 'root-ca', new Set(['root-ca.other', 'crl-reachability']))).toBe(fail);
    expect(waive(unknown, 'root-ca', new Set(['root-ca']))).toBe(unknown);
  });
});

test('docs are filled in from check and code', () => {
  expect(fail.docs).toBe('docs/checks/root-ca.md#missing');
});
