import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { errorCode } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';

export type Exchange<T> =
  | { readonly status: 'accepted'; readonly value: T }
  | { readonly status: 'timed-out' }
  | { readonly status: 'failed'; readonly code: string };

/** Datagrams get lost; Windows asks again after a second too. */
const RESEND_AFTER_MS = 1000;

/**
 * Sends a datagram from a fresh random port and waits for one from that very server that `accept` takes. Others (late,
 * with another id, unreadable) are passed over, so that nobody ends the wait by answering first.
 */
export function exchangeDatagram<T>(
  server: { readonly address: string; readonly port: number },
  message: Uint8Array,
  accept: (bytes: Uint8Array) => T | undefined,
  limit: TimeLimit,
): Promise<Exchange<T>> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: isIPv6(server.address) ? 'udp6' : 'udp4' });
    let resend: NodeJS.Timeout | undefined;
    let settled = false;
    const settle = (outcome: Exchange<T>) => {
      if (settled) {
        return;
      }
      settled = true;
      clearInterval(resend);
      limit.signal.removeEventListener('abort', giveUp);
      socket.close();
      resolve(outcome);
    };
    const giveUp = () => settle({ status: 'timed-out' });
    const fail = (error: unknown) => settle({ status: 'failed', code: errorCode(error) });
    const send = () => socket.send(message, (error) => (error === null || settled ? undefined : fail(error)));

    socket.on('error', fail);
    socket.on('message', (bytes) => {
      const value = accept(bytes);
      if (value !== undefined) {
        settle({ status: 'accepted', value });
      }
    });
    if (limit.signal.aborted) {
      giveUp();
      return;
    }
    limit.signal.addEventListener('abort', giveUp, { once: true });
    // A connected socket takes datagrams of this one server only, and learns that its port is closed.
    socket.connect(server.port, server.address, (error?: Error) => {
      if (error !== undefined) {
        fail(error);
      } else if (!settled) {
        send();
        resend = setInterval(send, RESEND_AFTER_MS);
      }
    });
  });
}
