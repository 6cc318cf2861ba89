import type { Host } from '../ports.ts';
import type { CallName } from './answers.ts';
import { NotRecorded } from './not-recorded.ts';
import { httpQuestion, keyOf, type Question, questionOf } from './questions.ts';
import type { RecordedCall } from './record.ts';

/**
 * A host that answers as the recorded one did. The order of different questions does not matter; the same question asked
 * again gets the next of its answers, and the last one from then on. What was not recorded is thrown as
 * {@link NotRecorded}, for nothing can be concluded from it.
 *
 * @param tape its answers have the shapes of ./answers.ts, which `parseTape` has made sure of
 */
export function replayHost(tape: { readonly calls: readonly RecordedCall[] }): Host {
  const calls = new Map(tape.calls.map((call) => [keyOf(call.question), { answers: call.answers, next: 0 }]));

  const play = <T>(question: Question): T => {
    const call = calls.get(keyOf(question));
    const answer = call?.answers[Math.min(call.next, call.answers.length - 1)];
    if (call === undefined || answer === undefined) throw new NotRecorded(question, 'unasked');
    call.next += 1;
    switch (answer.kind) {
      case 'gave':
        return answer.value as T;
      case 'threw':
        throw Object.assign(new Error(answer.message), { name: answer.name });
      case 'none':
        throw new NotRecorded(question, answer.why);
    }
  };
  const answer = async <T>(call: CallName, args: readonly unknown[]): Promise<T> => play<T>(questionOf(call, args));

  return {
    clock: { now: () => play<Date>(questionOf('clock.now', [])) },
    session: { describe: () => answer('session.describe', []) },
    commands: { run: (request) => answer('commands.run', [request]) },
    registry: { read: (path, options) => answer('registry.read', [path, options]) },
    files: { read: (file, options) => answer('files.read', [file, options]) },
    volumes: { freeSpace: () => answer('volumes.freeSpace', []) },
    dns: {
      lookup: (name, options) => answer('dns.lookup', [name, options]),
      configuredServers: () => answer('dns.configuredServers', []),
      query: (server, question, options) => answer('dns.query', [server, question, options]),
    },
    tls: { handshake: (request) => answer('tls.handshake', [request]) },
    http: { request: async (request) => play(httpQuestion(request)) },
  };
}
