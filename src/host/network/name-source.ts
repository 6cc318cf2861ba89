import { lookup } from 'node:dns/promises';

/** Who puts names to the system's resolver. */
export interface NameSource {
  /** Addresses as getaddrinfo gives them; rejects with its error, which has a `code`. */
  resolve(name: string): Promise<readonly string[]>;
  /** How many names are looked up at the same time: no more than there are threads for them. */
  atOnce(): number;
}

/** libuv has four threads and lends name lookups two of them (`slow_work_thread_threshold` in its threadpool.c). */
const LOOKUP_THREADS = 2;

/** getaddrinfo in our own process, in the system's own order. */
export const inThisProcess: NameSource = {
  async resolve(name) {
    const found = await lookup(name, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  },
  atOnce: () => LOOKUP_THREADS,
};
