import { describe, expect, test } from '@jest/globals';
import { completeKeys, parseRegQuery } from '../../src/formats/reg-query.ts';

const asked = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso';
const lines = (...text: readonly string[]) => text.map((line) => `${line}\r\n`).join('');
/** Values of the only key, from its rows. */
const valuesOf = (...rows: readonly string[]) => parseRegQuery(lines('', asked, ...rows, ''), asked)[0]?.values;

describe('values', () => {
  test.each<[string, string, unknown]>([
    ['REG_SZ', 'a b', { type: 'string', value: 'a b' }],
    ['REG_SZ', '', { type: 'string', value: '' }],
    ['REG_EXPAND_SZ', '%SystemRoot%\\x', { type: 'string', value: '%SystemRoot%\\x' }],
    ['REG_MULTI_SZ', 'a\\0b c\\0d', { type: 'strings', value: ['a', 'b c', 'd'] }],
    ['REG_MULTI_SZ', 'a\\0', { type: 'strings', value: ['a'] }],
    ['REG_MULTI_SZ', 'a\\0\\0b', { type: 'strings', value: ['a', '', 'b'] }],
    ['REG_MULTI_SZ', '', { type: 'strings', value: [] }],
    ['REG_DWORD', '0x1f', { type: 'number', value: 31 }],
    ['REG_DWORD', '0xffffffff', { type: 'number', value: 4_294_967_295 }],
    ['REG_DWORD_BIG_ENDIAN', '0x1000000', { type: 'number', value: 16_777_216 }],
    ['REG_QWORD', '0x1dbd3a1c0e5a000', { type: 'number', value: 0x1dbd3a1c0e5a000 }],
    ['REG_QWORD', '(null)', { type: 'string', value: '(null)' }],
    ['REG_BINARY', '00FF0a', { type: 'binary', value: new Uint8Array([0, 255, 10]) }],
    ['REG_BINARY', '', { type: 'binary', value: new Uint8Array() }],
    ['REG_BINARY', '0', { type: 'string', value: '0' }],
    ['REG_NONE', '0102', { type: 'binary', value: new Uint8Array([1, 2]) }],
    ['REG_RESOURCE_LIST', '0102', { type: 'binary', value: new Uint8Array([1, 2]) }],
    ['(null)', '(null)', { type: 'string', value: '(null)' }],
    ['0x1234', 'abcd', { type: 'string', value: 'abcd' }],
  ])('%s %j', (type, data, expected) => {
    expect(valuesOf(`    Name    ${type}    ${data}`)).toEqual({ Name: expected });
  });

  test('a row may end after its type', () => {
    expect(valuesOf('    Name    REG_SZ')).toEqual({ Name: { type: 'string', value: '' } });
  });

  test.each(['Name With  Spaces', 'a   b', ' leading', 'REG_SZ', 'x    y', 'Größe', 'C:\\path\\x.exe'])(
    'name %j',
    (name) => {
      expect(valuesOf(`    ${name}    REG_SZ    v`)).toEqual({ [name]: { type: 'string', value: 'v' } });
    },
  );

  test('data that looks like a row belongs to its value', () => {
    expect(valuesOf('    a    REG_SZ    b    REG_DWORD    0x1')).toEqual({
      a: { type: 'string', value: 'b    REG_DWORD    0x1' },
    });
  });

  test.each(['(Default)', '(Standard)', '(par défaut)', '(既定)', '(x)'])('%s is the default value', (name) => {
    expect(valuesOf(`    ${name}    REG_SZ    v`)).toEqual({ '': { type: 'string', value: 'v' } });
  });
  test('a default value that is not set is not there, whatever language says so', () => {
    expect(valuesOf('    (Standard)    REG_SZ    (Wert nicht gesetzt)')).toEqual({});
  });
  test('only one value is the default', () => {
    expect(valuesOf('    (Default)    REG_SZ    a', '    (other)    REG_SZ    b')).toEqual({
      '': { type: 'string', value: 'a' },
      '(other)': { type: 'string', value: 'b' },
    });
  });

  test('line breaks belong to the value, blank lines at its end do not', () => {
    expect(valuesOf('    a    REG_SZ    one\ntwo', 'three', '', 'five', '', '    b    REG_SZ    x')).toEqual({
      a: { type: 'string', value: 'one\ntwo\nthree\n\nfive' },
      b: { type: 'string', value: 'x' },
    });
  });
  test('an indented further line is no row', () => {
    expect(valuesOf('    a    REG_SZ    one', '    two    three')).toEqual({
      a: { type: 'string', value: 'one\n    two    three' },
    });
  });

  test('names like those of JavaScript mean nothing', () => {
    const values = valuesOf('    __proto__    REG_SZ    x', '    constructor    REG_DWORD    0x1');
    expect(Object.entries(values ?? {})).toEqual([
      ['__proto__', { type: 'string', value: 'x' }],
      ['constructor', { type: 'number', value: 1 }],
    ]);
    expect(valuesOf()?.toString).toBeUndefined();
  });
});

describe('keys', () => {
  test('values first, then sub-keys as bare paths', () => {
    const text = lines('', asked, '    a    REG_SZ    x', '', `${asked}\\Sub Key`, `${asked}\\Zed`);
    expect(parseRegQuery(text, asked)).toEqual([
      { path: asked, values: { a: { type: 'string', value: 'x' } } },
      { path: `${asked}\\Sub Key`, values: {} },
      { path: `${asked}\\Zed`, values: {} },
    ]);
  });

  test('recursive: every key with its values', () => {
    const text = lines(
      '',
      `${asked}\\One`,
      '    a    REG_SZ    x',
      '',
      `${asked}\\One\\Two`,
      '    b    REG_DWORD    0x2',
      '',
    );
    expect(parseRegQuery(text, asked).map(({ path, values }) => [path, Object.keys(values)])).toEqual([
      [`${asked}\\One`, ['a']],
      [`${asked}\\One\\Two`, ['b']],
    ]);
  });

  test('compares paths without case and takes line feeds alone', () => {
    const text = `\n${asked.toUpperCase()}\n    a    REG_SZ    x\n`;
    expect(parseRegQuery(text, asked)).toMatchObject([{ path: asked.toUpperCase() }]);
  });

  test('paths outside the asked key are text', () => {
    const elsewhere = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\AAAA';
    const text = lines('', asked, '    a    REG_SZ    x', '', elsewhere, `${asked}2`, '');
    expect(parseRegQuery(text, asked)).toEqual([
      { path: asked, values: { a: { type: 'string', value: `x\n\n${elsewhere}\n${asked}2` } } },
    ]);
  });

  test.each(['', '\r\n', 'FEHLER: Zugriff verweigert.\r\n', '    a    REG_SZ    x\r\n'])('nothing in %j', (text) => {
    expect(parseRegQuery(text, asked)).toEqual([]);
  });

  test('a blob of a megabyte', () => {
    const hex = 'AB'.repeat(1_000_000);
    const value = valuesOf(`    Blob    REG_BINARY    ${hex}`)?.Blob;
    expect(value?.type === 'binary' && value.value.length).toBe(1_000_000);
  });
});

describe('keys that had nothing to be printed for', () => {
  const key = (path: string) => ({ path, values: {} });
  const paths = (printed: readonly string[]) => completeKeys(printed.map(key), asked).map(({ path }) => path);

  test('an empty key', () => expect(paths([])).toEqual([asked]));
  test('the asked key comes first', () => expect(paths([`${asked}\\A`, asked])).toEqual([asked, `${asked}\\A`]));
  test('keys in between', () => {
    expect(paths([`${asked}\\A\\B\\C`, `${asked}\\a\\b\\D`])).toEqual([
      asked,
      `${asked}\\A`,
      `${asked}\\A\\B`,
      `${asked}\\A\\B\\C`,
      `${asked}\\a\\b\\D`,
    ]);
  });
  test('nothing twice', () => expect(paths([asked, `${asked}\\A`, `${asked}\\a`])).toEqual([asked, `${asked}\\A`]));
});
