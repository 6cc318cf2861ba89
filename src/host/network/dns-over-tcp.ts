import type { Exchange } from './dns-over-udp.ts';
import { discard, type NetworkDependencies, openSocket } from './open-socket.ts';
import { errorCode } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';

/** RFC 1035 section 4.2.2: two octets of length, then the message, so 64 KB at most. */
const LENGTH_BYTES = 2;

/** Messages that do not answer the question, passed over before the connection is given up. */
const MAX_UNRELATED_MESSAGES = 8;

/** One question over TCP, as after a truncated answer over UDP. */
export async function exchangeStream<T>(
  server: { readonly address: string; readonly port: number },
  message: Uint8Array,
  accept: (bytes: Uint8Array) => T | undefined,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<Exchange<T>> {
  const opened = await openSocket({ host: server.address, port: server.port }, network, limit);
  if (opened.status !== 'open') {
    return opened.status === 'timed-out'
      ? { status: 'timed-out' }
      : { status: 'failed', code: opened.status === 'unreachable' ? opened.code : `TCP_${opened.status}` };
  }
  const { socket } = opened;
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    let unrelated = 0;
    const settle = (outcome: Exchange<T>) => {
      limit.signal.removeEventListener('abort', giveUp);
      discard(socket);
      resolve(outcome);
    };
    const giveUp = () => settle({ status: 'timed-out' });
    socket.on('error', (error) => settle({ status: 'failed', code: errorCode(error) }));
    socket.once('close', () => settle({ status: 'failed', code: 'CLOSED' }));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= LENGTH_BYTES) {
        const end = LENGTH_BYTES + received.readUInt16BE(0);
        if (received.length < end) {
          return;
        }
        const value = accept(received.subarray(LENGTH_BYTES, end));
        received = received.subarray(end);
        if (value !== undefined) {
          settle({ status: 'accepted', value });
          return;
        }
        unrelated += 1;
        if (unrelated > MAX_UNRELATED_MESSAGES) {
          settle({ status: 'failed', code: 'UNRELATED' });
          return;
        }
      }
    });
    if (limit.signal.aborted) {
      giveUp();
      return;
    }
    limit.signal.addEventListener('abort', giveUp, { once: true });
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
  });
}
