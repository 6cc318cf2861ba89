import type { Reporter } from '../core/events.ts';
import type { Report } from '../core/report.ts';
import { harmlessJson } from './printable.ts';
import { type Sink, whenFinished } from './when-finished.ts';

/** Writes the report as JSON. */
export function jsonReporter(write: Sink): Reporter {
  return whenFinished((report) => write(renderJson(report)));
}

/** The report by docs/report.schema.json, indented, with a line end. */
export function renderJson(report: Report): string {
  return `${harmlessJson(JSON.stringify(report, null, 2))}\n`;
}
