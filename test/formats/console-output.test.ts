import { describe, expect, test } from '@jest/globals';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';

const SAMPLE = '   AzureAdJoined : NO\r\n   TenantName : Müller';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('decodeConsoleOutput', () => {
  test.each([
    ['UTF-8', Buffer.from(SAMPLE), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\ufeff${SAMPLE}`), 'utf-8'],
    ['UTF-16 little-endian', Buffer.from(SAMPLE, 'utf16le'), 'utf-16le'],
    ['UTF-16 little-endian with mark', Buffer.from(`\ufeff${SAMPLE}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 big-endian', utf16be(SAMPLE), 'utf-16be'],
    ['UTF-16 big-endian with mark', utf16be(`\ufeff${SAMPLE}`), 'utf-16be'],
    ['Windows-1252', Buffer.from(SAMPLE, 'latin1'), 'single-byte'],
  ])('%s', (_name, bytes, encoding) => {
    expect(decodeConsoleOutput(bytes)).toEqual({ encoding, text: SAMPLE });
  });

  test('an OEM code page costs the accents only', () => {
    const { text, encoding } = decodeConsoleOutput(
      Buffer.concat([Buffer.from('TenantName : M'), Buffer.of(0x81), Buffer.from('ller\r\nAzureAdJoined : NO')]),
    );
    expect(encoding).toBe('single-byte');
    expect(text).toContain('AzureAdJoined : NO');
  });

  test('output that ends inside a character is UTF-8 all the same', () => {
    const cut = Buffer.from('TenantName : Mü').subarray(0, -1);
    expect(decodeConsoleOutput(cut).encoding).toBe('utf-8');
  });

  test('UTF-16 that lost its first byte', () => {
    const { text } = decodeConsoleOutput(Buffer.from(SAMPLE, 'utf16le').subarray(1));
    expect(text).toContain('AzureAdJoined : NO');
  });

  test('two encodings in one file: NULs go, both halves can be read', () => {
    const mixed = Buffer.concat([Buffer.from('A : 1\r\n'), Buffer.from('B : 2\r\n', 'utf16le'), utf16be('C : 3')]);
    expect(decodeConsoleOutput(mixed).text).toBe('A : 1\r\nB : 2\r\nC : 3');
  });

  test('control characters never reach a report', () => {
    const { text } = decodeConsoleOutput(Buffer.from('Na\u0000me : \u001b[31mX\u0007\u0085\tY\r\n'));
    expect(text).toBe('Name : [31mX\tY\r\n');
  });

  test('nothing gives nothing', () => {
    expect(decodeConsoleOutput(new Uint8Array())).toEqual({ encoding: 'utf-8', text: '' });
  });
});
