import type { Finding, Status } from '../core/finding.ts';
import type { Verdict } from '../core/verdict.ts';
import { renderFinding } from './finding-detail.ts';
import { describeCause, verdictStatus, verdictWords } from './headline.ts';
import { harmlessJson } from './printable.ts';
import { ended } from './sentence.ts';
import { legible, markOf, paint, statusFormat, type TerminalStyle } from './terminal-style.ts';
import { hang } from './text-layout.ts';

/** The outcome of `certificate`. */
export interface CertificateReport {
  readonly schemaVersion: 1;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Server certificate first. */
  readonly chain: readonly ReportedCertificate[];
}

export interface ReportedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hex. */
  readonly serial: string;
  /** SHA-1, upper-case hex. */
  readonly thumbprint: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revocation: 'good' | 'revoked' | 'unknown' | 'not-checked';
}

/** What the text says besides the report. */
export interface CertificateContext {
  readonly file: string;
  readonly host: string | undefined;
  /** The moment that was judged for. */
  readonly at: Date;
  readonly exitCode: number;
}

export interface CertificateTextOptions extends TerminalStyle {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The report by docs/certificate.md, indented, with a line end. */
export function renderCertificateJson({ schemaVersion, verdict, findings, chain }: CertificateReport): string {
  return `${harmlessJson(JSON.stringify({ schemaVersion, verdict, findings, chain }, null, 2))}\n`;
}

/** The report for people: the verdict, a sentence for each finding, the chain, then what to do. */
export function renderCertificateText(
  report: CertificateReport,
  context: CertificateContext,
  options: CertificateTextOptions,
): string {
  const parts: (readonly string[])[] = [renderVerdict(report, options)];
  if (!options.quiet) {
    parts.push(renderContext(context, options), ['']);
    parts.push(...report.findings.map((finding) => renderSentence(finding, options)));
    parts.push(...renderChain(report, options));
    parts.push(...groups.map((group) => renderGroup(group, report, options)));
  }
  return parts
    .flat()
    .map((line) => `${line}\n`)
    .join('');
}

function renderVerdict({ verdict, findings }: CertificateReport, options: TerminalStyle): readonly string[] {
  const words = verdictWords[verdict];
  const deciding = findings.filter(({ status }) => status === verdictStatus[verdict]);
  const [finding] = verdict === 'ready' ? [] : deciding;
  const cause = finding === undefined ? '' : describeCause({ finding, further: deciding.length - 1 });
  const [first = '', ...rest] = hang(`${words}  `, legible(cause, options), options.columns);
  return [paint(words, ['bold', statusFormat[verdictStatus[verdict]]], options) + first.slice(words.length), ...rest];
}

function renderContext(context: CertificateContext, options: TerminalStyle): readonly string[] {
  const moment = context.at.toISOString().slice(0, 19).replace('T', ' ');
  const forHost = context.host === undefined ? '' : ` for ${context.host}`;
  const text = `${context.file}${forHost}; judged for ${moment} UTC; exit code ${context.exitCode}`;
  return hang('', legible(text, options), options.columns).map((line) => paint(line, 'dim', options));
}

function renderSentence(finding: Finding, options: CertificateTextOptions): readonly string[] {
  const mark = markOf(finding.status, options);
  const { what, status } = finding;
  const withReason = status === 'skip' || (options.verbose && status === 'pass' && finding.why !== undefined);
  const text = withReason ? `${ended(what)} ${finding.why}` : what;
  const [first = '', ...rest] = hang(`${mark} `, legible(text, options), options.columns);
  return [paint(mark, statusFormat[status], options) + first.slice(mark.length), ...rest];
}

function renderChain({ chain }: CertificateReport, options: TerminalStyle): readonly (readonly string[])[] {
  const width = String(chain.length).length;
  const blocks = chain.map(({ subject, issuer, serial, thumbprint, notBefore, notAfter, revocation }, index) => {
    const number = `  ${String(index + 1).padStart(width)}  `;
    const indent = ' '.repeat(number.length);
    return [
      ...hang(number, legible(subject, options), options.columns),
      ...hang(`${indent}issued by `, legible(issuer, options), options.columns),
      ...hang(`${indent}serial    `, serial, options.columns),
      ...hang(`${indent}SHA-1     `, thumbprint, options.columns),
      ...hang(`${indent}valid     `, `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`, options.columns),
      ...hang(`${indent}revoked?  `, revocationWords[revocation], options.columns),
    ];
  });
  return [['', paint('Chain:', 'bold', options)], ...blocks];
}

const revocationWords: Readonly<Record<ReportedCertificate['revocation'], string>> = {
  good: 'no',
  revoked: 'yes',
  unknown: 'unknown',
  'not-checked': 'not checked',
};

interface Group {
  readonly status: Status;
  readonly heading: string;
}
const groups: readonly Group[] = [
  { status: 'fail', heading: 'In the way' },
  { status: 'unknown', heading: 'Could not be determined' },
  { status: 'warn', heading: 'Worth knowing' },
];

function renderGroup(
  { status, heading }: Group,
  { findings }: CertificateReport,
  options: TerminalStyle,
): readonly string[] {
  const blocks = findings
    .filter((finding) => finding.status === status)
    .flatMap((finding) => ['', ...renderFinding(finding, options, false)]);
  return blocks.length === 0 ? [] : ['', paint(`${heading}:`, 'bold', options), ...blocks.slice(1)];
}
