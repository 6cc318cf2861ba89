/** One measured number against its limit. Numbers are ratios wherever they can be, so that any machine may judge. */
export interface Measurement {
  /** What was measured, as a sentence that is true when the limit holds. */
  readonly title: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: 'x' | 'MB';
  /** The raw numbers behind the value. */
  readonly detail: string;
}

/** The middle value; a run disturbed by something else on the machine does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no values');
  return middle;
}
