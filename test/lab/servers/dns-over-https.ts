import { decode } from 'dns-packet';
import { repliesTo } from './dns-server.ts';
import type { Zone } from './dns-zone.ts';
import type { AskedFor, HttpAnswer } from './http-answer.ts';

/** Path of the DNS-over-HTTPS endpoint. */
export const dohPath = '/dns-query';

/** DNS over HTTPS by GET and POST (RFC 8484 §4.1). */
export function answerDnsOverHttps(zone: Zone, asked: AskedFor): HttpAnswer {
  const { pathname, searchParams } = new URL(asked.url, 'https://doh.invalid');
  if (pathname !== dohPath) return { status: 404 };
  const message = asked.method === 'POST' ? asked.body : Buffer.from(searchParams.get('dns') ?? '', 'base64url');
  const [reply] = repliesTo(decode(message), zone, 'https');
  if (reply === undefined) return 'hang';
  return {
    status: 200,
    headers: { 'content-type': 'application/dns-message', 'cache-control': 'max-age=300' },
    body: reply,
  };
}
