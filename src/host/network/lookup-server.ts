import { type LookupReply, lineReader, readQuestion } from './lookup-protocol.ts';
import { inThisProcess } from './name-source.ts';
import { errorCode } from './system-error.ts';

/**
 * What the lookup process does: answers every line of standard input, until that ends. It then ends as if killed, since
 * nothing else ends a process of Node's in which a getaddrinfo is still waiting.
 */
export function answerLookups(): void {
  // The program itself decides what Ctrl+C means, and ends this process when it has ended.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => {});
  const end = () => process.kill(process.pid, 'SIGKILL');
  const reply = (answer: LookupReply) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  const read = lineReader((line) => {
    const question = readQuestion(line);
    if (question === undefined) return;
    const { id, name } = question;
    void inThisProcess.resolve(name).then(
      (addresses) => reply({ id, addresses }),
      (error: unknown) => reply({ id, code: errorCode(error) }),
    );
  });
  process.stdout.on('error', end);
  process.stdin.on('error', end);
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (piece: string) => {
    if (!read(piece)) end();
  });
  process.stdin.on('end', end);
}
