import type { Host } from '../host/ports.ts';
import { type RunOptions, type RunResult, runChecks } from './runner.ts';
import { isRetryable } from './verdict.ts';

/**
 * Pauses before the second, third, … judgement; the last one repeats. A late network is there within a minute; a hybrid
 * join waits for a directory synchronisation, which comes every half hour, and need not be asked about more often.
 */
const pausesMs = [15_000, 30_000, 60_000, 120_000] as const;
const longestPauseMs = 120_000;
/** With less time than this left, what was just asked would be asked again at once. */
const leastPauseMs = 1_000;

export interface WaitingOptions extends Omit<RunOptions, 'host' | 'previous' | 'signal'> {
  /** How long to wait for a verdict that may cure itself, from the beginning of the run; 0: one judgement. */
  readonly waitMs: number;
  /** The machine as it is now: one host is one snapshot of it. */
  readonly newHost: () => Promise<Host>;
  /** Ends early, without a fault, when the signal is aborted. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Every judgement asks everything, so that the facts of the last one are complete. */
  readonly completely: boolean;
  /** The user's interrupt: it ends the waiting, and the last verdict stands. */
  readonly signal: AbortSignal;
}

/** The judgement that counts, and the host that it asked. */
export interface SettledRun extends RunResult {
  readonly host: Host;
}

/**
 * Judges until the verdict is one that waiting cannot change, or until the time is up; it may end one `deadlineMs` later
 * than that. `startedAt` and `durationMs` are those of the whole.
 */
export async function runUntilSettled(options: WaitingOptions): Promise<SettledRun> {
  const { waitMs, newHost, sleep, completely, signal, monotonicMs, emit } = options;
  const startedMs = monotonicMs();
  let host = await newHost();
  let result = await runChecks({ ...options, host });
  const { startedAt } = result;
  for (let turn = 0; !signal.aborted && isRetryable(result.checks); turn += 1) {
    const leftMs = waitMs - (monotonicMs() - startedMs);
    if (leftMs < leastPauseMs) break;
    const pauseMs = Math.min(pausesMs[turn] ?? longestPauseMs, leftMs);
    emit({ kind: 'waiting', pauseMs, leftMs, codes: obstacleCodes(result) });
    await sleep(pauseMs, signal);
    if (signal.aborted) break;
    const laterHost = await newHost();
    const later = await runChecks({ ...options, host: laterHost, ...(!completely && { previous: result }) });
    // An interrupted judgement knows less than the one before it.
    if (signal.aborted) break;
    host = laterHost;
    result = later;
  }
  return { ...result, startedAt, durationMs: Math.round(monotonicMs() - startedMs), host };
}

function obstacleCodes({ checks }: RunResult): readonly string[] {
  const obstacles = checks
    .flatMap(({ findings }) => findings)
    .filter(({ status }) => status === 'fail' || status === 'unknown');
  return [...new Set(obstacles.map(({ code }) => code))];
}
