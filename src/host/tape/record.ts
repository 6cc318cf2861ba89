import type { Host, HttpOutcome } from '../ports.ts';
import type { CallName } from './answers.ts';
import { httpQuestion, keyOf, type Question, questionOf } from './questions.ts';
import { concealAnswerHeaders, concealEverywhere } from './secrets.ts';

/** What came of a question. */
export type Answer =
  | { readonly kind: 'gave'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string }
  | { readonly kind: 'none'; readonly why: 'unanswered' | 'too-large' };

export interface RecordedCall {
  readonly question: Question;
  /** In the order in which the same question was asked again. */
  readonly answers: readonly Answer[];
}

export interface Recording {
  /** Answers like the recorded one and keeps what it answers. */
  readonly host: Host;
  /** What was kept so far. */
  tape(): readonly RecordedCall[];
}

/** Of all answers together. Revocation lists are the largest, at most tens of megabytes; Base64 makes a third more of it. */
const maxRecordedBytes = 160 * 1024 * 1024;

/** Wraps a host. What it answers goes through unchanged; what is kept of it is without secrets. */
export function recordHost(host: Host, limitBytes = maxRecordedBytes): Recording {
  const calls = new Map<string, { readonly question: Question; readonly answers: Answer[] }>();
  let recordedBytes = 0;

  const slot = (question: Question): ((answer: Answer) => void) => {
    const key = keyOf(question);
    const call = calls.get(key) ?? { question, answers: [] };
    calls.set(key, call);
    const at = call.answers.push({ kind: 'none', why: 'unanswered' }) - 1;
    return (answer) => {
      recordedBytes += sizeOf(answer);
      call.answers[at] = recordedBytes > limitBytes ? { kind: 'none', why: 'too-large' } : answer;
    };
  };
  const keep = async <T>(question: Question, answer: () => Promise<T>, kept: (value: T) => unknown): Promise<T> => {
    const fill = slot(question);
    try {
      const value = await answer();
      fill({ kind: 'gave', value: concealEverywhere(kept(value)) });
      return value;
    } catch (error) {
      fill(thrown(error));
      throw error;
    }
  };
  const ask = <T>(call: CallName, args: readonly unknown[], answer: () => Promise<T>): Promise<T> =>
    keep(questionOf(call, args), answer, (value) => value);

  return {
    host: {
      clock: {
        now: () => {
          const value = host.clock.now();
          slot(questionOf('clock.now', []))({ kind: 'gave', value });
          return value;
        },
      },
      session: { describe: (signal) => ask('session.describe', [], () => host.session.describe(signal)) },
      commands: { run: (request, signal) => ask('commands.run', [request], () => host.commands.run(request, signal)) },
      registry: {
        read: (path, options, signal) =>
          ask('registry.read', [path, options], () => host.registry.read(path, options, signal)),
      },
      files: {
        read: (file, options, signal) =>
          ask('files.read', [file, options], () => host.files.read(file, options, signal)),
      },
      volumes: { freeSpace: (signal) => ask('volumes.freeSpace', [], () => host.volumes.freeSpace(signal)) },
      dns: {
        lookup: (name, options, signal) =>
          ask('dns.lookup', [name, options], () => host.dns.lookup(name, options, signal)),
        configuredServers: (signal) => ask('dns.configuredServers', [], () => host.dns.configuredServers(signal)),
        query: (server, question, options, signal) =>
          ask('dns.query', [server, question, options], () => host.dns.query(server, question, options, signal)),
      },
      tls: {
        handshake: (request, signal) => ask('tls.handshake', [request], () => host.tls.handshake(request, signal)),
      },
      http: {
        request: (request, signal) =>
          keep(httpQuestion(request), () => host.http.request(request, signal), withoutSecretHeaders),
      },
    },
    tape: () => [...calls.values()].map(({ question, answers }) => ({ question, answers: [...answers] })),
  };
}

function withoutSecretHeaders(outcome: HttpOutcome): HttpOutcome {
  return outcome.status === 'answered' ? { ...outcome, headers: concealAnswerHeaders(outcome.headers) } : outcome;
}

function thrown(error: unknown): Answer {
  return error instanceof Error
    ? { kind: 'threw', name: error.name, message: error.message }
    : { kind: 'threw', name: 'Error', message: String(error) };
}

/** Near enough: what is large is bytes and texts. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((size, [key, field]) => size + key.length + sizeOf(field), 0);
}
