import type { JudgeContext } from '../../src/core/check.ts';
import { worstStatus } from '../../src/core/finding.ts';
import { clockOffsetOf, clockSkew } from '../clock-skew.ts';
import { renderDuration } from '../network-path/time-sample.ts';

/** This device's clock is known to be off: Windows judges dates by it all the same. */
export interface WrongClock {
  /** Device minus true, in milliseconds. */
  readonly offsetMs: number;
  /** clock-skew fails for it, and so already says what is to be done. */
  readonly hasOwnFailure: boolean;
  /** e.g. `3 days behind`. */
  readonly words: string;
}

/** HTTP dates and slow answers make a minute of difference look like nothing. */
const NOTICEABLE_MS = 60_000;

/** The dates of certificates and lists are not to blame when only the clock is; undefined when nothing is known against it. */
export function wrongClockOf(context: JudgeContext): WrongClock | undefined {
  const evidence = context.evidenceOf(clockSkew);
  const offsetMs = evidence && clockOffsetOf(evidence);
  if (evidence === undefined || offsetMs === undefined || Math.abs(offsetMs) < NOTICEABLE_MS) return undefined;
  return {
    offsetMs,
    hasOwnFailure: worstStatus(clockSkew.judge(evidence, context)) === 'fail',
    words: `${renderDuration(offsetMs)} ${offsetMs > 0 ? 'ahead' : 'behind'}`,
  };
}
