import { isIP } from 'node:net';
import type { ProxySetting, PublicResolver } from '../core/target.ts';
import { parseCmgHostName } from '../formats/cmg-host-name.ts';
import { UsageError } from './usage-error.ts';

/** Longest run that makes sense: an ESP step ends after 60 minutes unless an admin gave it up to a day. */
const maxDeadlineSeconds = 24 * 60 * 60;

/** In less nothing can be asked. */
const minDeadlineSeconds = 0.1;

const guid = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** @throws UsageError */
export function tenantValue(text: string): string {
  const match = guid.exec(text.trim());
  if (match?.[1] === undefined) {
    throw new UsageError(`--tenant must be a tenant id such as 3b6f1c1e-0000-4000-8000-000000000000, not "${text}".`);
  }
  return match[1].toLowerCase();
}

/** @returns milliseconds @throws UsageError */
export function deadlineValue(value: string | number): number {
  const seconds = decimal(value);
  if (!(seconds >= minDeadlineSeconds && seconds <= maxDeadlineSeconds)) {
    throw new UsageError(
      `--deadline must be a number of seconds from ${minDeadlineSeconds} to ${maxDeadlineSeconds}, not "${value}".`,
    );
  }
  return Math.round(seconds * 1000);
}

/** As people write numbers: `0x10`, `1e2` and `Infinity` are slips, too. @returns NaN for what is none */
function decimal(value: string | number): number {
  if (typeof value === 'number') return value;
  return /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : Number.NaN;
}

/** Longest wait that makes sense: Intune ends an install command after at most a day. */
const maxWaitMinutes = 24 * 60;

/** @returns milliseconds @throws UsageError */
export function waitValue(value: string | number): number {
  const minutes = decimal(value);
  if (!(minutes >= 0 && minutes <= maxWaitMinutes)) {
    throw new UsageError(`--wait must be a number of minutes from 0 to ${maxWaitMinutes}, not "${value}".`);
  }
  return Math.round(minutes * 60_000);
}

/** @throws UsageError */
export function proxyValue(text: string): ProxySetting {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'none') return { kind: 'none' };
  // Said before anything else is, so that no sentence repeats a password.
  if (trimmed.includes('@')) {
    throw new UsageError('--proxy takes no user name and password: WinHTTP as SYSTEM could not use them either.');
  }
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || url.protocol !== 'http:' || url.hostname === '' || url.pathname !== '/') {
    throw new UsageError(`--proxy must be http://host:port or none, not "${text}".`);
  }
  return { kind: 'url', url: url.href };
}

/** @throws UsageError */
export function publicResolverValue(text: string): PublicResolver {
  const trimmed = text.trim();
  if (trimmed.includes('@')) {
    throw new UsageError('--public-resolver takes no user name and password: they would never be sent, but reported.');
  }
  if (/^https:\/\//i.test(trimmed)) {
    if (URL.canParse(trimmed)) return { kind: 'https', url: new URL(trimmed).href };
  } else if (isIP(trimmed) !== 0) {
    return { kind: 'dns', address: trimmed, port: 53 };
  } else {
    const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(trimmed);
    const address = match?.[1] ?? match?.[2] ?? '';
    const port = Number(match?.[3]);
    if (isIP(address) !== 0 && port >= 1 && port <= 65535) return { kind: 'dns', address, port };
  }
  throw new UsageError(`--public-resolver must be an IP address, ip:port or an https:// URL, not "${text}".`);
}

/** `host` or `host:port`, 443 when there is none. @throws UsageError */
export function endpointValue(text: string): { readonly host: string; readonly port: number } {
  const parsed = parseCmgHostName(text.trim());
  if (!parsed.ok || parsed.cmg.path !== undefined) {
    throw new UsageError(`--endpoint must be host or host:port, not "${text}".`);
  }
  return { host: parsed.cmg.host, port: parsed.cmg.port };
}

/** `a,b` and repeated flags as one list, without blanks and doubles. */
export function listValue(value: string | readonly string[] | undefined): readonly string[] {
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return [...new Set(texts.flatMap((text) => text.split(',')).map((item) => item.trim()))].filter(
    (item) => item !== '',
  );
}
