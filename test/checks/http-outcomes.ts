import type { ConnectFailure, FailedLookup, HttpOutcome } from '../../src/host/ports.ts';

/** An HTTP answer for tests, as the port gives it. */
export function answered(
  statusCode: number,
  body = '',
  more: { statusText?: string; headers?: Readonly<Record<string, string>>; truncated?: boolean; url?: string } = {},
): HttpOutcome {
  return {
    status: 'answered',
    statusCode,
    statusText: more.statusText ?? '',
    headers: more.headers ?? {},
    body: Buffer.from(body),
    truncated: more.truncated ?? false,
    url: more.url ?? 'https://cmg.contoso.com/',
    durationMs: 20,
  };
}

export const iisNotFound = answered(404, '<!DOCTYPE HTML><html><h2>Not Found</h2></html>', {
  statusText: 'Not Found',
  headers: { server: 'Microsoft-HTTPAPI/2.0', 'content-type': 'text/html' },
});

/** A host whose name led nowhere, as every connecting port tells it. */
export function nameless(
  host: string,
  lookup: FailedLookup = { status: 'not-found', code: 'ENOTFOUND', durationMs: 1 },
): ConnectFailure {
  return { status: 'name-not-resolved', host, lookup };
}
