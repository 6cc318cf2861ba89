/*
 * Keeps Wine's server from crashing: preloaded into it, this gives freed memory back late.
 *
 * Debian 13's Wine 10.0 uses an object after it has been freed. A read that the server answered at once is settled only
 * with the reader's next request (end_wait, async_satisfied, async_set_result, set_fd_signaled, wake_up); when the other
 * side of the pipe has been closed in between, set_fd_signaled wakes those who wait for the file of a descriptor, and
 * that file is gone. Nobody can be waiting for it, so its memory says "nobody", unless something else has been put there:
 * then the server ends with a segmentation fault, and every program on the device waits forever for its answer. With a
 * program that starts many others at once that was one run in five.
 *
 * The server asks for memory from one thread only. No headers: only a compiler is needed.
 */

/** Far more than the server frees between an answer and the next request; it stays below 20 MB with them. */
#define WAITING 65536u

extern void __libc_free(void *);

static void *waiting[WAITING];
static unsigned next;

void free(void *block) {
  if (!block) return;
  void **place = &waiting[next++ % WAITING];
  if (*place) __libc_free(*place);
  *place = block;
}
