import { keyOf, type Question } from './questions.ts';

/** Longest part of a question that is shown. */
const maxShown = 300;

/** A replayed run asked what the recorded one did not ask, or what was never answered: nothing can be said about it. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';

  constructor(question: Question, why: 'unasked' | 'unanswered' | 'too-large') {
    const key = keyOf(question);
    const shown = key.length > maxShown ? `${key.slice(0, maxShown)}...` : key;
    super(`the recording ${reasons[why]} ${shown}`);
  }
}

const reasons = {
  unasked: 'does not know the question',
  unanswered: 'ended before the answer to',
  'too-large': 'had no room for the answer to',
} as const;
