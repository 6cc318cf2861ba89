import { describe, expect, test } from '@jest/globals';
import {
  answerOf,
  errorCodeOf,
  errorCodesOf,
  guidOf,
  renderErrorCode,
  thumbprintOf,
  utcTimeOf,
  validityOf,
} from '../../../src/formats/dsregcmd/values.ts';

test.each([
  ['YES', 'yes'],
  [' yes ', 'yes'],
  ['NO', 'no'],
  ['YES NO', 'error'],
  ['', 'error'],
  [undefined, 'absent'],
])('answerOf %p', (text, answer) => {
  expect(answerOf(text)).toBe(answer);
});

test.each([
  ['8F4B2A6C-1D3E-4F57-9B80-6C2D1E0F7A95', '8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a95'],
  ['{8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a95}', '8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a95'],
  ['8f4b2a6c-1d3e-4f57-9b80-6c2d1e0f7a9', undefined],
  ['8f4b...a95', undefined],
  ['xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', undefined],
  [undefined, undefined],
])('guidOf %p', (text, guid) => {
  expect(guidOf(text)).toBe(guid);
});

test.each([
  ['91 d3 f0 7c 5b 2a 4e 68 d1 7f 90 c3 a5 b6 e8 24 7d 0f 1c 3a', '91D3F07C5B2A4E68D17F90C3A5B6E8247D0F1C3A'],
  ['91D3F07C5B2A', undefined],
  [undefined, undefined],
])('thumbprintOf %p', (text, thumbprint) => {
  expect(thumbprintOf(text)).toBe(thumbprint);
});

test('error codes', () => {
  expect(errorCodesOf('FAIL [0x801c0021/0x80072EE2]')).toEqual([0x801c0021, 0x80072ee2]);
  expect(errorCodeOf('ERROR (0xd0020017)')).toBe(0xd0020017);
  expect(errorCodesOf('0x123456789')).toEqual([]);
  expect(errorCodeOf(undefined)).toBeUndefined();
  expect(renderErrorCode(0x54b)).toBe('0x0000054b');
  expect(renderErrorCode(0xd0090016)).toBe('0xd0090016');
});

describe('times', () => {
  test.each([
    ['2026-06-01 11:41:03.000 UTC', '2026-06-01T11:41:03.000Z'],
    ['2026-06-01 11:41:03 UTC', '2026-06-01T11:41:03.000Z'],
    ['2026-06-01 11:41:03.123 UTC', '2026-06-01T11:41:03.123Z'],
    ['2026-13-01 11:41:03 UTC', undefined],
    ['2026-06-01 11:41:03', undefined],
    ['[Date] UTC', undefined],
  ])('%s', (text, iso) => {
    const ms = utcTimeOf(text);
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(iso);
  });

  test('validity', () => {
    expect(validityOf('[ 2026-02-03 08:15:42.000 UTC -- 2036-02-03 08:45:42.000 UTC ]')).toEqual({
      notBeforeMs: Date.parse('2026-02-03T08:15:42Z'),
      notAfterMs: Date.parse('2036-02-03T08:45:42Z'),
    });
    expect(validityOf('[REDACTED_DATE_RANGE]')).toBeUndefined();
    expect(validityOf('[ 2026-02-03 08:15:42.000 UTC -- never and never ]')).toBeUndefined();
    expect(validityOf(undefined)).toBeUndefined();
  });
});
