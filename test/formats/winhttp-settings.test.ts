import { describe, expect, test } from '@jest/globals';
import {
  decodeConnectionSettings,
  isBypassed,
  parseProxyAddress,
  proxyForScheme,
} from '../../src/formats/winhttp-settings.ts';

function settings(flags: number, ...texts: readonly string[]): Buffer {
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  return Buffer.concat([
    u32(0x28),
    u32(3),
    u32(flags),
    ...texts.flatMap((text) => [u32(text.length), Buffer.from(text, 'latin1')]),
  ]);
}

describe('the binary value', () => {
  test('direct', () => {
    expect(decodeConnectionSettings(settings(1, '', ''))).toEqual({
      proxy: '',
      bypass: '',
      autoConfigUrl: '',
      autoDetect: false,
    });
  });

  test('a static proxy with a bypass list', () => {
    expect(decodeConnectionSettings(settings(3, 'proxy.contoso.com:8080', '<local>;*.contoso.com'))).toMatchObject({
      proxy: 'proxy.contoso.com:8080',
      bypass: '<local>;*.contoso.com',
    });
  });

  test('a script, discovery, and a proxy that is switched off', () => {
    expect(decodeConnectionSettings(settings(0xd, 'old:80', '', 'http://wpad.contoso.com/proxy.pac'))).toEqual({
      proxy: '',
      bypass: '',
      autoConfigUrl: 'http://wpad.contoso.com/proxy.pac',
      autoDetect: true,
    });
  });

  test.each([
    [Buffer.alloc(0)],
    [Buffer.alloc(11)],
    [settings(3, 'proxy').subarray(0, 18)],
    [Buffer.concat([settings(3), Buffer.from([255, 255, 255, 255])])],
  ])('bytes that do not fit: %j', (bytes) => {
    expect(decodeConnectionSettings(bytes)).toBeUndefined();
  });
});

describe('the proxy of a scheme', () => {
  test.each([
    ['proxy:8080', 'https', { host: 'proxy', port: 8080 }],
    ['http=a:80;https=B:443', 'https', { host: 'b', port: 443 }],
    ['http=a:80;https=b:443', 'http', { host: 'a', port: 80 }],
    ['http=a:80', 'https', undefined],
    ['http=a:80;other:8080', 'https', { host: 'other', port: 8080 }],
    ['proxy', 'http', { host: 'proxy', port: 80 }],
    ['http://proxy:3128/', 'http', { host: 'proxy', port: 3128 }],
    ['https://proxy:3128', 'https', { host: 'proxy', port: 3128 }],
    ['http=a:80;https=https://b:443', 'https', { host: 'b', port: 443 }],
    ['[2001:db8::1]:8080', 'http', { host: '2001:db8::1', port: 8080 }],
    ['', 'http', undefined],
    ['user:pass@proxy:80', 'http', undefined],
    ['proxy:99999', 'http', undefined],
  ] as const)('%s for %s', (list, scheme, expected) => {
    expect(proxyForScheme(list, scheme)).toEqual(expected);
  });

  test('one address', () => {
    expect(parseProxyAddress('http://proxy.contoso.com:8080')).toEqual({ host: 'proxy.contoso.com', port: 8080 });
  });
});

describe('past the proxy', () => {
  test.each([
    ['*.contoso.com', 'cmg.contoso.com', true],
    ['*.contoso.com', 'contoso.com', false],
    ['*contoso.com', 'contoso.com', true],
    ['cmg.contoso.com', 'CMG.contoso.com', true],
    ['10.*', '10.1.2.3', true],
    ['<local>', 'cmg', true],
    ['<local>', 'cmg.contoso.com', false],
    ['<LOCAL>', '::1', false],
    ['https://cmg.contoso.com:443', 'cmg.contoso.com', true],
    ['a; *.b ;c', 'x.b', true],
    ['*', 'anything.example', true],
    ['a*b*a', 'aba', true],
    ['ab*ba', 'aba', false],
    ['a*x*c', 'abc', false],
    ['', 'cmg.contoso.com', false],
  ])('%j lets %s past: %s', (list, host, expected) => {
    expect(isBypassed(list, host)).toBe(expected);
  });

  test('a hostile pattern takes no time', () => {
    expect(isBypassed(`${'*a'.repeat(10_000)}*b`, 'a'.repeat(20_000))).toBe(false);
  });
});
