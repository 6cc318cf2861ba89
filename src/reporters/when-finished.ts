import type { Reporter } from '../core/events.ts';
import type { Report } from '../core/report.ts';

/** Where a reporter's text goes. */
export type Sink = (text: string) => void;

const nothing = (): void => {};

/** A reporter that speaks once, with the whole report. */
export function whenFinished(handle: (report: Report) => void): Reporter {
  return {
    'run-started': nothing,
    'probe-started': nothing,
    'probe-finished': nothing,
    'check-judged': nothing,
    waiting: nothing,
    debug: nothing,
    'run-finished': ({ report }) => handle(report),
  };
}
