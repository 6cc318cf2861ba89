import { describe, expect, test } from '@jest/globals';
import { renderHtml } from '../../src/reporters/html.ts';
import { styleSheet } from '../../src/reporters/html-style.ts';
import { expectGolden } from '../golden.ts';
import { hostile, notReady, samples } from './sample-reports.ts';

describe('HTML', () => {
  test.each(Object.entries(samples))('%s', (name, report) => {
    // The look is the same on every page, and a change of it shall not be read eight times.
    expectGolden(`html/${name}.html`, renderHtml(report).replace(styleSheet.markup, '…'));
  });

  test.each(Object.entries(samples))('%s: every tag is closed, nothing runs, nothing is loaded', (_, report) => {
    const page = renderHtml(report);
    const open: string[] = [];
    for (const [, slash, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/g)) {
      expect(rest).not.toMatch(/\son|\b(?:src|href|action|srcset|data)\s*=/i);
      if (name === 'meta') continue;
      if (slash === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    expect(page).not.toMatch(/<(?:script|img|link|iframe|object|embed|form|base|svg)|url\(|@import|javascript:/i);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('hostile text stays text', () => {
    const page = renderHtml(hostile);
    expect(page).not.toContain('<b>');
    expect(page).toContain('&quot;&lt;/script&gt;&lt;b&gt;&amp;');
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });

  test('what is in the way comes before the list of checks', () => {
    const page = renderHtml(notReady);
    const at = ['<h1>', 'In the way', 'Could not be determined', 'Worth knowing', '>Checks<'].map((part) =>
      page.indexOf(part),
    );
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at).not.toContain(-1);
  });
});
