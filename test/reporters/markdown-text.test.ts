import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../src/reporters/markdown-text.ts';

const render = (markdown: string, columns = 60, unicode = false): string =>
  renderMarkdown(markdown, { color: false, unicode, columns, leadsTo: (target) => `see ${target}` }).join('\n');

describe('marks', () => {
  test.each([
    ['**bold** and *leaning*, `code *as* it is`', '  bold and leaning, `code *as* it is`'],
    ['**A > `b`**', '  A > `b`'],
    ['2 * 3 * 4', '  2 * 3 * 4'],
    ['Local Computer\\Personal, a \\* b', '  Local Computer\\Personal, a * b'],
    ['``a ` b``', '  ``a ` b``'],
    ['a ` alone', '  a ` alone'],
    ['[`x`](x.md#y) and [web](https://contoso.com/a)', '  `x` (see x.md#y) and web (see https://contoso.com/a)'],
    ['[MS-GPEF] 2.2', '  [MS-GPEF] 2.2'],
    ['\u001b[31mred\u001b[0m \u202e', '  \\u{1b}[31mred\\u{1b}[0m \\u{202e}'],
    ['a – b … \u00a74', '  a - b ... section 4'],
  ])('%j', (markdown, text) => expect(render(markdown)).toBe(text));

  test('with UTF-8 signs stay', () => expect(render('a – b …', 60, true)).toBe('  a – b …'));
});

describe('blocks', () => {
  test('headings stand left of what they head', () => {
    expect(render('## A `b`\none\ntwo\n### C\nd')).toBe('A `b`\n\n  one two\n\nC\n\n  d');
  });
  test('code is never broken, and nothing in it is a mark', () => {
    const line = `certutil ${'-verify '.repeat(12)}*.cer`;
    expect(render(`Run\n\`\`\`cmd\n${line}\n\n# x\n\`\`\`\nthen`)).toBe(`  Run\n\n    ${line}\n\n    # x\n\n  then`);
    expect(render('```\nopen')).toBe('    open');
  });
  test('lists hang, nested ones too', () => {
    expect(render('* one two three four\n  five six\n* b\n  * c d e f g h\n10. x', 24)).toBe(
      ['  * one two three four', '    five six', '', '  * b', '', '    * c d e f g h', '', '  10. x'].join('\n'),
    );
    expect(render('* a\n* b\n\n* c')).toBe('  * a\n  * b\n  * c');
    expect(render('1. a\ngoes on\n2. b')).toBe('  1. a goes on\n  2. b');
    expect(render('* a\n\nafter')).toBe('  * a\n\n  after');
  });
});

describe('tables', () => {
  const table = '| what | `code` |\n|---|:-:|\n| one | 1 |\n| a \\| b | |\n| | 日本 |';
  test('stand side by side', () => {
    expect(render(table)).toBe(
      ['  what   `code`', '  -----  ------', '  one    1', '  a | b', '         日本'].join('\n'),
    );
  });
  test('are broken within wide columns', () => {
    const wide = `| a | b |\n|---|---|\n| x | ${'word '.repeat(20)} |`;
    const lines = render(wide, 40).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines[2]).toBe(`  x  ${'word '.repeat(7).trim()}`);
  });
  test('become records where columns would be slivers', () => {
    const words = 'some words in a cell';
    const narrow = `| | b | c |\n|---|---|---|\n| first | ${words} | ${words} |\n| second | ${words} | |`;
    expect(render(narrow, 40)).toBe(
      [`  first`, `    b: ${words}`, `    c: ${words}`, '', '  second', `    b: ${words}`].join('\n'),
    );
  });
  test('rows with too few or too many cells keep what they have', () => {
    expect(render('| a |\n|---|\n| 1 | 2 |\n|')).toContain('1  2');
  });
});

test.each(['', '\n\n', '|', '```', '* ', '1.', '#', '[](', '**', '*', '`', '| |\n|-|'])(
  '%j is no trouble',
  (markdown) => {
    expect(() => render(markdown)).not.toThrow();
  },
);
test('nothing takes long', () => {
  const hostile = ['*'.repeat(20_000), '`'.repeat(20_000), '['.repeat(20_000), '|'.repeat(20_000)];
  for (const text of hostile) expect(typeof render(text)).toBe('string');
});
