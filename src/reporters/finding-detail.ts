import type { Finding, Owner } from '../core/finding.ts';
import { legible, markOf, paint, statusFormat, type TerminalStyle } from './terminal-style.ts';
import { hang } from './text-layout.ts';

/** Who an owner is, to the reader. */
export const ownerNames: Readonly<Record<Owner, string>> = {
  device: 'whoever manages this device',
  network: 'network administrator',
  pki: 'PKI administrator',
  'cmg-admin': 'Configuration Manager administrator',
  'intune-admin': 'Intune administrator',
};

const indent = '  ';
/** Width of the longest label, so that the texts begin in one column. */
const labelColumns = 6;

/**
 * A finding in full, as lines: code, what, why, what to do and who can do it.
 *
 * @param isWaivable false where there is no `--ignore`
 */
export function renderFinding(finding: Finding, style: TerminalStyle, isWaivable = true): readonly string[] {
  const mark = paint(markOf(finding.status, style), statusFormat[finding.status], style);
  return [
    `${mark} ${paint(finding.code, 'bold', style)}`,
    ...hang(indent, legible(finding.what, style), style.columns),
    ...rowsOf(finding, isWaivable).flatMap(([label, text]) => labelled(label, text, style)),
  ];
}

function rowsOf(finding: Finding, isWaivable: boolean): readonly (readonly [string, string])[] {
  const { subject, why, symptom } = finding;
  const rows: [string, string | undefined][] = [
    ['about', subject === undefined || finding.what.includes(subject) ? undefined : subject],
    ['why', why],
    ['fix', 'fix' in finding ? finding.fix : undefined],
    ['who', 'owner' in finding && finding.owner !== undefined ? ownerNames[finding.owner] : undefined],
    ['later', finding.transient === true ? 'it may cure itself: waiting or trying again can be enough' : undefined],
    ['log', symptom === undefined ? undefined : `ccmsetup.log would say: ${symptom}`],
    ['more', explanationOf(finding)],
    ['waive', isWaivable ? waiver(finding) : undefined],
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]));
}

/** The command that shows what the docs say: where the report is read there may be nothing but the executable. */
export function explanationOf(finding: Finding): string | undefined {
  const isExplained = 'docs' in finding && finding.docs !== undefined;
  return isExplained ? `cmg-preflight explain ${finding.code}` : undefined;
}

function waiver(finding: Finding): string | undefined {
  if (finding.status === 'fail') return `--ignore ${finding.code}`;
  if (finding.status !== 'warn' || finding.waived !== true) return undefined;
  return 'waived with --ignore; without it this is a failure';
}

function labelled(label: string, text: string, style: TerminalStyle): readonly string[] {
  const plain = `${indent}${label.padEnd(labelColumns)}`;
  const [first = '', ...rest] = hang(plain, legible(text, style), style.columns);
  // What to do is what the eye looks for.
  return [paint(plain, label === 'fix' ? 'bold' : 'dim', style) + first.slice(plain.length), ...rest];
}
