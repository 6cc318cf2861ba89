import { describe, expect, test } from '@jest/globals';
import { pageWithout, sectionNamed, sectionsOf } from '../../src/formats/docs-page.ts';

const page = `# name

Before.

\`\`\`powershell
# no heading
\`\`\`

# Findings: one

## \`first\`
Text of
the first.

### Deeper

More.

## second

# Sources

* a
`;

describe('a page of the docs', () => {
  const sections = sectionsOf(page);

  test('is cut at its headings', () => {
    expect(sections.map(({ level, heading }) => `${level} ${heading}`)).toEqual([
      '0 ',
      '1 name',
      '1 Findings: one',
      '2 first',
      '3 Deeper',
      '2 second',
      '1 Sources',
    ]);
  });
  test('a section has what is subordinate to it', () => {
    expect(sectionNamed(sections, 'first')).toBe('Text of\nthe first.\n\n### Deeper\n\nMore.');
    expect(sectionNamed(sections, 'second')).toBe('');
    expect(sectionNamed(sections, 'third')).toBeUndefined();
    expect(sectionNamed(sections, '')).toBeUndefined();
  });
  test('without sections it keeps neither their parts nor empty headings', () => {
    const rest = pageWithout(sections, new Set(['first', 'second']));
    expect(rest).toBe('Before.\n\n```powershell\n# no heading\n```\n\n# Sources\n\n* a');
  });
  test('line ends of Windows mean the same', () => {
    expect(sectionNamed(sectionsOf(page.replaceAll('\n', '\r\n')), 'first')).toContain('the first.');
  });
  test('an unclosed fence ends with the page', () => {
    expect(sectionsOf('# a\n```\n# b').map(({ heading }) => heading)).toEqual(['', 'a']);
    expect(sectionsOf('')).toEqual([{ level: 0, heading: '', body: '' }]);
  });
});
