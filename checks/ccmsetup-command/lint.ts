import type { Finding, Owner } from '../../src/core/finding.ts';
import type { CcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import { finding, type LintCode } from './codes.ts';
import { type Correction, draftOf, renderDraft } from './draft.ts';

/** What a rule sees. */
export interface LintContext {
  readonly command: CcmsetupCommand;
  /** The CMG that the other checks look at. */
  readonly cmgHost?: string;
  /** Lower-case GUID of the tenant that the device must belong to. */
  readonly tenantId?: string;
  readonly observedAt: Date;
}

/** One thing that is wrong with a line. */
export interface LintFault {
  readonly code: LintCode;
  readonly status: 'warn' | 'fail';
  /** In the line as it was given, from 1; absent where something is missing. */
  readonly column?: number;
  /** What stands there. */
  readonly subject?: string;
  /** One sentence without the column. */
  readonly what: string;
  readonly why: string;
  /** An imperative: what to write instead, or what to do. */
  readonly write: string;
  readonly owner?: Owner;
  readonly symptom?: string;
  /** How the line changes; absent where writing it anew is enough. */
  readonly correct?: Correction;
  /** The correction is one way among others and not part of the line that the other faults show. */
  readonly isAlternative?: boolean;
  /** No line can be shown, because what should stand there is not known. */
  readonly withoutLine?: boolean;
}

export type LintRule = (context: LintContext) => readonly LintFault[];

/** The line with every fault corrected, tokens masked. */
export function correctedLine(command: CcmsetupCommand, faults: readonly LintFault[]): string {
  const corrections = faults.flatMap(({ correct, isAlternative }) =>
    correct === undefined || isAlternative === true ? [] : [correct],
  );
  return renderDraft(corrections.reduce((draft, correct) => correct(draft), draftOf(command)));
}

export function findingOf(fault: LintFault, command: CcmsetupCommand, faults: readonly LintFault[]): Finding {
  const shown =
    fault.isAlternative === true
      ? [...faults.filter((other) => other !== fault), { ...fault, isAlternative: false }]
      : faults;
  const line = correctedLine(command, shown);
  const placeholders = /<(?!masked>)[^>]+>/.test(line) ? ' (fill in what stands in < >)' : '';
  return finding[fault.status](fault.code, {
    what: fault.column === undefined ? fault.what : `${fault.what} (column ${fault.column})`,
    why: fault.why,
    fix: fault.withoutLine === true ? fault.write : `${fault.write} The line${placeholders}: ${line}`,
    owner: fault.owner ?? 'intune-admin',
    ...(fault.subject !== undefined && { subject: fault.subject }),
    ...(fault.symptom !== undefined && { symptom: fault.symptom }),
  });
}
