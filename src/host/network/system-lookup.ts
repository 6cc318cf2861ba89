import type { SystemLookup } from '../ports.ts';
import { inThisProcess, type NameSource } from './name-source.ts';
import { errorCode } from './system-error.ts';
import { orAborted, timeLimit } from './time-limit.ts';

/** More addresses than a service name has; the rest of a flood says nothing new. */
const MAX_ADDRESSES = 64;

/** The port's lookup for the adapters beside it, whose own time must not run while a question is queued. */
export type NameLookup = (
  name: string,
  options: {
    /** Counts from when the resolver is asked, not from when the question is queued. */
    readonly timeoutMs: number;
    /** Told when the question has to wait for its turn; the promise settles when it has it. */
    readonly onQueued?: (turn: Promise<void>) => void;
  },
  signal: AbortSignal,
) => Promise<SystemLookup>;

/** What the resolver said, before anybody's waiting is measured. */
type Answer =
  | { readonly status: 'answered'; readonly addresses: readonly string[] }
  | { readonly status: 'not-found' | 'failed'; readonly code: string };

interface Question {
  readonly name: string;
  /** Settles when the resolver is asked. */
  readonly turn: PromiseWithResolvers<void>;
  readonly answer: PromiseWithResolvers<Answer>;
  waiting: number;
  asked: boolean;
}

/**
 * The operating system's own answer: getaddrinfo, which on Windows is the DNS client that WinHTTP uses too (hosts file,
 * cache, NRPT, encrypted DNS, suffixes). It cannot be cancelled: an abandoned question ends by itself, unobserved, and
 * keeps its thread until then. So a question is never put twice at a time, an answer is kept as Windows' cache keeps it,
 * and what waits for a thread neither uses up its time nor is asked when nobody wants it any more.
 */
export function createSystemLookup(source: NameSource = inThisProcess): NameLookup {
  const questions = new Map<string, Question>();
  const queue: Question[] = [];
  let open = 0;

  const askNext = () => {
    if (open >= source.atOnce()) return;
    const question = queue.shift();
    if (question === undefined) return;
    open += 1;
    question.asked = true;
    question.turn.resolve();
    void answerTo(source.resolve(question.name)).then((answer) => {
      open -= 1;
      if (answer.status === 'failed') questions.delete(question.name);
      question.answer.resolve(answer);
      askNext();
    });
  };
  const put = (name: string): Question => {
    const question: Question = {
      name,
      turn: Promise.withResolvers(),
      answer: Promise.withResolvers(),
      waiting: 0,
      asked: false,
    };
    questions.set(name, question);
    queue.push(question);
    askNext();
    return question;
  };
  const leave = (question: Question) => {
    question.waiting -= 1;
    if (question.waiting > 0 || question.asked) return;
    questions.delete(question.name);
    queue.splice(queue.indexOf(question), 1);
  };

  return async (name, { timeoutMs, onQueued }, signal) => {
    if (signal.aborted) return { status: 'timed-out', durationMs: 0 };
    const question = questions.get(name) ?? put(name);
    question.waiting += 1;
    try {
      if (!question.asked) {
        onQueued?.(question.turn.promise);
        await orAborted(question.turn.promise, signal, () => undefined);
      }
      return await answerWithin(question.answer.promise, timeoutMs, signal);
    } finally {
      leave(question);
    }
  };
}

async function answerWithin(asked: Promise<Answer>, timeoutMs: number, signal: AbortSignal): Promise<SystemLookup> {
  const limit = timeLimit(timeoutMs, signal);
  try {
    const answer = await orAborted(asked, limit.signal, () => ({ status: 'timed-out' }) as const);
    return { ...answer, durationMs: limit.elapsedMs() };
  } finally {
    limit.end();
  }
}

/** ENOTFOUND covers "no such name" and "no address of it" alike; everything else means that nobody could be asked. */
function answerTo(asked: Promise<readonly string[]>): Promise<Answer> {
  return asked.then(
    (addresses): Answer => ({ status: 'answered', addresses: [...new Set(addresses)].slice(0, MAX_ADDRESSES) }),
    (error: unknown): Answer => {
      const code = errorCode(error);
      return { status: code === 'ENOTFOUND' || code === 'ENODATA' ? 'not-found' : 'failed', code };
    },
  );
}
