import type { Reporter } from '../core/events.ts';
import { printable } from './printable.ts';
import { describeWait } from './waiting.ts';
import { type Sink, whenFinished } from './when-finished.ts';

/** What `--verbose` adds on stderr while a run goes on. */
export function debugLog(write: Sink): Reporter {
  return {
    ...whenFinished(() => {}),
    'probe-started': ({ id }) => write(`${id}: started\n`),
    'probe-finished': ({ id, durationMs }) => write(`${id}: facts gathered after ${Math.round(durationMs)} ms\n`),
    waiting: (event) => write(`${describeWait(event)}\n`),
    debug: ({ id, message }) => write(`${id}: ${printable(message)}\n`),
  };
}
