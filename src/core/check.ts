import type { Host } from '../host/ports.ts';
import type { Finding } from './finding.ts';
import type { JsonObject } from './json.ts';
import type { Target } from './target.ts';

/**
 * One assertion about the device: `probe` gathers facts through the host's ports, `judge` turns them into findings and
 * touches nothing. Adding one is a file in `checks/`, a line in `checks/index.ts`, a test and a docs page.
 */
export interface Check<E = unknown> {
  /** File name, docs page, `--only` value and prefix of the finding codes. */
  readonly id: string;
  /** The sentence that is true when the check passes. */
  readonly title: string;
  /** Exit code (Intune scheme) when this is the first failing check. */
  readonly exitCode: number;
  /** Every finding code it may give, without the prefix; the docs page has a section for each. */
  readonly codes: readonly string[];
  /** Checks without whose evidence this one is pointless: it is then a skip that names them. */
  readonly requires?: readonly Check[];
  /** Checks whose evidence is waited for and used when it is there. */
  readonly uses?: readonly Check[];
  /** It cannot run without a named CMG. */
  readonly needsCmg?: boolean;
  /** It judges the command line that should name the CMG: when that names none, checks that need one hang on this one. */
  readonly namesCmg?: boolean;
  /** Limit of the probe, after which the check is `unknown`. */
  readonly timeoutMs: number;
  probe(context: ProbeContext): Promise<E | Blocked>;
  judge(evidence: E, context: JudgeContext): readonly Finding[];
  /** What of the evidence goes into the report, so that a person far away can judge again. */
  present(evidence: E): JsonObject;
}

/** Evidence of another check, by the check itself, so that it arrives typed. */
export interface EvidenceAccess {
  /** Undefined when that check gathered none: blocked, cut off or crashed. */
  evidenceOf<E>(check: Check<E>): E | undefined;
}

export interface JudgeContext extends EvidenceAccess {
  readonly target: Target;
  /** The device's clock when the run began; judgement reads no other clock. */
  readonly observedAt: Date;
}

export interface ProbeContext extends JudgeContext {
  readonly host: Host;
  /** Aborted when the check's limit or the run's deadline has passed. */
  readonly signal: AbortSignal;
  /** A line for `--verbose`. */
  debug(message: string): void;
}

/** A probe's answer when another check's trouble makes this one pointless. */
export interface Blocked {
  readonly blocked: { readonly by: Check; readonly why: string };
}

/** @param why completes "skipped because <title> failed: …" */
export function blockedBy(by: Check, why: string): Blocked {
  return { blocked: { by, why } };
}

export function isBlocked(outcome: unknown): outcome is Blocked {
  return typeof outcome === 'object' && outcome !== null && 'blocked' in outcome;
}
