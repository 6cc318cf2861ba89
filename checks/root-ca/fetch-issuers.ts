import type { ProbeContext } from '../../src/core/check.ts';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import type { HttpOutcome, ProxyRoute } from '../../src/host/ports.ts';
import type { PathElement } from '../../src/trust/path.ts';
import { type PathQuestion, type PathSearch, searchPaths } from '../../src/trust/path-search.ts';

/** CryptoAPI gives one URL 15 s (ChainUrlRetrievalTimeoutMilliseconds). */
const FETCH_TIMEOUT_MS = 15_000;
/** A PKCS #7 with a few certificates; more is no issuer. */
const MAX_ISSUER_BYTES = 256 * 1024;
/** A chain that needs more intermediates than this from AIA does not exist outside of attacks. */
const MAX_ROUNDS = 4;
/** URLs fetched in one run, over all rounds. */
const MAX_FETCHES = 12;

/** What came of one caIssuers URL. */
export interface IssuerFetch {
  readonly url: string;
  /** `fetched`, or what went wrong. */
  readonly outcome: string;
  readonly certificates: number;
}

export interface CompletedSearch {
  readonly search: PathSearch;
  readonly fetches: readonly IssuerFetch[];
  readonly pool: readonly PathElement[];
}

/** Searches paths and fetches missing issuers by AIA (RFC 5280 §4.2.2.1), as CryptoAPI does, until nothing new comes. */
export async function searchWithIssuers(
  context: ProbeContext,
  question: PathQuestion,
  routeTo: (url: string) => ProxyRoute | undefined,
): Promise<CompletedSearch> {
  const asked = new Map<string, IssuerFetch>();
  let pool = question.pool;
  let search = searchPaths(question);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const urls = search.wantedIssuers
      .flatMap((wanted) => wanted.urls)
      .filter((url) => /^http:\/\//i.test(url) && !asked.has(url))
      .slice(0, MAX_FETCHES - asked.size);
    if (urls.length === 0) break;
    const fetched = await Promise.all([...new Set(urls)].map((url) => fetchIssuers(context, url, routeTo(url))));
    for (const { fetch } of fetched) asked.set(fetch.url, fetch);
    const found = fetched.flatMap(({ elements }) => elements);
    if (found.length === 0) continue;
    pool = [...pool, ...found];
    search = searchPaths({ ...question, pool });
  }
  return { search, fetches: [...asked.values()], pool };
}

async function fetchIssuers(
  context: ProbeContext,
  url: string,
  proxy: ProxyRoute | undefined,
): Promise<{ readonly fetch: IssuerFetch; readonly elements: readonly PathElement[] }> {
  const outcome = await context.host.http.request(
    {
      url,
      method: 'GET',
      timeoutMs: FETCH_TIMEOUT_MS,
      maxBytes: MAX_ISSUER_BYTES,
      maxRedirects: 5,
      ...(proxy && { proxy }),
    },
    context.signal,
  );
  const failed = (words: string) => ({ fetch: { url, outcome: words, certificates: 0 }, elements: [] });
  if (outcome.status !== 'answered') return failed(outcome.status);
  if (outcome.statusCode !== 200) return failed(`HTTP ${outcome.statusCode}`);
  return decoded(url, outcome, failed);
}

function decoded<T>(
  url: string,
  { body }: Extract<HttpOutcome, { status: 'answered' }>,
  failed: (words: string) => T,
): T | { readonly fetch: IssuerFetch; readonly elements: readonly PathElement[] } {
  const bundle = decodeCertificateBundle(body);
  if (!bundle.ok) return failed(`not a certificate: ${bundle.error.message}`);
  return {
    fetch: { url, outcome: 'fetched', certificates: bundle.value.length },
    elements: bundle.value.map((certificate) => ({ certificate, source: 'aia' })),
  };
}
