import type { ExitScheme } from './exit-code.ts';
import { classify, commandIn, lastValue, ownWords } from './words.ts';

/** The scheme of exit codes asked for, read even from a line that is otherwise wrong; `certificate` knows only one. */
export function askedScheme(argv: readonly string[]): ExitScheme {
  const words = classify(ownWords(argv));
  if (commandIn(words) === 'certificate') return 'plain';
  return lastValue(words, 'exit-codes') === 'plain' ? 'plain' : 'intune';
}
