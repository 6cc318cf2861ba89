import { describe, expect, test } from '@jest/globals';
import { type BundledPackage, isPermissive, renderNotices } from '../../build/third-party-notices.ts';

const library: BundledPackage = {
  name: 'left',
  version: '1.0.0',
  license: 'MIT',
  text: 'Do as you like.',
  byteLength: 1,
};

describe('isPermissive', () => {
  test.each([
    ['MIT', true],
    ['(BSD-3-Clause OR GPL-2.0)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0', false],
    ['GPL-2.0', false],
    ['(MIT AND (ISC OR GPL-2.0))', false],
    ['SEE LICENSE IN x', false],
    ['', false],
  ])('%s: %p', (expression, permissive) => {
    expect(isPermissive(expression)).toBe(permissive);
  });
});

describe('renderNotices', () => {
  test('names every part with its text, Node last', () => {
    const notices = renderNotices([library], '24.0.0', 'Node text\r\n', '/*! kept */');
    expect(notices).toContain('left 1.0.0 (MIT)\n\nDo as you like.');
    expect(notices).toContain('Notices in source files\n\n/*! kept */');
    expect(notices.endsWith('Node.js 24.0.0\n\nNode text\n')).toBe(true);
  });

  test('refuses a package that may not be redistributed like this', () => {
    expect(() => renderNotices([{ ...library, license: 'GPL-2.0' }], '24.0.0', '', '')).toThrow('not permissive');
    expect(() => renderNotices([{ ...library, text: '' }], '24.0.0', '', '')).toThrow('ships no licence text');
  });
});
