import type { ProbeContext } from '../../src/core/check.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { CLIENT_USER_AGENT } from '../../src/formats/aad-auth-info.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';
import type { HttpOutcome, ProxyRoute } from '../../src/host/ports.ts';

/** One question to the CMG and what came back. */
export interface CmgQuestion {
  readonly url: string;
  readonly outcome: HttpOutcome;
}

export interface AskingLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * Asks as the client does: same user agent, no credential, no redirect followed, and only the server whose certificate
 * was seen before.
 */
export async function askCmg(
  { host, signal }: ProbeContext,
  url: string,
  to: { readonly leafSha256: string; readonly proxy: ProxyRoute | undefined },
  { timeoutMs, maxBytes }: AskingLimits,
): Promise<CmgQuestion> {
  const outcome = await host.http.request(
    {
      url,
      method: 'GET',
      headers: { 'user-agent': CLIENT_USER_AGENT, accept: '*/*' },
      timeoutMs,
      maxBytes,
      maxRedirects: 0,
      peerSha256: to.leafSha256,
      ...(to.proxy && { proxy: to.proxy }),
    },
    signal,
  );
  return { url, outcome };
}

/** What a person needs to judge again; the rest of a body is a web page or worse. */
const SHOWN_BODY_BYTES = 4096;
/** A header longer than this is a cookie or a policy and tells nothing here. */
const SHOWN_HEADER_LENGTH = 300;
const SHOWN_HEADERS = 40;

/** Status, reason phrase word for word, headers and the beginning of the body. Cookies are credentials and stay out. */
export function presentQuestion({ url, outcome }: CmgQuestion): JsonObject {
  if (outcome.status !== 'answered') return { url, ...outcome };
  const headers = Object.entries(outcome.headers)
    .filter(([name]) => !/^set-cookie/i.test(name))
    .slice(0, SHOWN_HEADERS)
    .map(([name, value]) => [name, value.slice(0, SHOWN_HEADER_LENGTH)] as const);
  return {
    url,
    status: outcome.status,
    statusCode: outcome.statusCode,
    statusText: outcome.statusText,
    headers: Object.fromEntries(headers),
    body: decodeConsoleOutput(outcome.body.subarray(0, SHOWN_BODY_BYTES)).text,
    bodyBytes: outcome.body.length,
    bodyCut: outcome.truncated || outcome.body.length > SHOWN_BODY_BYTES,
    durationMs: outcome.durationMs,
  };
}
