import { describe, expect, test } from '@jest/globals';
import { placeLine } from '../../../src/formats/ccmsetup/placed-text.ts';
import { quoteWindowsArgument, splitWindowsArguments } from '../../../src/formats/ccmsetup/windows-arguments.ts';

const split = (line: string) =>
  splitWindowsArguments(placeLine(line), { withProgram: false }).words.map(({ text }) => text);

describe('splitWindowsArguments', () => {
  // The first four are the examples of Microsoft's page on parsing C command-line arguments.
  test.each([
    ['"abc" d e', ['abc', 'd', 'e']],
    ['a\\\\b d"e f"g h', ['a\\\\b', 'de fg', 'h']],
    ['a\\\\\\"b c d', ['a\\"b', 'c', 'd']],
    ['a\\\\\\\\"b c" d e', ['a\\\\b c', 'd', 'e']],
    ['  a \t b  ', ['a', 'b']],
    ['""', ['']],
    ['a""b', ['ab']],
    ['"a""b c', ['a"b', 'c']],
    ['"""a"""', ['"a"']],
    ['""" b', ['"', 'b']],
    ['"C:\\path\\" b', ['C:\\path" b']],
    ['"C:\\path\\\\" b', ['C:\\path\\', 'b']],
    ['', []],
  ])('%s', (line, expected) => {
    expect(split(line)).toEqual(expected);
  });

  test('a program is delimited by quotes alone', () => {
    const { words } = splitWindowsArguments(placeLine('"C:\\a b\\" x'), { withProgram: true });
    expect(words.map(({ text }) => text)).toEqual(['C:\\a b\\', 'x']);
  });

  test.each([
    ['a "b c', 3],
    ['"a" b"c', 6],
    ['"', 1],
    ['a\\"b', undefined],
  ])('the column of the quote that stays open in %s', (line, column) => {
    expect(splitWindowsArguments(placeLine(line), { withProgram: false }).unclosedQuoteColumn).toBe(column);
  });

  test('an open program quote is told', () => {
    const split = splitWindowsArguments(placeLine(' "ccmsetup.exe /mp:x'), { withProgram: true });
    expect(split.unclosedQuoteColumn).toBe(2);
    expect(split.words.map(({ text }) => text)).toEqual(['ccmsetup.exe /mp:x']);
  });

  test('characters keep their columns through quotes and escapes', () => {
    const [word] = splitWindowsArguments(placeLine('N="a \\"b"'), { withProgram: false }).words;
    expect(word?.text).toBe('N=a "b');
    expect(word?.columns).toEqual([1, 2, 4, 5, 7, 8]);
  });
});

describe('quoteWindowsArgument', () => {
  test.each([
    ['plain', 'plain'],
    ['', '""'],
    ['a b', '"a b"'],
    ['SMSCACHEDIR=C:\\a b\\', 'SMSCACHEDIR="C:\\a b\\\\"'],
    ['/source:\\\\server\\a b', '/source:"\\\\server\\a b"'],
    ['say "x"', '"say \\"x\\""'],
    ['a\\"b', '"a\\\\\\"b"'],
  ])('%s', (argument, quoted) => {
    expect(quoteWindowsArgument(argument)).toBe(quoted);
    expect(split(quoted)).toEqual([argument]);
  });
});
