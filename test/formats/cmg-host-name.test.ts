import { describe, expect, test } from '@jest/globals';
import { parseCmgHostName } from '../../src/formats/cmg-host-name.ts';

describe('parseCmgHostName', () => {
  test.each([
    ['cmg.contoso.com', { host: 'cmg.contoso.com', port: 443 }],
    [' CMG.Contoso.COM. ', { host: 'cmg.contoso.com', port: 443 }],
    ['cmg.contoso.com/', { host: 'cmg.contoso.com', port: 443 }],
    ['cmg.contoso.com:8443', { host: 'cmg.contoso.com', port: 8443 }],
    [
      'CMG.CONTOSO.COM/CCM_Proxy_MutualAuth/72057594037927941',
      { host: 'cmg.contoso.com', port: 443, path: '/CCM_Proxy_MutualAuth/72057594037927941' },
    ],
    [
      'cmg.contoso.com:8443/ccm_proxy_mutualauth/8/',
      { host: 'cmg.contoso.com', port: 8443, path: '/ccm_proxy_mutualauth/8' },
    ],
    ['gerät.contoso.com', { host: 'xn--gert-noa.contoso.com', port: 443 }],
  ])('%s', (text, cmg) => {
    expect(parseCmgHostName(text)).toEqual({ ok: true, cmg, warnings: [] });
  });

  test.each([
    ['https://cmg.contoso.com', 'https://'],
    ['HTTPS:/cmg.contoso.com', 'https://'],
    ['cmg.contoso.com/CCM_Proxy_ServerAuth/8', 'CCM_Proxy_ServerAuth'],
    ['cmg.contoso.com/CCM_Proxy_MutualAuth', 'CCM_Proxy_MutualAuth'],
    ['cmg', 'fully qualified'],
    ['my_cmg.contoso.com', 'underscore'],
  ])('%s is taken with a warning', (text, about) => {
    const parsed = parseCmgHostName(text);
    expect(parsed).toMatchObject({ ok: true, cmg: { port: 443 }, warnings: [expect.stringContaining(about)] });
    if (parsed.ok) expect(parsed.cmg.path).toBeUndefined();
  });

  test.each([
    '',
    '   ',
    'http://cmg.contoso.com',
    'ftp://cmg.contoso.com',
    '*.contoso.com',
    'cmg..contoso.com',
    '.contoso.com',
    '-cmg.contoso.com',
    'cmg-.contoso.com',
    'cmg!.contoso.com',
    'cmg contoso.com',
    'user@cmg.contoso.com',
    'cmg.contoso.com?x=1',
    'cmg.contoso.com#x',
    'cmg.contoso.com:0',
    'cmg.contoso.com:65536',
    'cmg.contoso.com:',
    'cmg.contoso.com:a',
    'cmg.contoso.com/other',
    'cmg.contoso.com/CCM_Proxy_MutualAuth/abc',
    '192.0.2.10',
    '[2001:db8::1]',
    '<cmg>',
    '://',
    `${'a'.repeat(64)}.contoso.com`,
    `${'a.'.repeat(127)}contoso.com`,
    'x'.repeat(5000),
  ])('refuses %s', (text) => {
    const parsed = parseCmgHostName(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.reason).toMatch(/\.$/);
  });
});
