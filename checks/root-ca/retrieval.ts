import type { ProbeContext } from '../../src/core/check.ts';
import { isBypassed, proxyForScheme } from '../../src/formats/winhttp-settings.ts';
import type { HttpOutcome, HttpRequest, ProxyRoute } from '../../src/host/ports.ts';
import { type CmgConnectionEvidence, routeTo } from '../cmg-connection.ts';
import { unresolvedWords } from '../network-path/unresolved-name.ts';

/** Fetching as CryptoAPI does on behalf of ccmsetup: issuers, lists, OCSP answers, the trust list. */

/** CryptoAPI follows redirects as WinHTTP does; its limit is 10, and real ones have one or two. */
const MAX_REDIRECTS = 10;

/** The port's answer to a URL that is none. */
const INVALID_URL = 'ERR_INVALID_URL';

export type RetrievalFault =
  | 'name-not-resolved'
  /** Nobody said whether there is such a name. */
  | 'name-unanswered'
  /** No connection, or nothing came over it. */
  | 'no-answer'
  /** A proxy on the way said no. */
  | 'proxy'
  /** Another HTTP status than 200. */
  | 'http-status'
  | 'too-large'
  | 'not-http'
  /** A kind of URL that Windows, or a device on the internet, cannot ask. */
  | 'not-asked';

export type Retrieval =
  | {
      readonly status: 'retrieved';
      readonly body: Uint8Array;
      readonly durationMs: number;
      /** The URL, or the one it led to, is https, which CryptoAPI avoids for such things. */
      readonly overTls: boolean;
    }
  | {
      readonly status: 'failed';
      readonly fault: RetrievalFault;
      /** In words for a finding. */
      readonly detail: string;
      readonly statusCode?: number;
    };

export type RetrievalRequest = Pick<HttpRequest, 'url' | 'timeoutMs' | 'maxBytes'> &
  Partial<Pick<HttpRequest, 'method' | 'headers' | 'body'>> & { readonly proxy: ProxyRoute | undefined };

export async function retrieve(context: ProbeContext, request: RetrievalRequest): Promise<Retrieval> {
  const { proxy, ...rest } = request;
  const outcome = await context.host.http.request(
    { method: 'GET', maxRedirects: MAX_REDIRECTS, ...rest, ...(proxy && { proxy }) },
    context.signal,
  );
  const retrieval = retrievalOf(outcome, request);
  context.debug(
    `${request.url}: ${retrieval.status === 'retrieved' ? `${retrieval.body.length} bytes` : retrieval.detail}`,
  );
  return retrieval;
}

function retrievalOf(outcome: HttpOutcome, { url, maxBytes }: RetrievalRequest): Retrieval {
  if (outcome.status !== 'answered') {
    return { status: 'failed', fault: faultOf(outcome, url), detail: renderTrouble(outcome) };
  }
  const { statusCode, statusText, body, truncated, durationMs } = outcome;
  if (statusCode !== 200) {
    const detail = `HTTP ${statusCode}${statusText === '' ? '' : ` ${statusText}`}`;
    return { status: 'failed', fault: 'http-status', detail, statusCode };
  }
  if (truncated) return { status: 'failed', fault: 'too-large', detail: `more than ${renderSize(maxBytes)}` };
  return { status: 'retrieved', body, durationMs, overTls: [url, outcome.url].some((one) => /^https:/i.test(one)) };
}

type Trouble = Exclude<HttpOutcome, { readonly status: 'answered' }>;

function faultOf(outcome: Trouble, url: string): RetrievalFault {
  switch (outcome.status) {
    case 'name-not-resolved':
      // Another name than the URL's is the proxy's.
      if (outcome.host.toLowerCase() !== URL.parse(url)?.hostname) return 'proxy';
      return outcome.lookup.status === 'not-found' ? 'name-not-resolved' : 'name-unanswered';
    case 'unreachable':
      return outcome.code === INVALID_URL ? 'not-asked' : 'no-answer';
    case 'proxy-refused':
      return 'proxy';
    case 'not-tls':
    case 'protocol-unsupported':
    case 'alert':
    case 'peer-changed':
    case 'too-many-redirects':
    case 'malformed-response':
      return 'not-http';
    default:
      return 'no-answer';
  }
}

function renderTrouble(outcome: Trouble): string {
  switch (outcome.status) {
    case 'name-not-resolved':
      return unresolvedWords(outcome);
    case 'refused':
      return `connection refused by ${outcome.address}`;
    case 'timed-out':
      return `no answer from ${outcome.address}`;
    case 'reset':
      return `connection reset by ${outcome.address}`;
    case 'unreachable':
      if (outcome.code === INVALID_URL) return 'not a valid URL';
      return `no way to ${outcome.address} (${outcome.code})`;
    case 'proxy-refused':
      return `the proxy answered ${outcome.statusCode} ${outcome.statusText}`.trimEnd();
    case 'not-tls':
    case 'protocol-unsupported':
    case 'alert':
    case 'peer-changed':
      return 'its TLS failed';
    case 'too-many-redirects':
      return 'too many redirects';
    case 'malformed-response':
      return `not HTTP (${outcome.detail})`;
  }
}

function renderSize(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} KB`;
}

/**
 * The proxy that CryptoAPI takes. It does not ask its caller but the machine: the static WinHTTP proxy, then SYSTEM's
 * Internet Settings (Microsoft KB 2623724, "Cryptography API proxy detection mechanism").
 */
export function retrievalRoute(connection: CmgConnectionEvidence, url: string): ProxyRoute | undefined {
  const { proxy: choice } = connection;
  if (choice.proxy !== '') return routeTo(connection, url);
  const { proxy = '', bypass = '' } = choice.internetSettings ?? {};
  const target = URL.parse(url);
  if (proxy === '' || target === null || isBypassed(bypass, target.hostname)) return undefined;
  return proxyForScheme(proxy, target.protocol === 'https:' ? 'https' : 'http');
}

/** Nothing came back from anywhere: on another way it might. */
export function isSilence(fault: RetrievalFault | undefined): boolean {
  return fault === 'no-answer' || fault === 'name-not-resolved' || fault === 'name-unanswered';
}

/** A proxy script that CryptoAPI would run as SYSTEM and that nobody ran here: it may lead another way. */
export function unfollowedScript({ proxy: choice }: CmgConnectionEvidence): string | undefined {
  const { proxy = '', autoConfigUrl = '' } = choice.internetSettings ?? {};
  return choice.proxy === '' && proxy === '' && autoConfigUrl !== '' ? autoConfigUrl : undefined;
}
