import { access } from 'node:fs';

/** libuv has four threads and lends name lookups half of them (`slow_work_thread_threshold` in its threadpool.c). */
export const LOOKUPS_BY_DEFAULT = 2;

/** A whole run asks for about a dozen names. */
const LOOKUPS_AT_ONCE = 16;

/**
 * Gives getaddrinfo enough threads that silent names do not hold up the others.
 *
 * To be called before anything else uses libuv's pool, which is when libuv reads the variable; on Windows it sees one that
 * was set at run time since 1.52 (libuv pull request 4888). The variable is put back at once: child processes are not meant.
 * @returns how many names can be looked up at the same time from now on
 */
export function prepareLookupThreads(): number {
  const name = 'UV_THREADPOOL_SIZE';
  const before = process.env[name];
  process.env[name] = String(2 * LOOKUPS_AT_ONCE);
  // Any work starts the threads; what becomes of it is of no interest.
  access('.', () => {});
  if (before === undefined) delete process.env[name];
  else process.env[name] = before;
  return LOOKUPS_AT_ONCE;
}
