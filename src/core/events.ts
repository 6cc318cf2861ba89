import type { CheckResult, Report } from './report.ts';

/** What happens in a run, in the order in which it happens. `check-judged` comes strictly in the order of the checks. */
export type RunEvent =
  | {
      readonly kind: 'run-started';
      readonly startedAt: Date;
      readonly checks: readonly { readonly id: string; readonly title: string }[];
    }
  | { readonly kind: 'probe-started'; readonly id: string; readonly title: string }
  | { readonly kind: 'probe-finished'; readonly id: string; readonly durationMs: number }
  | { readonly kind: 'check-judged'; readonly result: CheckResult }
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
