import type { Readable } from 'node:stream';

/** What a stream gave so far, up to a limit; the rest is read and dropped, so that the writer never blocks. */
export interface CapturedOutput {
  bytes(): Uint8Array;
  truncated(): boolean;
  /** Bytes that came, kept or not. */
  received(): number;
  /** Settles when the stream has ended, failed or was destroyed. */
  readonly closed: Promise<void>;
}

/** @param maxBytes kept at most */
export function captureOutput(stream: Readable, maxBytes: number): CapturedOutput {
  const chunks: Buffer[] = [];
  let kept = 0;
  let received = 0;
  stream.on('data', (chunk: Buffer) => {
    const room = maxBytes - kept;
    received += chunk.length;
    if (room <= 0) return;
    const part = chunk.subarray(0, room);
    chunks.push(part);
    kept += part.length;
  });
  const closed = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('end', resolve);
    // A broken pipe ends the output like its end does; what came before it counts.
    stream.once('error', () => resolve());
  });
  return {
    bytes: () => new Uint8Array(Buffer.concat(chunks, kept)),
    truncated: () => received > kept,
    received: () => received,
    closed,
  };
}
