import type { ProbeContext } from '../../src/core/check.ts';
import type { AzureCloud } from '../../src/formats/deployment-name.ts';
import type { ProxyRoute } from '../../src/host/ports.ts';
import { ROOT_UPDATE_URL, signInHost } from './microsoft-hosts.ts';
import { type ProxyChoice, proxyForUrl } from './proxy.ts';

/** What one server says the time is. */
export interface TimeSample {
  readonly url: string;
  /** Device's clock minus the server's, in milliseconds; undefined when the server gave no time. */
  readonly offsetMs?: number;
  /** The offset is right to within this much. */
  readonly toleranceMs: number;
  /** Why there is no time. */
  readonly failure?: string;
}

interface TimeSource {
  readonly url: string;
  readonly proxy?: ProxyRoute | undefined;
  /** See `HttpRequest.peerSha256`. */
  readonly peerSha256?: string;
}

/** Where to ask, besides the CMG itself when there is a connection to it. */
export interface TimeQuestion {
  readonly cloud: AzureCloud;
  readonly proxy: ProxyChoice;
  /** Hosts in whose place somebody else answers: a portal that answers everywhere is one server, not three. */
  readonly strangers: readonly string[];
  readonly connection:
    | {
        readonly serverName: string;
        readonly port: number;
        readonly proxy?: ProxyRoute;
        readonly leafSha256: string;
      }
    | undefined;
}

/** Three servers of different operators and ways: the CMG, Entra ID's sign-in, and a plain HTTP host of Windows Update. */
export function sampleTimes(context: ProbeContext, question: TimeQuestion): Promise<readonly TimeSample[]> {
  const { cloud, proxy, connection, strangers } = question;
  const others = [`https://${signInHost(cloud)}/`, ROOT_UPDATE_URL];
  const sources: TimeSource[] = others.map((url) => ({ url, proxy: proxyForUrl(proxy, url) }));
  if (connection !== undefined) {
    const { serverName, port, leafSha256 } = connection;
    const url = `https://${serverName}${port === 443 ? '' : `:${port}`}/`;
    sources.unshift({ url, proxy: connection.proxy, peerSha256: leafSha256 });
  }
  return Promise.all(
    sources
      .filter(({ url }) => !strangers.includes(URL.parse(url)?.hostname ?? ''))
      .map((source) => sampleTime(context, source)),
  );
}

const TIMEOUT_MS = 5_000;
/** HTTP dates count whole seconds (RFC 9110 section 5.6.7). */
const RESOLUTION_MS = 1_000;

/** Asks a server for nothing but its Date header. */
async function sampleTime({ host, signal }: ProbeContext, source: TimeSource): Promise<TimeSample> {
  const { url, proxy, peerSha256 } = source;
  const before = host.clock.now().getTime();
  const outcome = await host.http.request(
    {
      url,
      method: 'HEAD',
      timeoutMs: TIMEOUT_MS,
      maxBytes: 0,
      maxRedirects: 0,
      ...(proxy && { proxy }),
      ...(peerSha256 !== undefined && { peerSha256 }),
    },
    signal,
  );
  const after = host.clock.now().getTime();
  const toleranceMs = Math.max(0, after - before) / 2 + RESOLUTION_MS;
  if (outcome.status !== 'answered') {
    return { url, toleranceMs, failure: outcome.status };
  }
  const date = Date.parse(outcome.headers.date ?? '');
  if (Number.isNaN(date)) {
    return { url, toleranceMs, failure: 'no Date header' };
  }
  // RFC 9111 section 4.2.3: an answer out of a cache keeps the old date and says how old it is.
  const age = /^\d{1,9}$/.test(outcome.headers.age ?? '') ? Number(outcome.headers.age) * 1000 : 0;
  return { url, offsetMs: Math.round((before + after) / 2 - (date + age + RESOLUTION_MS / 2)), toleranceMs };
}

/** Servers that agree to within this much tell the same time. */
const AGREEMENT_MS = 120_000;

export type ClockVerdict =
  /** At least two servers agree, and no more disagree: `offsetMs` is device minus true. */
  | { readonly kind: 'agreed'; readonly offsetMs: number; readonly toleranceMs: number; readonly servers: number }
  /** Only one server gave a time: told, not believed. */
  | { readonly kind: 'single'; readonly offsetMs: number; readonly url: string }
  | { readonly kind: 'contradicting' }
  | { readonly kind: 'none' };

/** The time that most servers agree on: one that lies, or a proxy with a wrong clock, is outvoted. */
export function agreeOnTime(samples: readonly TimeSample[]): ClockVerdict {
  const timed = samples.flatMap(({ url, offsetMs, toleranceMs }) =>
    offsetMs === undefined ? [] : [{ url, offsetMs, toleranceMs }],
  );
  const [only] = timed;
  if (only === undefined) {
    return { kind: 'none' };
  }
  if (timed.length === 1) {
    return { kind: 'single', offsetMs: only.offsetMs, url: only.url };
  }
  const camps = timed
    .map((one) => timed.filter((other) => Math.abs(one.offsetMs - other.offsetMs) <= AGREEMENT_MS))
    .sort((some, others) => others.length - some.length);
  const largest = camps[0] ?? [];
  if (largest.length < 2 || largest.length * 2 <= timed.length) {
    return { kind: 'contradicting' };
  }
  const sorted = [...largest].sort((one, other) => one.offsetMs - other.offsetMs);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? only;
  return {
    kind: 'agreed',
    offsetMs: middle.offsetMs,
    toleranceMs: Math.max(...largest.map(({ toleranceMs }) => toleranceMs)),
    servers: largest.length,
  };
}

/** e.g. `3 years`, `3 days`, `10 minutes`, for people. */
export function renderDuration(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  const units = [
    [31_557_600, 'year'],
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([candidate]) => seconds >= candidate * 2) ?? [1, 'second'];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
