import type { Reporter, RunEvent } from '../core/events.ts';
import { type Sink, whenFinished } from './when-finished.ts';

type Waiting = Extract<RunEvent, { readonly kind: 'waiting' }>;

/** Most codes that are named at once; there are seldom more than one. */
const maxNamed = 3;

/** Says on standard error what is waited for, where there is no spinner to say it. */
export function waitingReporter(write: Sink): Reporter {
  return {
    ...whenFinished(() => {}),
    waiting: (event) => write(`cmg-preflight: ${describeWait(event)}\n`),
  };
}

/** `Waiting for entra-join.hybrid-pending: asking again in 15 s, giving up in 30 min`. */
export function describeWait({ codes, pauseMs, leftMs }: Waiting): string {
  const named = codes.slice(0, maxNamed).join(', ');
  const more = codes.length > maxNamed ? ` and ${codes.length - maxNamed} more` : '';
  const last = pauseMs >= leftMs;
  const after = last ? ', for the last time' : `, giving up in ${renderWait(leftMs)}`;
  return `Waiting for ${named}${more}: asking again in ${renderWait(pauseMs)}${after}`;
}

function renderWait(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
