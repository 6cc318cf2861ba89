import type { ProbeContext } from '../../src/core/check.ts';
import type { JsonObject } from '../../src/core/json.ts';
import {
  type ConnectionSettings,
  decodeConnectionSettings,
  isBypassed,
  parseProxyAddress,
  proxyForScheme,
  SYSTEM_CONNECTIONS,
  WINHTTP_CONNECTIONS,
} from '../../src/formats/winhttp-settings.ts';
import type { ProxyRoute } from '../../src/host/ports.ts';

/**
 * Which proxy ccmsetup meets. It works over WinHTTP as SYSTEM, so the machine's static WinHTTP proxy decides (`netsh
 * winhttp`); a script or discovery in SYSTEM's Internet Settings is not followed here, only told.
 */
export interface ProxyChoice {
  readonly source: 'option' | 'winhttp' | 'none';
  /** `host:port` or a list by scheme; empty: direct. */
  readonly proxy: string;
  readonly bypass: string;
  /** What SYSTEM's Internet Settings say besides. */
  readonly internetSettings?: ConnectionSettings;
}

export async function gatherProxyChoice({ host, signal, target }: ProbeContext): Promise<ProxyChoice> {
  if (target.proxy.kind === 'none') {
    return { source: 'none', proxy: '', bypass: '' };
  }
  if (target.proxy.kind === 'url') {
    return { source: 'option', proxy: target.proxy.url, bypass: '' };
  }
  const [winHttp, internetSettings] = await Promise.all([
    settingsAt(WINHTTP_CONNECTIONS, 'WinHttpSettings'),
    settingsAt(SYSTEM_CONNECTIONS, 'DefaultConnectionSettings'),
  ]);
  const proxy = winHttp?.proxy ?? '';
  return {
    source: proxy === '' ? 'none' : 'winhttp',
    proxy,
    bypass: winHttp?.bypass ?? '',
    ...(internetSettings && { internetSettings }),
  };

  async function settingsAt(path: string, name: string): Promise<ConnectionSettings | undefined> {
    const outcome = await host.registry.read(path, { recursive: false }, signal);
    const value = outcome.status === 'found' ? outcome.keys[0]?.values[name] : undefined;
    return value?.type === 'binary' ? decodeConnectionSettings(value.value) : undefined;
  }
}

/** The proxy on the way to a host, if there is one. */
export function proxyFor(
  choice: ProxyChoice,
  to: { readonly host: string; readonly scheme: 'http' | 'https' },
): ProxyRoute | undefined {
  if (choice.proxy === '' || isBypassed(choice.bypass, to.host)) {
    return undefined;
  }
  return choice.source === 'option' ? parseProxyAddress(choice.proxy) : proxyForScheme(choice.proxy, to.scheme);
}

/** The proxy on the way to a URL; undefined also for a text that is no http(s) URL. */
export function proxyForUrl(choice: ProxyChoice, url: string): ProxyRoute | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
    ? proxyFor(choice, { host: parsed.hostname, scheme: parsed.protocol === 'http:' ? 'http' : 'https' })
    : undefined;
}

/** e.g. `proxy.contoso.com:8080`. */
export function renderProxy({ host, port }: ProxyRoute): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A script or discovery that might lead another way, in words; undefined when there is none. */
export function unfollowedSettings({ internetSettings }: ProxyChoice): string | undefined {
  if (internetSettings === undefined) {
    return undefined;
  }
  const { proxy, autoConfigUrl, autoDetect } = internetSettings;
  const parts = [
    ...(proxy === '' ? [] : [`the proxy ${proxy}`]),
    ...(autoConfigUrl === '' ? [] : [`the script ${autoConfigUrl}`]),
    ...(autoDetect ? ['automatic discovery (WPAD)'] : []),
  ];
  return parts.length === 0 ? undefined : `SYSTEM's Internet Settings name ${parts.join(' and ')}`;
}

/**
 * What to do where the internet is reached through a proxy only and WinHTTP was never told of it; undefined where SYSTEM's
 * Internet Settings name neither a proxy nor a script (discovery is on by default and says nothing).
 */
export function forgottenProxyAdvice({ source, internetSettings }: ProxyChoice): string | undefined {
  if (source !== 'none' || internetSettings === undefined) {
    return undefined;
  }
  const { proxy, autoConfigUrl } = internetSettings;
  const route = proxyForScheme(proxy, 'https');
  if (route !== undefined) {
    return `Set the proxy of SYSTEM's Internet Settings for WinHTTP too: netsh winhttp set proxy ${renderProxy(route)}.`;
  }
  return autoConfigUrl === ''
    ? undefined
    : `SYSTEM's Internet Settings name the script ${autoConfigUrl}: set the proxy that it gives for WinHTTP too: netsh winhttp set proxy <host:port>.`;
}

/** The proxy that a host would be reached through if it did not stand on the bypass list. */
export function bypassedProxy(choice: ProxyChoice, host: string): ProxyRoute | undefined {
  const to = { host, scheme: 'https' } as const;
  return proxyFor(choice, to) === undefined ? proxyFor({ ...choice, bypass: '' }, to) : undefined;
}

export function presentProxy({ source, proxy, bypass, internetSettings }: ProxyChoice): JsonObject {
  return { source, proxy, bypass, ...(internetSettings && { internetSettings: { ...internetSettings } }) };
}
