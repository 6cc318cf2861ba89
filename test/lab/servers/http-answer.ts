import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** What arrived, as far as an answer may depend on it. */
export interface AskedFor {
  readonly method: string;
  /** Lower case, without the port. */
  readonly host: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export type HttpAnswer =
  | {
      readonly status: number;
      /** Reason phrase; default: the usual one. */
      readonly reason?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      /** Content coding that is applied and declared. */
      readonly coding?: 'gzip' | 'deflate' | 'br';
      /** The body is followed by that many zero bytes. */
      readonly paddingBytes?: number;
      /** The head is held back that long. */
      readonly afterMs?: number;
      /** The body comes in pieces, with this pause before each. */
      readonly dripMs?: number;
    }
  /** Nothing comes back, the connection stays. */
  | 'hang'
  /** The connection is reset. */
  | 'reset'
  /** The body ends before its announced length. */
  | 'cut-off';

/** Makes answers; it looks at the request and at nothing else. */
export type HttpHandler = (asked: AskedFor) => HttpAnswer;

const DRIP_PIECES = 10;
const PADDING_PIECE = Buffer.alloc(64 * 1024);

/**
 * Sends an answer. Timers go into `timers`, whose owner clears them when the server stops.
 * @param reset resets the connection below TLS
 */
export async function send(
  answer: HttpAnswer,
  response: ServerResponse,
  timers: Timers,
  reset: () => void,
): Promise<void> {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    reset();
    return;
  }
  if (answer === 'cut-off') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('cut', () => response.socket?.destroy());
    return;
  }
  if (answer.afterMs) await timers.pause(answer.afterMs);
  const plain = Buffer.from(answer.body ?? '');
  const body = answer.coding ? coders[answer.coding](plain) : plain;
  const padding = answer.paddingBytes ?? 0;
  response.writeHead(answer.status, answer.reason, {
    'content-length': String(body.length + padding),
    ...(answer.coding ? { 'content-encoding': answer.coding } : {}),
    ...answer.headers,
  });
  if (answer.dripMs) {
    const size = Math.max(1, Math.ceil(body.length / DRIP_PIECES));
    for (let at = 0; at < body.length; at += size) {
      await timers.pause(answer.dripMs);
      response.write(body.subarray(at, at + size));
    }
  } else {
    response.write(body);
  }
  for (let left = padding; left > 0 && !response.destroyed; left -= PADDING_PIECE.length) {
    const piece = PADDING_PIECE.subarray(0, Math.min(left, PADDING_PIECE.length));
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

const coders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;

/** Pauses that end when their owner stops. */
export class Timers {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(timer);
        resolve();
      }, ms);
      this.#pending.set(timer, resolve);
    });
  }

  /** Ends all pauses now. */
  clear(): void {
    for (const [timer, resolve] of this.#pending) {
      clearTimeout(timer);
      resolve();
    }
    this.#pending.clear();
  }
}
