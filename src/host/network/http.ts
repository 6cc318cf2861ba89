import type { Http, HttpOutcome, HttpRequest } from '../ports.ts';
import { exchangeHttp, type HttpExchange } from './http-exchange.ts';
import type { NetworkDependencies } from './open-socket.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';

/** HTTP/1.1 requests, each over a connection of its own, direct or through a proxy. */
export function createHttp(network: NetworkDependencies): Http {
  return {
    request: async (request, signal) => {
      const limit = timeLimit(request.timeoutMs, signal);
      try {
        return await followRedirects(request, network, limit);
      } finally {
        limit.end();
      }
    },
  };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function followRedirects(
  request: HttpRequest,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<HttpOutcome> {
  let url = parseUrl(request.url);
  let headers = request.headers ?? {};
  for (let redirects = 0; ; redirects += 1) {
    if (url === undefined) {
      return { status: 'unreachable', address: '', code: 'ERR_INVALID_URL' };
    }
    const exchange: HttpExchange = { ...request, url, headers };
    const outcome = await exchangeHttp(exchange, network, limit);
    const next = outcome.status === 'answered' ? redirectTarget(outcome, request, url) : undefined;
    if (outcome.status !== 'answered' || next === undefined) {
      return outcome;
    }
    if (redirects === request.maxRedirects) {
      return { status: 'too-many-redirects', url: url.href };
    }
    if (next.origin !== url.origin) {
      // What was meant for one server is no business of another.
      headers = {};
    }
    url = next;
  }
}

/**
 * Where an answer sends the caller, when it may be followed: only to http(s), only for methods that carry nothing, and
 * with a pinned peer only to where there is a certificate to compare.
 */
function redirectTarget(
  answer: Extract<HttpOutcome, { readonly status: 'answered' }>,
  request: HttpRequest,
  from: URL,
): URL | undefined {
  const { location } = answer.headers;
  if (request.maxRedirects === 0 || request.method === 'POST' || !REDIRECTS.has(answer.statusCode)) {
    return undefined;
  }
  const target = location === undefined ? undefined : parseUrl(location, from);
  return request.peerSha256 !== undefined && target?.protocol !== 'https:' ? undefined : target;
}

function parseUrl(text: string, base?: URL): URL | undefined {
  const url = URL.parse(text, base) ?? undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
