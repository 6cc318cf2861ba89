import type { Reporter } from '../core/events.ts';
import {
  cmTraceReporter,
  extendLog,
  isLog,
  type LogEntry,
  type LogType,
  renderLogEntry,
} from '../reporters/cmtrace.ts';
import type { CommandLineIo } from './io.ts';
import { writeRunFile } from './run-files.ts';

/** Below 2 MB, counted either way; about a hundred runs. */
const maxLogBytes = 1_900_000;
/** A log that something else let grow is cut too; what is larger is left alone. */
const maxPreviousBytes = 32 * 1024 * 1024;

export interface RunLog {
  readonly reporter: Reporter;
  /** An entry beside those of the run itself. */
  note(type: LogType, message: string): void;
  /** Puts what has come since the last time into every file. Never rejects. */
  flush(): Promise<void>;
}

export interface RunLogOptions {
  /** None: nothing is written. */
  readonly files: readonly string[];
  /** Written whenever the run waits, too, for whoever looks at a device that is held up. */
  readonly live: boolean;
  /** What a message becomes when it is written. */
  readonly reword: (message: string) => string;
  /** Takes each trouble with a file once, one sentence without its full stop. */
  readonly complain: (sentence: string) => void;
}

/** The CMTrace log of a run, appended to what the files hold. */
export function createRunLog({ files, live, reword, complain }: RunLogOptions, io: CommandLineIo): RunLog {
  let pending: LogEntry[] = [];
  let writing: Promise<void> = Promise.resolve();
  const complained = new Set<string>();
  const take = (entry: LogEntry): void => void pending.push(entry);

  const write = async (): Promise<void> => {
    const entries = pending;
    pending = [];
    if (entries.length === 0) return;
    const added = entries.map((entry) => render({ ...entry, message: reword(entry.message) })).join('');
    for (const file of files) {
      const trouble = await append(file, added, io);
      if (trouble === undefined || complained.has(trouble)) continue;
      complained.add(trouble);
      complain(trouble);
    }
  };
  // One after the other: each begins with what the file holds.
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  const reporter = cmTraceReporter(take, () => new Date());
  return {
    reporter: {
      ...reporter,
      waiting: (event) => {
        reporter.waiting(event);
        if (live) void flush();
      },
    },
    note: (type, message) => take({ at: new Date(), message, type, component: 'cmg-preflight' }),
    flush,
  };
}

function render(entry: LogEntry): string {
  return renderLogEntry(entry, { timezoneOffsetMinutes: entry.at.getTimezoneOffset(), thread: process.pid });
}

/**
 * What is no such log is left as it is: a mistyped name costs nobody a file, and what a planted link leads to is not
 * copied into a log that others may read.
 */
async function append(file: string, added: string, io: CommandLineIo): Promise<string | undefined> {
  let previous: string | undefined;
  try {
    previous = await io.readFile(file, maxPreviousBytes);
  } catch (error) {
    return `${file} could not be extended: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (previous !== undefined && previous !== '' && !isLog(previous)) {
    return `${file} could not be extended: it is no CMTrace log, and is left as it is`;
  }
  return writeRunFile(file, extendLog(previous ?? '', added, maxLogBytes), io);
}
