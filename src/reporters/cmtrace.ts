import type { Reporter } from '../core/events.ts';
import type { Finding, Status } from '../core/finding.ts';
import type { CheckResult, Report } from '../core/report.ts';
import { explanationOf, ownerNames } from './finding-detail.ts';
import { causeOf, describeCause, verdictStatus, verdictWords } from './headline.ts';
import { plainPunctuation } from './printable.ts';
import { ended } from './sentence.ts';
import { describeWait } from './waiting.ts';
import { whenFinished } from './when-finished.ts';

/** CMTrace's three levels. */
export type LogType = 1 | 2 | 3;

export interface LogEntry {
  readonly at: Date;
  readonly message: string;
  readonly type: LogType;
  /** Name in CMTrace's Component column. */
  readonly component: string;
}

/** What is the same for all entries of a run. */
export interface LogContext {
  /** Minutes that local time lags behind UTC, as `Date.prototype.getTimezoneOffset` gives them. */
  readonly timezoneOffsetMinutes: number;
  /** Number in CMTrace's Thread column. */
  readonly thread: number;
}

/** CMTrace cuts longer names, and a quote would end them. */
const maxNameCharacters = 100;
/** A line of a log is read by people; evidence belongs into the report. */
const maxMessageCharacters = 8_000;
/** What ends a message in the file. */
const messageEnd = /\]LOG\]!>/g;
const endOfLine = '\r\n';

const types: Readonly<Record<Status, LogType>> = { pass: 1, skip: 1, warn: 2, unknown: 2, fail: 3 };

/** Gives a run as the entries of a log for CMTrace: what was run for whom, each check as it is judged, the verdict. */
export function cmTraceReporter(take: (entry: LogEntry) => void, now: () => Date): Reporter {
  const log = (component: string, type: LogType, message: string): void =>
    take({ at: now(), message, type, component });
  return {
    ...whenFinished((report) => {
      log(program, 1, describeRun(report));
      log(program, types[verdictStatus[report.verdict]], describeVerdict(report));
    }),
    'run-started': ({ checks }) => log(program, 1, `Run started: ${checks.map(({ id }) => id).join(', ')}`),
    waiting: (event) => log(program, 1, describeWait(event)),
    'check-judged': ({ result }) => {
      log(result.id, types[result.status], describeCheck(result));
      for (const finding of result.findings) log(result.id, types[finding.status], describeFinding(finding));
    },
  };
}

const program = 'cmg-preflight';
/**
 * One entry with its line end. The format is that of the Configuration Manager client's own logs: local time with three
 * digits of a second and the signed bias in minutes.
 */
export function renderLogEntry({ at, message, type, component }: LogEntry, context: LogContext): string {
  const local = new Date(at.getTime() - context.timezoneOffsetMinutes * 60_000).toISOString();
  const [year, month, day] = local.slice(0, 10).split('-');
  const sign = context.timezoneOffsetMinutes < 0 ? '-' : '+';
  const bias = `${sign}${String(Math.abs(context.timezoneOffsetMinutes)).padStart(3, '0')}`;
  const text = plainPunctuation(message).slice(0, maxMessageCharacters).replace(messageEnd, ']LOG]! >');
  const name = plainPunctuation(component).replace(/["<>]/g, "'").slice(0, maxNameCharacters);
  return (
    `<![LOG[${text}]LOG]!><time="${local.slice(11, 23)}${bias}" date="${month}-${day}-${year}" component="${name}" ` +
    `context="" type="${type}" thread="${context.thread}" file="${program}">${endOfLine}`
  );
}

function describeRun({ tool, device, target }: Report): string {
  const facts = [
    `${tool.name} ${tool.version}`,
    target.cmg === null ? undefined : `for ${target.cmg}`,
    device.computerName === null ? undefined : `on ${device.computerName}`,
    device.user === null ? undefined : `as ${device.user}`,
    device.osBuild === null ? undefined : `Windows build ${device.osBuild}`,
    device.tenantId === null ? undefined : `tenant ${device.tenantId}`,
    device.joinType === null ? undefined : `join type ${device.joinType}`,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}

function describeVerdict(report: Report): string {
  const cause = causeOf(report);
  const { pass, warn, fail, unknown, skip } = report.counts;
  const why = cause === undefined ? '' : ` ${describeCause(cause)}`;
  const retry = report.retryable ? ', may cure itself' : '';
  return (
    `${verdictWords[report.verdict]}${why} | pass=${pass} warn=${warn} fail=${fail} unknown=${unknown} skip=${skip}, ` +
    `exit code ${report.exitCode}${retry}`
  );
}

function describeCheck({ status, title, durationMs }: CheckResult): string {
  return `${status.toUpperCase()}: ${title} (${durationMs} ms)`;
}

function describeFinding(finding: Finding): string {
  const { code, what, why, subject, symptom } = finding;
  const remedy = 'fix' in finding ? finding.fix : undefined;
  const owner = 'owner' in finding && finding.owner !== undefined ? ` (${ownerNames[finding.owner]})` : '';
  const command = explanationOf(finding);
  const sentences = [
    `${code}: ${why === undefined ? what : ended(what)}`,
    subject === undefined || what.includes(subject) ? undefined : `About: ${subject}`,
    why === undefined ? undefined : `Why: ${ended(why)}`,
    remedy === undefined ? undefined : `Fix${owner}: ${ended(remedy)}`,
    symptom === undefined ? undefined : `ccmsetup.log would say: ${symptom}`,
    finding.status === 'warn' && finding.waived === true ? 'Waived with --ignore.' : undefined,
    command === undefined ? undefined : `More: ${command}`,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** Start of an entry, where a log may be cut. */
const entryStart = '<![LOG[';

/** Whether a file's text is such a log, so that entries may be put after it. */
export function isLog(text: string): boolean {
  return text.startsWith(entryStart);
}

/**
 * A log with new entries after the old ones, cut at its beginning between two entries so that it stays within the limit;
 * the newest entry is kept in any case.
 *
 * @param maxBytes of the whole log as UTF-8
 */
export function extendLog(previous: string, added: string, maxBytes: number): string {
  const bytes = Buffer.from(previous + added);
  if (bytes.length <= maxBytes) return previous + added;
  const start = bytes.indexOf(entryStart, bytes.length - maxBytes);
  return bytes.subarray(start < 0 ? bytes.lastIndexOf(entryStart) : start).toString();
}
