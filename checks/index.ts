import type { Check } from '../src/core/check.ts';

/** What "ready" means: every check, in the order in which it is judged and reported. Adding one is a line here. */
export const checks: readonly Check[] = [];
