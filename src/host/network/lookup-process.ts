import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { lineReader, readReply } from './lookup-protocol.ts';
import { inThisProcess, type NameSource } from './name-source.ts';

/** Names that are looked up at the same time; a whole run asks for about a dozen. */
const LOOKUPS_AT_ONCE = 16;

export interface LookupProcessStart {
  readonly program: string;
  readonly args: readonly string[];
  /** Working folder: one that nobody but the system writes to. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LookupProcess extends NameSource {
  /** Ends the process at once, whatever it waits for. */
  end(): void;
}

interface Waiting {
  readonly name: string;
  readonly answer: PromiseWithResolvers<readonly string[]>;
}

/**
 * Looks names up in a process of its own, for one reason: getaddrinfo cannot be cancelled, and no process of Node's ends
 * while one is waiting (`uv_library_shutdown` waits for its threads), which with dead name servers is 12 s on Windows. This
 * process can be ended, so that ours ends when it has to. It also gets enough threads: of the four that libuv has by default
 * it lends lookups two (`slow_work_thread_threshold` in its threadpool.c).
 *
 * Where no process can be started, or it ends, names are looked up in ours.
 */
export function startLookupProcess(start: LookupProcessStart): LookupProcess {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let child = spawnQuietly(start);
  let ended = false;

  const kill = () => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const end = () => {
    ended = true;
    process.removeListener('exit', end);
    kill();
    for (const { answer } of waiting.values()) answer.reject(Object.assign(new Error('ended'), { code: 'ECANCELED' }));
    waiting.clear();
  };
  const doWithout = () => {
    if (ended) return;
    kill();
    for (const { name, answer } of waiting.values()) answer.resolve(inThisProcess.resolve(name));
    waiting.clear();
  };
  const read = lineReader((line) => {
    const reply = readReply(line);
    const asked = reply && waiting.get(reply.id);
    if (reply === undefined || asked === undefined) return;
    waiting.delete(reply.id);
    if ('code' in reply) asked.answer.reject(Object.assign(new Error(reply.code), { code: reply.code }));
    else asked.answer.resolve(reply.addresses);
  });

  child?.on('error', doWithout).once('exit', doWithout);
  child?.stdin.on('error', doWithout);
  child?.stdout.setEncoding('utf8').on('data', (piece: string) => {
    if (!read(piece)) doWithout();
  });
  // It shall not keep ours alive: whoever waits for an answer has a time limit that does.
  child?.unref();
  for (const stream of [child?.stdin, child?.stdout]) if (stream instanceof Socket) stream.unref();
  process.once('exit', end);

  return {
    atOnce: () => (child === undefined ? inThisProcess.atOnce() : LOOKUPS_AT_ONCE),
    resolve: (name) => {
      if (child === undefined) return inThisProcess.resolve(name);
      lastId += 1;
      const answer = Promise.withResolvers<readonly string[]>();
      waiting.set(lastId, { name, answer });
      child.stdin.write(`${JSON.stringify({ id: lastId, name })}\n`);
      return answer.promise;
    },
    end,
  };
}

function spawnQuietly({ program, args, folder, environment }: LookupProcessStart) {
  try {
    return spawn(program, args, {
      cwd: folder,
      env: { ...environment, UV_THREADPOOL_SIZE: String(2 * LOOKUPS_AT_ONCE) },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch {
    // A policy that lets no second process start; the others come as an event.
    return undefined;
  }
}
