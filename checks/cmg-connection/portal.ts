import type { ProbeContext } from '../../src/core/check.ts';
import type { NameResolutionEvidence } from '../name-resolution/evidence.ts';
import { proxyForUrl } from '../network-path/proxy.ts';

const TIMEOUT_MS = 5_000;

/** The page by which Windows itself recognises a portal (Network Connectivity Status Indicator), and what it holds. */
const CONNECT_TEST = 'http://www.msftconnecttest.com/connecttest.txt';
const CONNECT_TEST_BODY = 'Microsoft Connect Test';

/** Where a portal that answers for everybody wants to be visited; undefined when there is none, or nothing to say. */
export async function findPortal(
  { host, signal }: ProbeContext,
  names: NameResolutionEvidence,
): Promise<string | undefined> {
  const proxy = proxyForUrl(names.proxy, CONNECT_TEST);
  const outcome = await host.http.request(
    {
      url: CONNECT_TEST,
      method: 'GET',
      timeoutMs: TIMEOUT_MS,
      maxBytes: 256,
      maxRedirects: 0,
      ...(proxy && { proxy }),
    },
    signal,
  );
  if (outcome.status !== 'answered' || Buffer.from(outcome.body).toString('latin1').startsWith(CONNECT_TEST_BODY)) {
    return undefined;
  }
  // An error is no portal: a portal shows its page, or leads to it.
  const { statusCode, headers } = outcome;
  return statusCode >= 200 && statusCode < 400 ? (headers.location ?? CONNECT_TEST) : undefined;
}
