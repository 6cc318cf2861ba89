import type { Reporter } from '../core/events.ts';
import type { Report } from '../core/report.ts';
import { causeOf, describeCause, verdictWords } from './headline.ts';
import { asciiOnly } from './printable.ts';
import { type Sink, whenFinished } from './when-finished.ts';

/** Intune keeps the last 2,048 characters of a script's last line ("Remediations", output limit). */
const maxCharacters = 2_048;
const ellipsis = '...';

/** Writes the report as one line. */
export function shortReporter(write: Sink): Reporter {
  return whenFinished((report) => write(`${renderShort(report)}\n`));
}

/**
 * One line of ASCII: verdict, first cause, counts. Nothing in it changes from run to run while the device stays the
 * same, so that a fleet's results can be grouped by it.
 */
export function renderShort(report: Report): string {
  const { pass, warn, fail, unknown } = report.counts;
  const counts = ` | pass=${pass} warn=${warn} fail=${fail} unknown=${unknown}`;
  const cause = causeOf(report);
  const verdict = verdictWords[report.verdict];
  const text = asciiOnly(cause === undefined ? verdict : `${verdict} ${describeCause(cause)}`);
  const room = maxCharacters - counts.length;
  return (text.length <= room ? text : text.slice(0, room - ellipsis.length) + ellipsis) + counts;
}
