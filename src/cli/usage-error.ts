/** Wrong flag, key or value: one sentence for stderr, and nothing is run. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
