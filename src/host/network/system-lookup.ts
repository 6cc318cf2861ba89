import { lookup } from 'node:dns/promises';
import type { Dns, SystemLookup } from '../ports.ts';
import { errorCode } from './system-error.ts';
import { orAborted, timeLimit } from './time-limit.ts';

/** More addresses than a service name has; the rest of a flood says nothing new. */
const MAX_ADDRESSES = 64;

/**
 * The operating system's own answer: getaddrinfo, which on Windows is the DNS client that WinHTTP uses too (hosts file,
 * cache, NRPT, encrypted DNS, suffixes). It cannot be cancelled: an abandoned question ends by itself in a thread of its
 * own, unobserved.
 */
export function createSystemLookup(): Dns['lookup'] {
  return async (name, { timeoutMs }, signal) => {
    const limit = timeLimit(timeoutMs, signal);
    const timedOut = (): SystemLookup => ({ status: 'timed-out', durationMs: limit.elapsedMs() });
    const asked = lookup(name, { all: true, verbatim: true }).then(
      (found): SystemLookup => ({
        status: 'answered',
        addresses: [...new Set(found.map(({ address }) => address))].slice(0, MAX_ADDRESSES),
        durationMs: limit.elapsedMs(),
      }),
      (error: unknown): SystemLookup => failedLookup(errorCode(error), limit.elapsedMs()),
    );
    try {
      return await orAborted(asked, limit.signal, timedOut);
    } finally {
      limit.end();
    }
  };
}

/** ENOTFOUND covers "no such name" and "no address of it" alike; everything else means that nobody could be asked. */
function failedLookup(code: string, durationMs: number): SystemLookup {
  return code === 'ENOTFOUND' || code === 'ENODATA'
    ? { status: 'not-found', code, durationMs }
    : { status: 'failed', code, durationMs };
}
