/**
 * Answers a question once: whoever asks the same thing while it is being answered waits for the same answer, and an
 * answer worth keeping is kept. The work is given up when nobody waits for it any longer, not when the first one leaves.
 */
export function shareAnswers<Answer>(rule: {
  /** The work itself; settles promptly when its signal is aborted. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<Answer>;
  /** What somebody gets who does not wait any longer. */
  readonly givenUp: Answer;
  readonly isWorthKeeping: (answer: Answer) => boolean;
}): (question: string, signal: AbortSignal) => Promise<Answer> {
  const open = new Map<string, SharedWork<Answer>>();

  const begin = (question: string): SharedWork<Answer> => {
    const controller = new AbortController();
    const forget = () => {
      if (open.get(question) === work) open.delete(question);
    };
    const answer = rule.ask(question, controller.signal).then(
      (given) => {
        if (!rule.isWorthKeeping(given)) forget();
        return given;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    const work: SharedWork<Answer> = { answer, controller, waiting: 0, settled: false };
    const settle = () => {
      work.settled = true;
    };
    answer.then(settle, settle);
    open.set(question, work);
    return work;
  };

  return async (question, signal) => {
    if (signal.aborted) return rule.givenUp;
    const work = open.get(question) ?? begin(question);
    work.waiting += 1;
    const { promise: left, resolve } = Promise.withResolvers<Answer>();
    const leave = () => resolve(rule.givenUp);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([work.answer, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      work.waiting -= 1;
      if (work.waiting === 0 && !work.settled) {
        if (open.get(question) === work) open.delete(question);
        work.controller.abort();
      }
    }
  };
}

interface SharedWork<Answer> {
  readonly answer: Promise<Answer>;
  readonly controller: AbortController;
  waiting: number;
  settled: boolean;
}
