import type { Host } from '../host/ports.ts';
import type { Check, JudgeContext } from './check.ts';
import type { RunEvent } from './events.ts';
import { type Finding, worstStatus } from './finding.ts';
import type { JsonObject } from './json.ts';
import { explainOutcome, openWithout } from './outcome-finding.ts';
import { type ProbeOutcome, startProbes } from './probing.ts';
import { outcomesToKeep } from './repetition.ts';
import type { CheckResult } from './report.ts';
import type { Target } from './target.ts';
import { waive } from './waiver.ts';

export interface RunOptions {
  /** The ordered list of all checks. */
  readonly checks: readonly Check[];
  /** Ids to judge and report; others are probed only when a selected one requires or uses them. */
  readonly selected: ReadonlySet<string>;
  /** Check ids and full finding codes whose failures become warnings. */
  readonly ignore: ReadonlySet<string>;
  readonly target: Target;
  readonly host: Host;
  /** The whole run ends by then, whatever happens. */
  readonly deadlineMs: number;
  /** Monotonic milliseconds, for durations only. */
  readonly monotonicMs: () => number;
  readonly emit: (event: RunEvent) => void;
  /** The user's interrupt. */
  readonly signal?: AbortSignal;
  /** A judgement whose transient troubles are asked about again; everything else is taken over from it. */
  readonly previous?: RunResult;
}

export interface RunResult {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
  /** How the probe of every check ended. */
  readonly outcomes: ReadonlyMap<Check, ProbeOutcome>;
  /** Evidence of every probed check, for summaries. */
  evidenceOf<E>(check: Check<E>): E | undefined;
}

/**
 * Probes as early as evidence allows, judges and reports strictly in order. Never throws for what a check does: a crash,
 * a hang or a block becomes a finding of that check and the run goes on.
 */
export async function runChecks(options: RunOptions): Promise<RunResult> {
  const { checks, selected, target, monotonicMs, emit, previous } = options;
  const startedMs = monotonicMs();
  const observedAt = options.host.clock.now();
  const known = previous === undefined ? new Map<Check, ProbeOutcome>() : outcomesToKeep(checks, previous);
  const asked = checks.filter((check) => selected.has(check.id) && !known.has(check));
  emit({ kind: 'run-started', startedAt: observedAt, checks: asked.map(({ id, title }) => ({ id, title })) });

  const probes = startProbes({ ...options, observedAt, known, wanted: closure(checks, selected) });
  const outcomes = new Map<Check, ProbeOutcome>();
  const evidence = new Map<Check, unknown>();
  const context: JudgeContext = {
    target,
    observedAt,
    evidenceOf: <E>(check: Check<E>) => evidence.get(check) as E | undefined,
  };
  const unjudged = new Set(checks.map(({ id }) => id).filter((id) => !selected.has(id)));
  const results: CheckResult[] = [];
  for (const check of checks) {
    const probe = probes.outcomes.get(check);
    if (probe === undefined) continue;
    const outcome = await probe;
    outcomes.set(check, outcome);
    if (outcome.kind === 'gathered') evidence.set(check, outcome.evidence);
    if (!selected.has(check.id)) continue;
    const judged = judgeOutcome(check, outcome, context, results);
    const findings = judged.findings
      .map((finding) => openWithout(unjudged, finding))
      .map((finding) => waive(finding, check.id, options.ignore));
    const result: CheckResult = {
      id: check.id,
      title: check.title,
      status: worstStatus(findings),
      durationMs: Math.round(outcome.durationMs),
      findings,
      evidence: judged.evidence,
    };
    results.push(result);
    if (!known.has(check)) emit({ kind: 'check-judged', result });
  }
  probes.stop();
  return {
    startedAt: observedAt,
    durationMs: Math.round(monotonicMs() - startedMs),
    checks: results,
    outcomes,
    evidenceOf: context.evidenceOf,
  };
}

interface Judgement {
  readonly findings: readonly Finding[];
  readonly evidence: JsonObject;
}

function judgeOutcome(
  check: Check,
  outcome: ProbeOutcome,
  context: JudgeContext,
  earlier: readonly CheckResult[],
): Judgement {
  if (outcome.kind !== 'gathered') return { findings: [explainOutcome(check, outcome, earlier)], evidence: {} };
  try {
    return { findings: check.judge(outcome.evidence, context), evidence: check.present(outcome.evidence) };
  } catch (error) {
    return { findings: [explainOutcome(check, { kind: 'crashed', error }, earlier)], evidence: {} };
  }
}

/** The selected checks and all whose evidence they wait for. */
function closure(checks: readonly Check[], selected: ReadonlySet<string>): ReadonlySet<Check> {
  const wanted = new Set<Check>();
  const add = (check: Check): void => {
    if (wanted.has(check)) return;
    wanted.add(check);
    for (const other of [...(check.requires ?? []), ...(check.uses ?? [])]) add(other);
  };
  for (const check of checks) if (selected.has(check.id)) add(check);
  return wanted;
}
