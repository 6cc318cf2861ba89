import { Client } from 'undici';
import type { Exchange } from './dns-over-udp.ts';
import { type NetworkDependencies, openSocket } from './open-socket.ts';
import { secure } from './secure.ts';
import { errorCode } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';

/** A DNS message is never longer (RFC 1035 section 4.2.2). */
const MAX_MESSAGE_BYTES = 65_535;

const MEDIA_TYPE = 'application/dns-message';

/**
 * One question by DNS over HTTPS (RFC 8484, POST), by HTTP/2 where the resolver wants it: undici, because several public
 * resolvers answer nothing else. The resolver's certificate is not verified: its answer is an explanation with no more
 * authority than one over port 53, and a network that inspects TLS must not blind the comparison.
 */
export async function exchangeHttps<T>(
  url: URL,
  message: Uint8Array,
  accept: (bytes: Uint8Array) => T | undefined,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<Exchange<T>> {
  const encrypted = url.protocol === 'https:';
  const port = url.port === '' ? (encrypted ? 443 : 80) : Number(url.port);
  const opened = await openSocket({ host: url.hostname, port }, network, limit);
  if (opened.status !== 'open') {
    return failed(opened);
  }
  const channel = encrypted
    ? await secure(
        opened.socket,
        { serverName: url.hostname, address: opened.address, applicationProtocols: ['h2', 'http/1.1'] },
        limit,
      )
    : ({ status: 'secured', socket: opened.socket } as const);
  if (channel.status !== 'secured') {
    return failed(channel);
  }
  const client = new Client(url.origin, {
    allowH2: true,
    // Not at once: undici 7 never sends a request whose connection is there before it has begun to wait for one.
    connect: (_options, callback) => setImmediate(callback, null, channel.socket),
  });
  try {
    const { statusCode, headers, body } = await client.request({
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE },
      body: message,
      signal: limit.signal,
    });
    const bytes = await readMessage(body);
    if (statusCode !== 200) {
      return { status: 'failed', code: `HTTP_${statusCode}` };
    }
    const value = bytes && String(headers['content-type']).startsWith(MEDIA_TYPE) ? accept(bytes) : undefined;
    return value === undefined ? { status: 'failed', code: 'NOT_DNS' } : { status: 'accepted', value };
  } catch (error) {
    return limit.signal.aborted ? { status: 'timed-out' } : { status: 'failed', code: errorCode(error) };
  } finally {
    // The client closes the socket. Closing it under an HTTP/2 session of undici 7 throws where nobody can catch it.
    await client.destroy().catch(() => {});
  }
}

/** The body, or undefined when it is longer than any message. */
async function readMessage(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failed(outcome: { readonly status: string; readonly code?: string }): Exchange<never> {
  return outcome.status === 'timed-out'
    ? { status: 'timed-out' }
    : { status: 'failed', code: outcome.code ?? outcome.status.toUpperCase().replaceAll('-', '_') };
}
