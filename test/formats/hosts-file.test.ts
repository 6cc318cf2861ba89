import { describe, expect, test } from '@jest/globals';
import { findHostsEntries } from '../../src/formats/hosts-file.ts';

const find = (text: string | Buffer, ...names: string[]) => findHostsEntries(Buffer.from(text), names);

describe('hosts file', () => {
  test('the entries of a name, with their lines', () => {
    const text =
      '# comment\r\n127.0.0.1 localhost\r\n\r\n10.1.2.3\tCMG.contoso.com  cmg # old lab\r\n::1 cmg.contoso.com.\r\n';
    expect(find(text, 'cmg.contoso.com')).toEqual([
      { address: '10.1.2.3', name: 'cmg.contoso.com', line: 4 },
      { address: '::1', name: 'cmg.contoso.com', line: 5 },
    ]);
  });

  test.each([
    '#10.1.2.3 cmg.contoso.com',
    '10.1.2.3 # cmg.contoso.com',
    'cmg.contoso.com 10.1.2.3',
    '10.1.2.3 xcmg.contoso.com',
    '10.1.2 cmg.contoso.com',
    '',
  ])('%j pins nothing', (line) => {
    expect(find(line, 'cmg.contoso.com')).toEqual([]);
  });

  test('a byte-order mark, a last line without an end, odd bytes', () => {
    expect(find('\ufeff10.1.2.3 cmg.contoso.com', 'cmg.contoso.com')).toHaveLength(1);
    expect(find(Buffer.from([0xff, 0xfe, 0x31, 0x00]), 'cmg.contoso.com')).toEqual([]);
  });

  test('200,000 blocked names are no trouble', () => {
    const text = `${'0.0.0.0 ads.example\n'.repeat(200_000)}0.0.0.0 cmg.contoso.com`;
    expect(find(text, 'cmg.contoso.com')).toEqual([{ address: '0.0.0.0', name: 'cmg.contoso.com', line: 200_001 }]);
  });
});
