import { describe, expect, jest, test } from '@jest/globals';
import { timeLimit } from '../../../src/host/network/time-limit.ts';

describe('a limit whose clock is stopped', () => {
  const neverAborted = new AbortController().signal;

  test('time excluded is neither used up nor counted', async () => {
    jest.useFakeTimers();
    try {
      const limit = timeLimit(1_000, neverAborted);
      await jest.advanceTimersByTimeAsync(400);
      const turn = Promise.withResolvers<void>();
      limit.exclude(turn.promise);
      await jest.advanceTimersByTimeAsync(60_000);
      expect([limit.signal.aborted, limit.elapsedMs(), limit.remainingMs()]).toEqual([false, 400, 600]);
      turn.resolve();
      await jest.advanceTimersByTimeAsync(599);
      expect(limit.signal.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect([limit.signal.aborted, limit.remainingMs()]).toEqual([true, 0]);
    } finally {
      jest.useRealTimers();
    }
  });

  test('the caller can still give up', () => {
    const caller = new AbortController();
    const limit = timeLimit(1_000, caller.signal);
    limit.exclude(new Promise(() => {}));
    caller.abort();
    expect(limit.signal.aborted).toBe(true);
    limit.end();
  });

  test('ended while stopped, it leaves no timer behind', async () => {
    jest.useFakeTimers();
    try {
      const limit = timeLimit(1_000, neverAborted);
      const turn = Promise.withResolvers<void>();
      limit.exclude(turn.promise);
      limit.end();
      turn.resolve();
      await jest.advanceTimersByTimeAsync(0);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
