import type { Check } from './check.ts';
import { docsFor, type Finding, type Skip, type Unknown } from './finding.ts';
import type { ProbeEnd } from './probing.ts';
import type { CheckResult } from './report.ts';

/** Codes that the runner gives on behalf of any check. */
export const runnerCodes = ['skipped', 'blocked', 'timed-out', 'interrupted', 'not-recorded', 'crashed'] as const;

type WithoutEvidence = Exclude<ProbeEnd, { kind: 'gathered' }>;

/**
 * The finding of a check whose probe gave no evidence. A check that another one's failure makes pointless is a skip only
 * when that failure stands in the report; where it does not (`--only`, or the other check passed), the question stays open.
 */
export function explainOutcome(check: Check, end: WithoutEvidence, earlier: readonly CheckResult[]): Skip | Unknown {
  const docs = (code: string) => docsFor('runner', code);
  switch (end.kind) {
    case 'blocked': {
      const what = `Not judged: "${check.title}"`;
      if (accountsFor(end.by.id, earlier)) {
        return {
          status: 'skip',
          code: `${check.id}.skipped`,
          what,
          why: `${end.by.id} stands in the way: ${end.why}`,
          subject: end.by.id,
        };
      }
      return {
        status: 'unknown',
        code: `${check.id}.blocked`,
        what,
        why: `It hangs on ${end.by.id}: ${end.why}`,
        fix: `Run ${end.by.id} too; its finding says what to do.`,
        subject: end.by.id,
        docs: docs('blocked'),
      };
    }
    case 'timed-out':
      return {
        status: 'unknown',
        code: `${check.id}.timed-out`,
        what: `Cut off after ${Math.round(end.limitMs / 100) / 10} s: "${check.title}"`,
        why:
          end.limit === 'run'
            ? 'The run reached its --deadline before this was known.'
            : 'The check reached its own time limit before this was known.',
        fix: 'Run again; if it happens again, look with --verbose at what does not answer.',
        transient: true,
        docs: docs('timed-out'),
      };
    case 'interrupted':
      return {
        status: 'unknown',
        code: `${check.id}.interrupted`,
        what: `Interrupted: "${check.title}"`,
        why: 'The run was stopped before this was known.',
        transient: true,
        docs: docs('interrupted'),
      };
    case 'crashed':
      // By name: the recording is the host's matter, and core knows no host.
      if (end.error instanceof Error && end.error.name === 'NotRecorded') {
        return {
          status: 'unknown',
          code: `${check.id}.not-recorded`,
          what: `The recording holds no answer to a question of this check: ${end.error.message}`,
          why: 'It was made by another version, with other checks, or with other settings.',
          fix: 'Record again on the device with this version and the same options.',
          docs: docs('not-recorded'),
        };
      }
      return {
        status: 'unknown',
        code: `${check.id}.crashed`,
        what: `A fault of cmg-preflight itself: ${describe(end.error)}`,
        why: 'The check ended before it could say anything about the device.',
        fix: 'Run again with --record <file> and report the fault with that file.',
        docs: docs('crashed'),
      };
  }
}

/**
 * A skip that names another check as what stands in the way is right only beside that check's finding; where that check
 * is not judged (`--only`, `--skip`), the question stays open.
 *
 * @param unjudged ids of the checks that are not judged in this run
 */
export function openWithout(unjudged: ReadonlySet<string>, finding: Finding): Finding {
  if (finding.status !== 'skip' || finding.subject === undefined || !unjudged.has(finding.subject)) return finding;
  return { ...finding, status: 'unknown', fix: `Run ${finding.subject} too; its finding says what to do.` };
}

/** The check, or one it is itself skipped for, has a finding in the report that the reader can act on. */
function accountsFor(id: string, earlier: readonly CheckResult[]): boolean {
  const result = earlier.find((candidate) => candidate.id === id);
  if (result === undefined) return false;
  return result.findings.some(
    (finding) =>
      finding.status === 'fail' ||
      finding.status === 'unknown' ||
      (finding.status === 'warn' && finding.waived === true) ||
      (finding.status === 'skip' && finding.subject !== undefined && accountsFor(finding.subject, earlier)),
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
