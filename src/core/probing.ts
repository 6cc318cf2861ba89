import type { Host } from '../host/ports.ts';
import { type Blocked, type Check, isBlocked, type ProbeContext } from './check.ts';
import type { RunEvent } from './events.ts';
import type { Target } from './target.ts';

/** How a probe ended. */
export type ProbeEnd =
  | { readonly kind: 'gathered'; readonly evidence: unknown }
  /** Another check's trouble makes this one pointless. */
  | { readonly kind: 'blocked'; readonly by: Check; readonly why: string }
  | { readonly kind: 'timed-out'; readonly limit: 'check' | 'run'; readonly limitMs: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'crashed'; readonly error: unknown };
export type ProbeOutcome = ProbeEnd & { readonly durationMs: number };

export interface ProbingOptions {
  readonly wanted: ReadonlySet<Check>;
  readonly checks: readonly Check[];
  /** Outcomes of an earlier judgement that still hold; those checks are not probed. */
  readonly known: ReadonlyMap<Check, ProbeOutcome>;
  readonly target: Target;
  readonly host: Host;
  readonly observedAt: Date;
  readonly deadlineMs: number;
  readonly monotonicMs: () => number;
  readonly emit: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

export interface Probes {
  /** One promise per wanted check; it never rejects and settles by the deadline. */
  readonly outcomes: ReadonlyMap<Check, Promise<ProbeOutcome>>;
  /** Ends the deadline timer and whatever a cut-off probe left running. */
  stop(): void;
}

/**
 * Starts every wanted probe as soon as what it waits for is known. Each is raced against its own limit and the run's
 * deadline, besides getting the signal, so that even a probe that ignores its signal cannot hold the run.
 */
export function startProbes(options: ProbingOptions): Probes {
  const run = new AbortController();
  const interrupt = () => run.abort('interrupted');
  options.signal?.addEventListener('abort', interrupt, { once: true });
  if (options.signal?.aborted) interrupt();

  const outcomes = new Map<Check, Promise<ProbeOutcome>>();
  const evidence = new Map<Check, unknown>();
  for (const check of options.checks) {
    if (!options.wanted.has(check)) continue;
    const known = options.known.get(check);
    if (known !== undefined) {
      if (known.kind === 'gathered') evidence.set(check, known.evidence);
      outcomes.set(check, Promise.resolve(known));
      continue;
    }
    const dependencies = [...(check.requires ?? []), ...(check.uses ?? [])];
    const waitedFor = dependencies.map((dependency) => {
      const outcome = outcomes.get(dependency);
      if (outcome === undefined) throw new Error(`${check.id} depends on ${dependency.id}, which comes after it`);
      return outcome;
    });
    const ended = Promise.all(waitedFor).then(async (): Promise<ProbeOutcome> => {
      const outcome = await probe(check, options, run.signal, evidence, outcomes);
      if (outcome.kind === 'gathered') evidence.set(check, outcome.evidence);
      return outcome;
    });
    outcomes.set(check, ended);
  }
  const deadline = setTimeout(() => run.abort('deadline'), options.deadlineMs);
  return {
    outcomes,
    stop: () => {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', interrupt);
      run.abort('finished');
    },
  };
}

async function probe(
  check: Check,
  options: ProbingOptions,
  runSignal: AbortSignal,
  evidence: ReadonlyMap<Check, unknown>,
  outcomes: ReadonlyMap<Check, Promise<ProbeOutcome>>,
): Promise<ProbeOutcome> {
  const source = options.checks.find((other) => other.namesCmg === true);
  if (check.needsCmg === true && options.target.cmg === undefined && source !== undefined) {
    return { kind: 'blocked', by: source, why: 'the command line names no cloud management gateway', durationMs: 0 };
  }
  const missing = check.requires?.find((required) => !evidence.has(required));
  if (missing !== undefined) {
    const end = await outcomes.get(missing);
    const root = end?.kind === 'blocked' ? end : { by: missing, why: 'its facts could not be gathered' };
    return { kind: 'blocked', by: root.by, why: root.why, durationMs: 0 };
  }
  const startedMs = options.monotonicMs();
  options.emit({ kind: 'probe-started', id: check.id, title: check.title });
  const end = await race(check, options, runSignal, evidence);
  const durationMs = options.monotonicMs() - startedMs;
  options.emit({ kind: 'probe-finished', id: check.id, durationMs });
  return { ...end, durationMs };
}

async function race(
  check: Check,
  options: ProbingOptions,
  runSignal: AbortSignal,
  evidence: ReadonlyMap<Check, unknown>,
): Promise<ProbeEnd> {
  if (runSignal.aborted) return cutOff(runSignal, options.deadlineMs);
  const own = new AbortController();
  const timer = setTimeout(() => own.abort('limit'), check.timeoutMs);
  const signal = AbortSignal.any([own.signal, runSignal]);
  const context: ProbeContext = {
    host: options.host,
    target: options.target,
    observedAt: options.observedAt,
    signal,
    evidenceOf: <E>(other: Check<E>) => evidence.get(other) as E | undefined,
    debug: (message) => options.emit({ kind: 'debug', id: check.id, message }),
  };
  const aborted = new Promise<ProbeEnd>((resolve) => {
    signal.addEventListener(
      'abort',
      () =>
        resolve(
          own.signal.aborted
            ? { kind: 'timed-out', limit: 'check', limitMs: check.timeoutMs }
            : cutOff(runSignal, options.deadlineMs),
        ),
      { once: true },
    );
  });
  try {
    return await Promise.race([gather(check, context), aborted]);
  } finally {
    clearTimeout(timer);
  }
}

async function gather(check: Check, context: ProbeContext): Promise<ProbeEnd> {
  try {
    const answer: unknown = await check.probe(context);
    if (!isBlocked(answer)) return { kind: 'gathered', evidence: answer };
    const { by, why } = (answer as Blocked).blocked;
    return { kind: 'blocked', by, why };
  } catch (error) {
    return { kind: 'crashed', error };
  }
}

function cutOff(runSignal: AbortSignal, deadlineMs: number): ProbeEnd {
  return runSignal.reason === 'interrupted'
    ? { kind: 'interrupted' }
    : { kind: 'timed-out', limit: 'run', limitMs: deadlineMs };
}
