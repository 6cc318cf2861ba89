import { describe, expect, test } from '@jest/globals';
import { asciiOnly, harmlessJson, plainPunctuation, printable } from '../../src/reporters/printable.ts';

describe('printable', () => {
  test.each([
    ['plain text', 'plain text'],
    ['Jörg 日本 🙂', 'Jörg 日本 🙂'],
    ['a\r\nb\tc\n\nd', 'a b c d'],
    ['\u001b[31mred\u001b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
    ['\u009b31m', '\\u{9b}31m'],
    ['\u0000\u0007\u007f', '\\u{0}\\u{7}\\u{7f}'],
    ['exe\u202egnp', 'exe\\u{202e}gnp'],
    ['\u2066x\u2069\u200e', '\\u{2066}x\\u{2069}\\u{200e}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['line\u2028para\u2029', 'line\\u{2028}para\\u{2029}'],
    ['\u{e0041}tag', '\\u{e0041}tag'],
    ['lone \ud800 half', 'lone \\u{d800} half'],
    ['नमस्‍ते', 'नमस्‍ते'],
  ])('%j', (text, expected) => expect(printable(text)).toBe(expected));

  test('plain punctuation keeps letters', () => {
    expect(plainPunctuation('“Jörg’s” – a…b → c')).toBe('"Jörg\'s" - a...b -> c');
  });
  test('ASCII only', () => expect(asciiOnly('Jörg’s 🙂\u001b')).toBe("J?rg's ?\\u{1b}"));
  test('JSON reads back', () => {
    const value = { '\u202e': '\u009b \u{e0041} \u2028 \u007f ü 🙂' };
    const text = harmlessJson(JSON.stringify(value));
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(JSON.parse(text)).toEqual(value);
  });
});
