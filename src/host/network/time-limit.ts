/** How long one port call may take: its own limit and the caller's signal, whichever comes first. */
export interface TimeLimit {
  /** Aborted when the time is up or the caller gave up. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds since the limit began, without those excluded. */
  elapsedMs(): number;
  /** Milliseconds that are left, never negative. */
  remainingMs(): number;
  /** Stops the clock until the promise settles; one at a time. The caller's signal stays in force. */
  exclude(pause: Promise<void>): void;
  /** Releases the timer and the listener; call it when the work is done, however it ended. */
  end(): void;
}

/** Starts a limit now. Unlike `AbortSignal.any` it leaves nothing behind on a long-lived signal once it has ended. */
export function timeLimit(timeoutMs: number, signal: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let startedAt = performance.now();
  let pausedAt: number | undefined;
  let ended = false;
  const abort = () => controller.abort();
  const elapsedMs = () => (pausedAt ?? performance.now()) - startedAt;
  const remainingMs = () => Math.max(0, timeoutMs - elapsedMs());
  let timer = setTimeout(abort, timeoutMs);
  if (signal.aborted) {
    abort();
  } else {
    signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    elapsedMs: () => Math.round(elapsedMs()),
    remainingMs,
    exclude: (pause) => {
      clearTimeout(timer);
      pausedAt = performance.now();
      const resume = () => {
        startedAt += performance.now() - (pausedAt ?? 0);
        pausedAt = undefined;
        if (!ended) timer = setTimeout(abort, remainingMs());
      };
      void pause.then(resume, resume);
    },
    end: () => {
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

/** Resolves with `onAbort()` as soon as the signal is aborted, else as `work` does; `work` goes on unobserved. */
export async function orAborted<T, A>(work: Promise<T>, signal: AbortSignal, onAbort: () => A): Promise<T | A> {
  if (signal.aborted) {
    return onAbort();
  }
  let listener: (() => void) | undefined;
  const aborted = new Promise<A>((resolve) => {
    listener = () => resolve(onAbort());
    signal.addEventListener('abort', listener, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (listener !== undefined) {
      signal.removeEventListener('abort', listener);
    }
  }
}
