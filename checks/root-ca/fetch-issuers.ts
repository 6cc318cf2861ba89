import type { ProbeContext } from '../../src/core/check.ts';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import type { ProxyRoute } from '../../src/host/ports.ts';
import type { PathElement } from '../../src/trust/path.ts';
import { type PathQuestion, type PathSearch, searchPaths } from '../../src/trust/path-search.ts';
import type { ChainEngineSettings } from './chain-engine.ts';
import { type RetrievalFault, retrieve } from './retrieval.ts';

/** Windows' own limits, so that nothing counts as fetched that Windows would not take (wincrypt.h, CERT_CHAIN_MAX_AIA_…_DEFAULT). */
const MAX_ISSUER_BYTES = 100_000;
const MAX_URLS_PER_CERTIFICATE = 5;
const MAX_CERTIFICATES_PER_URL = 10;
const MAX_ROUNDS = 3;
/** URLs fetched in one run: a hostile chain names many. */
const MAX_FETCHES = 12;

/** What came of one caIssuers URL. */
export interface IssuerFetch {
  readonly url: string;
  /** `fetched`, or what went wrong. */
  readonly outcome: string;
  readonly fault?: RetrievalFault;
  /** Thumbprints of what was fetched. */
  readonly thumbprints: readonly string[];
  readonly overTls: boolean;
}

export interface CompletedSearch {
  readonly search: PathSearch;
  readonly fetches: readonly IssuerFetch[];
  /** The pool with everything that was fetched. */
  readonly pool: readonly PathElement[];
}

interface Fetched {
  readonly fetch: IssuerFetch;
  readonly elements: readonly PathElement[];
}

/** Searches paths and fetches missing issuers by AIA (RFC 5280 §4.2.2.1), as CryptoAPI does, until nothing new comes. */
export async function searchWithIssuers(
  context: ProbeContext,
  question: PathQuestion,
  engine: ChainEngineSettings,
  routeTo: (url: string) => ProxyRoute | undefined,
): Promise<CompletedSearch> {
  const asked = new Map<string, IssuerFetch>();
  let pool = question.pool;
  let search = searchPaths(question);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const urls = new Set(search.wantedIssuers.flatMap((wanted) => wanted.urls.slice(0, MAX_URLS_PER_CERTIFICATE)));
    const wanted = [...urls].filter((url) => !asked.has(url)).slice(0, MAX_FETCHES - asked.size);
    if (wanted.length === 0) break;
    const answers = await Promise.all(wanted.map((url) => fetchIssuers(context, url, engine, routeTo(url))));
    for (const { fetch } of answers) asked.set(fetch.url, fetch);
    const found = answers.flatMap(({ elements }) => elements);
    if (found.length === 0) continue;
    pool = [...pool, ...found];
    search = searchPaths({ ...question, pool });
  }
  return { search, fetches: [...asked.values()], pool };
}

/** Fetches the certificates at a URL. */
export async function fetchIssuers(
  context: ProbeContext,
  url: string,
  engine: ChainEngineSettings,
  proxy: ProxyRoute | undefined,
  source: PathElement['source'] = 'aia',
): Promise<Fetched> {
  const failed = (outcome: string, fault?: RetrievalFault): Fetched => ({
    fetch: { url, outcome, ...(fault && { fault }), thumbprints: [], overTls: false },
    elements: [],
  });
  if (!engine.fetchesIssuers) return failed('not fetched: this machine is set not to (chain engine Options 0x2)');
  if (/^(ldaps?|file):|^\\\\/i.test(url)) return failed('an address inside the company, not asked');
  if (!/^https?:\/\//i.test(url)) return failed('not a kind of URL that Windows asks');
  const retrieval = await retrieve(context, {
    url,
    timeoutMs: engine.urlTimeoutMs,
    maxBytes: MAX_ISSUER_BYTES,
    proxy,
  });
  if (retrieval.status === 'failed') return failed(retrieval.detail, retrieval.fault);
  const bundle = decodeCertificateBundle(retrieval.body);
  if (!bundle.ok) return failed(`not a certificate (${bundle.error.message})`);
  const certificates = bundle.value.slice(0, MAX_CERTIFICATES_PER_URL);
  const thumbprints = certificates.map(({ thumbprint }) => thumbprint);
  return {
    fetch: { url, outcome: 'fetched', thumbprints, overTls: retrieval.overTls },
    elements: certificates.map((certificate) => ({ certificate, source })),
  };
}
