import type { Reporter } from '../core/events.ts';
import type { Finding, Status } from '../core/finding.ts';
import type { CheckResult, Report } from '../core/report.ts';
import { renderFinding } from './finding-detail.ts';
import { causeOf, describeCause, verdictStatus, verdictWords } from './headline.ts';
import { ended } from './sentence.ts';
import { legible, markOf, paint, statusFormat, type TerminalStyle } from './terminal-style.ts';
import { hang } from './text-layout.ts';
import { type Sink, whenFinished } from './when-finished.ts';

export interface TerminalOptions extends TerminalStyle {
  /** Only the verdict. */
  readonly quiet: boolean;
  /** Also what passed and why, durations and evidence. */
  readonly verbose: boolean;
}

/** Evidence longer than this is not read on a terminal but with `--output`. */
const maxEvidenceLines = 200;

/** Writes the report for people: the verdict, one true sentence per check, then what to do. */
export function terminalReporter(write: Sink, options: TerminalOptions): Reporter {
  return whenFinished((report) => write(renderTerminal(report, options)));
}

/** The report as text with a line end after every line. */
export function renderTerminal(report: Report, options: TerminalOptions): string {
  const parts = [renderVerdict(report, options)];
  if (!options.quiet) {
    parts.push(renderContext(report, options), ['']);
    parts.push(...renderChecks(report.checks, options));
    parts.push(...groups.map((group) => renderGroup(group, report, options)));
    if (isVerdictFarAbove(report)) parts.push([''], renderVerdict(report, options));
  }
  return parts
    .flat()
    .map((line) => `${line}\n`)
    .join('');
}

/** What is least urgent stands last, and on a screen it is all that is left: then the verdict is told once more. */
function isVerdictFarAbove({ verdict, checks }: Report): boolean {
  const isBad = verdict === 'not-ready' || verdict === 'undetermined';
  return isBad && checks.some(({ findings }) => findings.some(({ status }) => status === 'warn'));
}

function renderVerdict(report: Report, options: TerminalOptions): readonly string[] {
  const words = verdictWords[report.verdict];
  const cause = causeOf(report);
  const [first = '', ...rest] = hang(
    `${words}  `,
    cause === undefined ? '' : legible(describeCause(cause), options),
    options.columns,
  );
  const painted = paint(words, ['bold', statusFormat[verdictStatus[report.verdict]]], options);
  return [painted + first.slice(words.length), ...rest];
}

function renderContext(report: Report, options: TerminalOptions): readonly string[] {
  const { device, target, counts, exitCode } = report;
  const where = [
    target.cmg === null ? undefined : `for ${target.cmg}`,
    device.computerName === null ? undefined : `on ${device.computerName}`,
    device.user === null ? undefined : `as ${device.user}`,
  ].filter((part) => part !== undefined);
  const tally = (['pass', 'warn', 'fail', 'unknown', 'skip'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`);
  const sentences = [
    where.length === 0 ? undefined : where.join(' '),
    tally.length === 0 ? 'no checks' : `checks: ${tally.join(', ')}`,
    `exit code ${exitCode}`,
    report.retryable ? 'all that is in the way may cure itself: wait, or try again' : undefined,
  ].filter((part) => part !== undefined);
  return hang('', legible(sentences.join('; '), options), options.columns).map((line) => paint(line, 'dim', options));
}

/** Checks that hang on the same trouble say so once: the reason is told in full where it changes. */
function renderChecks(checks: readonly CheckResult[], options: TerminalOptions): readonly (readonly string[])[] {
  let reason: string | undefined;
  return checks.map((check) => {
    const isRepeated = check.status === 'skip' && reasonOf(check) === reason;
    if (check.status === 'skip') reason = reasonOf(check);
    return renderCheck(check, isRepeated && !options.verbose, options);
  });
}

/** Why a check was not judged, as far as its text goes. */
function reasonOf(check: CheckResult): string {
  return check.findings.map((finding) => noteOf(finding, check)).join('\n');
}

function renderCheck(check: CheckResult, isRepeated: boolean, options: TerminalOptions): readonly string[] {
  const mark = markOf(check.status, options);
  const [first = '', ...rest] = hang(`${mark} `, legible(check.title, options), options.columns);
  const painted = paint(mark, statusFormat[check.status], options) + first.slice(mark.length);
  const indent = ' '.repeat(mark.length + 1);
  const shown = check.findings.filter(({ status }) => status === 'skip' || (options.verbose && status === 'pass'));
  const notes = isRepeated ? ['skipped for the same reason'] : shown.map((finding) => noteOf(finding, check));
  return [
    painted,
    ...rest,
    ...notes.flatMap((note) => hang(indent, legible(note, options), options.columns)),
    ...(options.verbose ? renderEvidence(check, indent, options) : []),
  ];
}

/** A skip always says why; a pass, when asked for, what was seen. */
function noteOf(finding: Finding, check: CheckResult): string {
  const { code, what } = finding;
  if (finding.status !== 'skip') return `${code}: ${what}`;
  // That the check was not judged is what the mark says already.
  if (code === `${check.id}.skipped`) return `skipped: ${finding.why}`;
  const text = `${ended(what)} ${finding.why}`;
  return check.status === 'skip' ? `skipped: ${text}` : `${code}: ${text}`;
}

function renderEvidence(check: CheckResult, indent: string, options: TerminalOptions): readonly string[] {
  const lines = JSON.stringify(check.evidence, null, 2)
    .split('\n')
    .map((line) => indent + legible(line, options));
  const kept = lines.length <= 1 ? [] : lines.slice(0, maxEvidenceLines);
  const left = lines.length - maxEvidenceLines;
  return [
    `${indent}${check.durationMs} ms`,
    ...kept,
    ...(left > 0 ? [`${indent}... ${left} more lines: see --output <file>`] : []),
  ].map((line) => paint(line, 'dim', options));
}

interface Group {
  readonly status: Status;
  readonly heading: string;
}
/** What a technician in a hurry must see first stands first. */
const groups: readonly Group[] = [
  { status: 'fail', heading: 'In the way' },
  { status: 'unknown', heading: 'Could not be determined' },
  { status: 'warn', heading: 'Worth knowing' },
];

function renderGroup({ status, heading }: Group, report: Report, options: TerminalOptions): readonly string[] {
  const findings = report.checks.flatMap((check) => check.findings).filter((finding) => finding.status === status);
  if (findings.length === 0) return [];
  const blocks = findings.map((finding) => ['', ...renderFinding(finding, options)]);
  return ['', paint(`${heading}:`, 'bold', options), ...blocks.flat().slice(1)];
}
