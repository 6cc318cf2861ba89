import { createHash } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectFailure, HttpOutcome, HttpRequest, TlsFailure } from '../ports.ts';
import { readBody } from './http-body.ts';
import { discard, type NetworkDependencies, openSocket } from './open-socket.ts';
import { secure } from './secure.ts';
import { connectFailure, errorCode, timedOut } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';
import { openConnection } from './tunnel.ts';

export interface HttpExchange extends Omit<HttpRequest, 'url' | 'headers'> {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

interface Channel {
  readonly status: 'ready';
  readonly socket: Socket;
  readonly address: string;
}

/** Node's own default, written down because a hostile server is refused by it. */
const MAX_HEADER_BYTES = 16_384;

/**
 * One request and its answer. The parser is node:http's and not undici's: undici 7 keeps only the last piece of a reason
 * phrase that arrives in two segments, and the phrase is how a CMG says which of its halves refused.
 */
export async function exchangeHttp(
  exchange: HttpExchange,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<HttpOutcome> {
  const channel = await openChannel(exchange, network, limit);
  if (channel.status !== 'ready') {
    return channel;
  }
  try {
    return await converse(exchange, channel, limit);
  } finally {
    discard(channel.socket);
  }
}

async function openChannel(
  { url, proxy, peerSha256 }: HttpExchange,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<Channel | ConnectFailure | TlsFailure | { readonly status: 'peer-changed'; readonly address: string }> {
  const encrypted = url.protocol === 'https:';
  const to = { host: url.hostname, port: url.port === '' ? (encrypted ? 443 : 80) : Number(url.port) };
  if (!encrypted) {
    const opened = await openSocket(proxy ?? to, network, limit);
    return opened.status === 'open' ? { ...opened, status: 'ready' } : opened;
  }
  const opened = await openConnection({ ...to, proxy }, network, limit);
  if (opened.status !== 'open') {
    return opened;
  }
  const { address } = opened;
  const secured = await secure(opened.socket, { serverName: url.hostname.replace(/^\[(.*)\]$/, '$1'), address }, limit);
  if (secured.status !== 'secured') {
    return secured;
  }
  if (peerSha256 !== undefined && sha256(secured.certificates[0]) !== peerSha256) {
    discard(secured.socket);
    return { status: 'peer-changed', address };
  }
  return { status: 'ready', socket: secured.socket, address };
}

function sha256(certificate: Uint8Array | undefined): string | undefined {
  return certificate && createHash('sha256').update(certificate).digest('hex');
}

async function converse(exchange: HttpExchange, channel: Channel, limit: TimeLimit): Promise<HttpOutcome> {
  const { url, method, headers, body, proxy, maxBytes } = exchange;
  const path = `${url.pathname}${url.search}`;
  const viaProxy = url.protocol === 'http:' && proxy !== undefined;
  const asked = startRequest({
    method,
    path: viaProxy ? `${url.origin}${path}` : path,
    headers: { ...headers, host: url.host },
    maxHeaderSize: MAX_HEADER_BYTES,
    createConnection: () => channel.socket,
  });
  const answer = await firstAnswer(asked, body, limit.signal);
  if (answer.status !== 'response') {
    return answer.status === 'aborted' ? timedOut(channel.address, 'http') : failure(answer.error, channel.address);
  }
  const { response } = answer;
  const statusCode = response.statusCode ?? 0;
  const statusText = response.statusMessage ?? '';
  if (viaProxy && statusCode === 407) {
    return { status: 'proxy-refused', statusCode, statusText };
  }
  const read = await readBody(response, maxBytes, limit.signal);
  switch (read.status) {
    case 'read':
      return {
        status: 'answered',
        statusCode,
        statusText,
        headers: flatten(response),
        body: read.bytes,
        truncated: read.truncated,
        url: url.href,
        durationMs: limit.elapsedMs(),
      };
    case 'timed-out':
      return timedOut(channel.address, 'http');
    case 'undecodable':
      return { status: 'malformed-response', detail: `content coding: ${read.code}` };
    case 'failed':
      return failure(read.error, channel.address);
  }
}

type FirstAnswer =
  | { readonly status: 'response'; readonly response: IncomingMessage }
  | { readonly status: 'aborted' }
  | { readonly status: 'failed'; readonly error: unknown };

function firstAnswer(asked: ClientRequest, body: Uint8Array | undefined, signal: AbortSignal): Promise<FirstAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: FirstAnswer) => {
      signal.removeEventListener('abort', giveUp);
      resolve(answer);
    };
    const giveUp = () => settle({ status: 'aborted' });
    asked.once('response', (response) => settle({ status: 'response', response }));
    // Nobody asked for another protocol; without a listener Node would just close.
    asked.once('upgrade', () => settle({ status: 'failed', error: { code: 'HPE_UNEXPECTED_UPGRADE' } }));
    asked.on('error', (error) => settle({ status: 'failed', error }));
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    asked.end(body);
  });
}

/** `HPE_…` is llhttp: bytes came, and they are no HTTP. */
function failure(error: unknown, address: string): HttpOutcome {
  const code = errorCode(error);
  return code.startsWith('HPE_')
    ? { status: 'malformed-response', detail: code }
    : connectFailure(error, address, 'http');
}

function flatten(response: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}
