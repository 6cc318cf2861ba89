import { addressScope } from './ip-address.ts';

/** Proxy settings as Windows keeps them in one binary value, WinHTTP's and Internet Settings' alike. */
export interface ConnectionSettings {
  /** `host:port`, or a list by scheme; empty: none. */
  readonly proxy: string;
  /** Names that go past the proxy. */
  readonly bypass: string;
  /** URL of a proxy auto-configuration script. */
  readonly autoConfigUrl: string;
  /** Automatic discovery (WPAD). */
  readonly autoDetect: boolean;
}

/** Value `WinHttpSettings`: what `netsh winhttp` shows and sets. */
export const WINHTTP_CONNECTIONS = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';
/** Value `DefaultConnectionSettings`: Internet Settings of SYSTEM. */
export const SYSTEM_CONNECTIONS =
  'HKU\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';

const USE_PROXY = 0x2;
const USE_SCRIPT = 0x4;
const AUTO_DETECT = 0x8;

/** A proxy list has a few hundred characters. */
const MAX_TEXT_BYTES = 65_536;

/**
 * Layout (undocumented, the same since Windows XP): size or version, counter and flags as u32le, then length-prefixed
 * texts: proxy, bypass list, script URL. Undefined when the bytes do not fit that.
 */
export function decodeConnectionSettings(bytes: Uint8Array): ConnectionSettings | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) {
    return undefined;
  }
  const flags = view.getUint32(8, true);
  let offset = 12;
  const texts: string[] = [];
  while (texts.length < 3 && offset + 4 <= bytes.length) {
    const length = view.getUint32(offset, true);
    if (length > MAX_TEXT_BYTES || offset + 4 + length > bytes.length) {
      return undefined;
    }
    texts.push(new TextDecoder('latin1').decode(bytes.subarray(offset + 4, offset + 4 + length)));
    offset += 4 + length;
  }
  const [proxy = '', bypass = '', script = ''] = texts;
  return {
    proxy: (flags & USE_PROXY) === 0 ? '' : proxy,
    bypass: (flags & USE_PROXY) === 0 ? '' : bypass,
    autoConfigUrl: (flags & USE_SCRIPT) === 0 ? '' : script,
    autoDetect: (flags & AUTO_DETECT) !== 0,
  };
}

export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The proxy for a scheme out of a list such as `proxy:8080` or `http=a:80;https=b:443`; the default port is 80. An entry
 * may begin with a scheme of its own (`https://proxy:8080`), which says nothing about how the proxy is spoken to.
 * Source: WinHttpSetDefaultProxyConfiguration, WINHTTP_PROXY_INFO on Microsoft Learn.
 */
export function proxyForScheme(list: string, scheme: 'http' | 'https'): ProxyAddress | undefined {
  const entries = list.split(/[\s;]+/).filter((entry) => entry !== '');
  const named = entries.find((entry) => entry.toLowerCase().startsWith(`${scheme}=`))?.slice(scheme.length + 1);
  const entry = named ?? entries.find((candidate) => !candidate.includes('=')) ?? '';
  return parseProxyAddress(entry.replace(/^https?:\/\//i, ''));
}

/** `host`, `host:port` or `http://host:port/`; undefined when it is none of them. */
export function parseProxyAddress(text: string): ProxyAddress | undefined {
  const match = /^(?:http:\/\/)?(\[[0-9a-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text.trim());
  const port = match?.[2] === undefined ? 80 : Number(match[2]);
  return match?.[1] === undefined || port < 1 || port > 65_535
    ? undefined
    : { host: match[1].replace(/^\[(.*)\]$/, '$1').toLowerCase(), port };
}

/** Whether a host goes past the proxy: entries are names with `*`, and `<local>` means names without a dot. */
export function isBypassed(bypass: string, host: string): boolean {
  return bypass
    .split(/[\s;,]+/)
    .filter((entry) => entry !== '')
    .some((entry) =>
      entry.toLowerCase() === '<local>'
        ? !host.includes('.') && addressScope(host) === undefined
        : matchesWildcard(withoutScheme(entry), host),
    );
}

function withoutScheme(entry: string): string {
  return entry.replace(/^[a-z]+:\/\//i, '').replace(/:\d+$/, '');
}

/** `*` stands for any characters, dots included. Linear in time: each part is searched once from where the last ended. */
function matchesWildcard(pattern: string, host: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = host.toLowerCase();
  if (parts.length === 1) {
    return text === parts[0];
  }
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) {
    return false;
  }
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) {
      return false;
    }
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
