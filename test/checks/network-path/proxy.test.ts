import { describe, expect, test } from '@jest/globals';
import {
  gatherProxyChoice,
  type ProxyChoice,
  presentProxy,
  proxyFor,
  proxyForUrl,
  renderProxy,
  unfollowedSettings,
} from '../../../checks/network-path/proxy.ts';
import type { ProbeContext } from '../../../src/core/check.ts';
import type { ProxySetting } from '../../../src/core/target.ts';
import { SYSTEM_CONNECTIONS, WINHTTP_CONNECTIONS } from '../../../src/formats/winhttp-settings.ts';
import type { RegistryOutcome } from '../../../src/host/ports.ts';
import { fakeHost, foundKey } from '../../fake-host.ts';

function binary(flags: number, ...texts: readonly string[]): Uint8Array {
  const parts = [Buffer.from([0x28, 0, 0, 0, 1, 0, 0, 0, flags, 0, 0, 0])];
  for (const text of texts) parts.push(Buffer.from([text.length, 0, 0, 0]), Buffer.from(text, 'latin1'));
  return Buffer.concat(parts);
}
const holding = (path: string, name: string, value: Uint8Array): RegistryOutcome =>
  foundKey(path, { [name]: { type: 'binary', value } });

function gather(proxy: ProxySetting, registry: Readonly<Record<string, RegistryOutcome>> = {}): Promise<ProxyChoice> {
  const host = fakeHost({ registry });
  return gatherProxyChoice({
    host,
    signal: new AbortController().signal,
    target: { noCrlCheck: false, proxy, publicResolvers: [] },
  } as unknown as ProbeContext);
}

describe('which proxy', () => {
  test('none, or the one given, asks the machine nothing', async () => {
    expect(await gather({ kind: 'none' })).toEqual({ source: 'none', proxy: '', bypass: '' });
    const given = await gather({ kind: 'url', url: 'http://proxy.contoso.com:8080/' });
    expect(proxyFor(given, { host: 'cmg.contoso.com', scheme: 'https' })).toEqual({
      host: 'proxy.contoso.com',
      port: 8080,
    });
  });

  test('the machine’s, with its bypass list', async () => {
    const choice = await gather(
      { kind: 'machine' },
      {
        [WINHTTP_CONNECTIONS]: holding(
          WINHTTP_CONNECTIONS,
          'WinHttpSettings',
          binary(3, 'p.contoso.com:8080', '*.fabrikam.com'),
        ),
        [SYSTEM_CONNECTIONS]: holding(
          SYSTEM_CONNECTIONS,
          'DefaultConnectionSettings',
          binary(0xd, '', '', 'http://wpad.contoso.com/proxy.pac'),
        ),
      },
    );
    expect(choice.source).toBe('winhttp');
    expect(proxyForUrl(choice, 'http://pki.contoso.com/ca.crl')).toEqual({ host: 'p.contoso.com', port: 8080 });
    expect(proxyForUrl(choice, 'https://www.fabrikam.com/')).toBeUndefined();
    expect(unfollowedSettings(choice)).toBe(
      "SYSTEM's Internet Settings name the script http://wpad.contoso.com/proxy.pac and automatic discovery (WPAD)",
    );
    expect(presentProxy(choice)).toMatchObject({ source: 'winhttp', internetSettings: { autoDetect: true } });
  });

  test.each<[string, RegistryOutcome]>([
    ['absent', { status: 'absent' }],
    ['denied', { status: 'denied' }],
    ['garbled', holding(WINHTTP_CONNECTIONS, 'WinHttpSettings', new Uint8Array(3))],
    ['of another type', foundKey(WINHTTP_CONNECTIONS, { WinHttpSettings: { type: 'string', value: 'p:80' } })],
  ])('a setting that is %s is direct', async (_what, outcome) => {
    const choice = await gather(
      { kind: 'machine' },
      { [WINHTTP_CONNECTIONS]: outcome, [SYSTEM_CONNECTIONS]: { status: 'absent' } },
    );
    expect(choice).toEqual({ source: 'none', proxy: '', bypass: '' });
    expect(unfollowedSettings(choice)).toBeUndefined();
  });

  test('only http and https have one', () => {
    const choice: ProxyChoice = { source: 'option', proxy: 'http://p:80/', bypass: '' };
    expect(['ldap:///CN=CA', 'no url'].map((url) => proxyForUrl(choice, url))).toEqual([undefined, undefined]);
  });

  test('as people write it', () => {
    expect([renderProxy({ host: 'p', port: 80 }), renderProxy({ host: '2001:db8::1', port: 8080 })]).toEqual([
      'p:80',
      '[2001:db8::1]:8080',
    ]);
  });
});
