import { describe, expect, test } from '@jest/globals';
import { columnsOf, hang, wrap } from '../../src/reporters/text-layout.ts';

describe('text layout', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['🙂', 2],
  ])('%j takes %d columns', (text, columns) => expect(columnsOf(text)).toBe(columns));

  test('breaks at blanks', () => {
    expect(wrap('one two  three four five six', 20)).toEqual(['one two three four', 'five six']);
    expect(wrap('', 20)).toEqual([]);
  });
  test('leaves a long word whole', () => {
    const url = `http://pki.contoso.com/${'a'.repeat(40)}.crl`;
    expect(wrap(`see ${url} for it`, 30)).toEqual(['see', url, 'for it']);
  });
  test('never goes below a readable width', () => {
    expect(wrap('aaaa bbbb cccc dddd eeee', 3)).toEqual(['aaaa bbbb cccc dddd', 'eeee']);
  });
  test('hangs further lines under the first', () => {
    expect(hang('  why ', 'one two three four five', 26)).toEqual(['  why one two three four', '      five']);
    expect(hang('READY  ', '', 80)).toEqual(['READY']);
  });
});
