import type { CheckResult, Report } from './report.ts';

/**
 * What happens in a run, in the order in which it happens. `check-judged` comes strictly in the order of the checks;
 * after `waiting` all of it but `run-finished` comes again, for the checks that are asked again.
 */
export type RunEvent =
  | {
      readonly kind: 'run-started';
      readonly startedAt: Date;
      readonly checks: readonly { readonly id: string; readonly title: string }[];
    }
  | { readonly kind: 'probe-started'; readonly id: string; readonly title: string }
  | { readonly kind: 'probe-finished'; readonly id: string; readonly durationMs: number }
  | { readonly kind: 'check-judged'; readonly result: CheckResult }
  /** The verdict may cure itself: what it hangs on is asked again after a pause. */
  | {
      readonly kind: 'waiting';
      /** Until the next judgement begins. */
      readonly pauseMs: number;
      /** Until nobody waits any longer; not less than the pause. */
      readonly leftMs: number;
      /** Codes of the findings that are in the way. */
      readonly codes: readonly string[];
    }
  | { readonly kind: 'debug'; readonly id: string; readonly message: string }
  | { readonly kind: 'run-finished'; readonly report: Report };

/** A reporter: one handler per event, so that a forgotten event does not compile. */
export type Reporter = {
  readonly [K in RunEvent['kind']]: (event: Extract<RunEvent, { readonly kind: K }>) => void;
};

/** Hands an event to the handler of its kind. */
export function notify(reporter: Reporter, event: RunEvent): void {
  // The handler's parameter is the event's own type by construction of Reporter; the compiler cannot correlate the two.
  (reporter[event.kind] as (event: RunEvent) => void)(event);
}
