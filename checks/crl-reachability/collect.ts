import type { ProbeContext } from '../../src/core/check.ts';
import { decodeCrl } from '../../src/formats/crl.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import { deltaSources, type RevocationSource, revocationSources } from '../../src/trust/revocation-sources.ts';
import type { Retrieval } from '../root-ca/retrieval.ts';
import { askResponder, fetchList, type Line } from './source-fetch.ts';

/** URLs asked for one certificate; real ones name one to three. */
const MAX_SOURCES = 8;
/** Lists fetched in one run: each may be as large as Windows takes them, and all are held in memory. */
const MAX_LISTS = 12;

/** A source and what came of asking it. */
export interface AskedSource {
  readonly source: RevocationSource;
  readonly retrieval: Retrieval;
}

/** One certificate of a path with the one above it, and everything that its sources answered. */
export interface CertificateAnswers {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  /** In Windows' order, deltas last. */
  readonly asked: readonly AskedSource[];
}

/** Fetches each URL once, however many certificates and paths name it. */
export interface Collector {
  collect(certificate: Certificate, issuer: Certificate): Promise<CertificateAnswers>;
}

export function createCollector(context: ProbeContext, line: Line): Collector {
  const lists = new Map<string, Promise<Retrieval>>();
  const collected = new Map<string, Promise<CertificateAnswers>>();

  const list = async (source: RevocationSource): Promise<AskedSource> => {
    const known = lists.get(source.url);
    if (known !== undefined) return { source, retrieval: await known };
    if (lists.size >= MAX_LISTS) {
      return {
        source,
        retrieval: { status: 'failed', fault: 'not-asked', detail: `not asked after ${MAX_LISTS} lists` },
      };
    }
    const retrieval = fetchList(context, source, line);
    lists.set(source.url, retrieval);
    return { source, retrieval: await retrieval };
  };

  const collectAnew = async (certificate: Certificate, issuer: Certificate): Promise<CertificateAnswers> => {
    const sources = revocationSources(certificate).slice(0, MAX_SOURCES);
    const first = await Promise.all(
      sources.map(async (source) =>
        source.method === 'ocsp'
          ? { source, retrieval: await askResponder(context, source, certificate, issuer, line) }
          : list(source),
      ),
    );
    const deltas = await Promise.all(newDeltas(certificate, first).map(list));
    return { certificate, issuer, asked: [...first, ...deltas] };
  };

  return {
    collect: (certificate, issuer) => {
      const key = `${certificate.thumbprint} ${issuer.thumbprint}`;
      const known = collected.get(key) ?? collectAnew(certificate, issuer);
      collected.set(key, known);
      return known;
    },
  };
}

/** Delta lists that the fetched complete lists name (freshest CRL, RFC 5280 §5.2.6) and that were not asked yet. */
function newDeltas(certificate: Certificate, asked: readonly AskedSource[]): readonly RevocationSource[] {
  const named = asked.flatMap(({ source, retrieval }) => {
    if (source.method !== 'crl' || retrieval.status === 'failed') return [];
    const decoded = decodeCrl(retrieval.body);
    return decoded.ok ? deltaSources(certificate, decoded.value) : [];
  });
  const known = new Set(asked.map(({ source }) => source.url));
  return [...new Map(named.map((source) => [source.url, source])).values()]
    .filter(({ url }) => !known.has(url))
    .slice(0, MAX_SOURCES);
}

/** For judgement: what a source gave, or why it gave nothing. */
export function answerOf({ source: { method, url }, retrieval }: AskedSource): CollectedAnswer {
  return retrieval.status === 'retrieved'
    ? { method, url, status: 'answered', bytes: retrieval.body }
    : { method, url, status: 'unreachable', detail: retrieval.detail };
}
