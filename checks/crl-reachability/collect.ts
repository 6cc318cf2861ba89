import type { ProbeContext } from '../../src/core/check.ts';
import { decodeCrl } from '../../src/formats/crl.ts';
import {
  encodeOcspRequest,
  OCSP_REQUEST_TYPE,
  OCSP_RESPONSE_TYPE,
  type OcspExchange,
  ocspExchange,
} from '../../src/formats/ocsp-request.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { HttpOutcome, ProxyRoute } from '../../src/host/ports.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import { deltaSources, type RevocationSource, revocationSources } from '../../src/trust/revocation-sources.ts';

/** CryptoAPI gives one URL 15 s (ChainUrlRetrievalTimeoutMilliseconds, Microsoft Learn, "CertGetCertificateChain"). */
const FETCH_TIMEOUT_MS = 15_000;
/** The largest public lists have some tens of megabytes; what is larger stops a device on any line. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;
const MAX_OCSP_BYTES = 256 * 1024;
/** URLs asked for one certificate; real ones name one to three. */
const MAX_SOURCES = 10;

/** One certificate of a path with the one above it, and everything that its sources answered. */
export interface CertificateAnswers {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly sources: readonly RevocationSource[];
  readonly answers: readonly CollectedAnswer[];
}

/** Fetches each URL once, however many certificates name it. */
export interface Collector {
  collect(certificate: Certificate, issuer: Certificate): Promise<CertificateAnswers>;
}

export function createCollector(context: ProbeContext, routeTo: (url: string) => ProxyRoute | undefined): Collector {
  const lists = new Map<string, Promise<CollectedAnswer>>();
  const list = (source: RevocationSource): Promise<CollectedAnswer> => {
    const known = lists.get(source.url);
    if (known !== undefined) return known;
    const answer = fetchList(context, source, routeTo(source.url));
    lists.set(source.url, answer);
    return answer;
  };
  return {
    collect: async (certificate, issuer) => {
      const sources = revocationSources(certificate).slice(0, MAX_SOURCES);
      const first = await Promise.all(
        sources.map((source) =>
          source.method === 'ocsp'
            ? askResponder(context, source, certificate, issuer, routeTo(source.url))
            : list(source),
        ),
      );
      const deltas = newDeltas(certificate, first, sources);
      return {
        certificate,
        issuer,
        sources: [...sources, ...deltas],
        answers: [...first, ...(await Promise.all(deltas.map(list)))],
      };
    },
  };
}

/** Delta lists that the fetched complete lists name (freshest CRL, RFC 5280 §5.2.6) and that were not asked yet. */
function newDeltas(
  certificate: Certificate,
  answers: readonly CollectedAnswer[],
  asked: readonly RevocationSource[],
): readonly RevocationSource[] {
  const named = answers.flatMap((answer) => {
    if (answer.method !== 'crl' || answer.status !== 'answered') return [];
    const decoded = decodeCrl(answer.bytes);
    return decoded.ok ? deltaSources(certificate, decoded.value) : [];
  });
  const known = new Set(asked.map(({ url }) => url));
  return [...new Map(named.map((source) => [source.url, source])).values()]
    .filter(({ url }) => !known.has(url))
    .slice(0, MAX_SOURCES);
}

async function fetchList(
  context: ProbeContext,
  source: RevocationSource,
  proxy: ProxyRoute | undefined,
): Promise<CollectedAnswer> {
  const away = unaskable(source);
  if (away !== undefined) return away;
  const outcome = await context.host.http.request(
    {
      url: source.url,
      method: 'GET',
      timeoutMs: FETCH_TIMEOUT_MS,
      maxBytes: MAX_LIST_BYTES,
      maxRedirects: 5,
      ...(proxy && { proxy }),
    },
    context.signal,
  );
  context.debug(`${source.url}: ${wordsFor(outcome)}`);
  return answerOf(source, outcome);
}

/** GET where it fits, as Windows does; a responder that knows only POST gets that. */
async function askResponder(
  context: ProbeContext,
  source: RevocationSource,
  certificate: Certificate,
  issuer: Certificate,
  proxy: ProxyRoute | undefined,
): Promise<CollectedAnswer> {
  const away = unaskable(source);
  if (away !== undefined) return away;
  const request = encodeOcspRequest(certificate, issuer);
  const send = (exchange: OcspExchange): Promise<HttpOutcome> =>
    context.host.http.request(
      {
        url: exchange.url,
        method: exchange.method,
        headers: {
          accept: OCSP_RESPONSE_TYPE,
          ...(exchange.method === 'POST' && { 'content-type': OCSP_REQUEST_TYPE }),
        },
        ...(exchange.method === 'POST' && { body: exchange.body }),
        timeoutMs: FETCH_TIMEOUT_MS,
        maxBytes: MAX_OCSP_BYTES,
        maxRedirects: 5,
        ...(proxy && { proxy }),
      },
      context.signal,
    );
  const first = ocspExchange(source.url, request);
  let outcome = await send(first);
  if (first.method === 'GET' && outcome.status === 'answered' && outcome.statusCode >= 400) {
    outcome = await send({ method: 'POST', url: source.url, body: request });
  }
  context.debug(`${source.url}: ${wordsFor(outcome)}`);
  return answerOf(source, outcome);
}

/** Kinds of URL that a device on the internet cannot ask, or that Windows does not. */
function unaskable({ method, url, scheme }: RevocationSource): CollectedAnswer | undefined {
  const detail = {
    http: undefined,
    https: undefined,
    ldap: 'LDAP does not reach a device on the internet',
    file: 'a file share does not reach a device on the internet',
    other: 'not a kind of URL that Windows asks',
  }[scheme];
  return detail === undefined ? undefined : { method, url, status: 'unreachable', detail };
}

function answerOf({ method, url }: RevocationSource, outcome: HttpOutcome): CollectedAnswer {
  if (outcome.status === 'answered' && outcome.statusCode === 200 && !outcome.truncated) {
    return { method, url, status: 'answered', bytes: outcome.body };
  }
  return { method, url, status: 'unreachable', detail: wordsFor(outcome) };
}

/** What came back, in words for a finding. */
function wordsFor(outcome: HttpOutcome): string {
  switch (outcome.status) {
    case 'answered':
      if (outcome.truncated) return `more than ${MAX_LIST_BYTES / 1024 / 1024} MB`;
      return `HTTP ${outcome.statusCode}${outcome.statusText === '' ? '' : ` ${outcome.statusText}`}`;
    case 'name-not-resolved':
      return `the name ${outcome.host} does not resolve`;
    case 'refused':
      return `connection refused by ${outcome.address}`;
    case 'timed-out':
      return `no answer from ${outcome.address}`;
    case 'reset':
      return `connection reset by ${outcome.address}`;
    case 'unreachable':
      return `no way to ${outcome.address} (${outcome.code})`;
    case 'proxy-refused':
      return `the proxy answered ${outcome.statusCode} ${outcome.statusText}`;
    case 'not-tls':
    case 'protocol-unsupported':
    case 'alert':
      return 'its TLS failed';
    case 'peer-changed':
      return 'another server answered';
    case 'too-many-redirects':
      return 'too many redirects';
    case 'malformed-response':
      return `not HTTP (${outcome.detail})`;
  }
}
