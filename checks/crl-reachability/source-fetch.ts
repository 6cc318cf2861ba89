import type { ProbeContext } from '../../src/core/check.ts';
import {
  encodeOcspRequest,
  OCSP_REQUEST_TYPE,
  OCSP_RESPONSE_TYPE,
  ocspExchange,
} from '../../src/formats/ocsp-request.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { ProxyRoute } from '../../src/host/ports.ts';
import type { RevocationSource } from '../../src/trust/revocation-sources.ts';
import type { ChainEngineSettings } from '../root-ca/chain-engine.ts';
import { type Retrieval, retrieve } from '../root-ca/retrieval.ts';

/** Asking one source of revocation information, as Windows does. */

/** A response about one certificate with its signer's certificates has a few kilobytes. */
const MAX_OCSP_BYTES = 256 * 1024;

export interface Line {
  readonly engine: ChainEngineSettings;
  readonly routeTo: (url: string) => ProxyRoute | undefined;
}

export async function fetchList(
  context: ProbeContext,
  { url, scheme }: RevocationSource,
  line: Line,
): Promise<Retrieval> {
  const { engine, routeTo } = line;
  return (
    notAsked(scheme) ??
    (await retrieve(context, {
      url,
      timeoutMs: engine.urlTimeoutMs,
      maxBytes: engine.maxUrlBytes,
      proxy: routeTo(url),
    }))
  );
}

/** GET where it fits, as Windows does; a responder that knows only POST gets that. */
export async function askResponder(
  context: ProbeContext,
  { url, scheme }: RevocationSource,
  certificate: Certificate,
  issuer: Certificate,
  { engine, routeTo }: Line,
): Promise<Retrieval> {
  const away = notAsked(scheme);
  if (away !== undefined) return away;
  const body = encodeOcspRequest(certificate, issuer);
  const common = { timeoutMs: engine.urlTimeoutMs, maxBytes: MAX_OCSP_BYTES, proxy: routeTo(url) };
  const headers = { accept: OCSP_RESPONSE_TYPE };
  const post = () =>
    retrieve(context, {
      ...common,
      url,
      method: 'POST',
      headers: { ...headers, 'content-type': OCSP_REQUEST_TYPE },
      body,
    });
  const exchange = ocspExchange(url, body);
  if (exchange.method === 'POST') return post();
  const first = await retrieve(context, { ...common, url: exchange.url, headers });
  const refused = first.status === 'failed' && (first.statusCode ?? 0) >= 400;
  return refused ? post() : first;
}

/** Kinds of URL that a device on the internet cannot ask, or that Windows does not. */
function notAsked(scheme: RevocationSource['scheme']): Retrieval | undefined {
  const detail = {
    http: undefined,
    https: undefined,
    ldap: 'LDAP does not reach a device on the internet',
    file: 'a file share does not reach a device on the internet',
    other: 'not a kind of URL that Windows asks',
  }[scheme];
  return detail === undefined ? undefined : { status: 'failed', fault: 'not-asked', detail };
}
