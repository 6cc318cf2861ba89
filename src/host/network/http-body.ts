import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { errorCode } from './system-error.ts';

export type BodyOutcome =
  | { readonly status: 'read'; readonly bytes: Uint8Array; readonly truncated: boolean }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'undecodable'; readonly code: string }
  | { readonly status: 'timed-out' };

/**
 * What arrives on the wire may be this much more than what it decodes to (headers of the coding, empty blocks); a sender
 * that goes on beyond that is sending nothing.
 */
const CODING_OVERHEAD_BYTES = 65_536;

/** Reads a body to its end or to `maxBytes`, counted after content decoding: a small bomb is no way to fill the memory. */
export function readBody(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let wireSize = 0;
    const decoder = decoderFor(response.headers['content-encoding']);
    const source: Readable = decoder === undefined ? response : response.pipe(decoder);

    const settle = (outcome: BodyOutcome) => {
      signal.removeEventListener('abort', giveUp);
      response.unpipe();
      decoder?.destroy();
      resolve(outcome);
    };
    const finish = (truncated: boolean) =>
      settle({ status: 'read', bytes: new Uint8Array(Buffer.concat(chunks)), truncated });
    const giveUp = () => settle({ status: 'timed-out' });

    response.on('error', (error) => settle({ status: 'failed', error }));
    response.once('close', () =>
      response.complete ? undefined : settle({ status: 'failed', error: { code: 'ECONNRESET' } }),
    );
    decoder?.on('error', (error) => settle({ status: 'undecodable', code: errorCode(error) }));
    if (decoder !== undefined) {
      response.on('data', (chunk: Buffer) => {
        wireSize += chunk.length;
        if (wireSize > maxBytes + CODING_OVERHEAD_BYTES) {
          finish(true);
        }
      });
    }
    source.on('data', (chunk: Buffer) => {
      const room = maxBytes - size;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      size += Math.min(chunk.length, room);
      if (chunk.length > room) {
        finish(true);
      }
    });
    source.once('end', () => finish(false));
    if (signal.aborted) {
      giveUp();
    } else {
      signal.addEventListener('abort', giveUp, { once: true });
    }
  });
}

/** Codings that nobody asked for but some servers send all the same; an unknown one is left as it is. */
function decoderFor(coding: string | undefined) {
  switch (coding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
