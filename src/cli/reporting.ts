import type { Reporter } from '../core/events.ts';
import { debugLog } from '../reporters/debug-log.ts';
import { jsonReporter } from '../reporters/json.ts';
import { shortReporter } from '../reporters/short.ts';
import { spinnerReporter } from '../reporters/spinner.ts';
import { terminalReporter } from '../reporters/terminal.ts';
import { styleFor, type TerminalStyle } from '../reporters/terminal-style.ts';
import { waitingReporter } from '../reporters/waiting.ts';
import type { CommandLineIo, TextStream } from './io.ts';
import type { RunSettings } from './settings.ts';

/** Standard output carries the chosen format and nothing else; progress and diagnostics go to standard error. */
export async function reportersFor(settings: RunSettings, io: CommandLineIo): Promise<readonly Reporter[]> {
  const reporters: Reporter[] = [reportReporter(settings, io)];
  const diagnose = (text: string): void => io.stderr.write(text);
  // What a probe has to say while it runs may hold names, and which are names is known at the end.
  if (settings.verbose) reporters.push({ ...debugLog(diagnose), ...(settings.redact && { debug: () => {} }) });
  else if (settings.quiet) return reporters;
  // Diagnostics and a spinner on one stream would overwrite each other.
  else reporters.push(await progressReporter(settings, io, diagnose));
  return reporters;
}

/**
 * A spinner draws over itself. Where nobody says how wide the terminal is, it would look for infinitely many lines to clear
 * and never come back; a dumb one only fills with signs.
 */
async function progressReporter(
  settings: RunSettings,
  io: CommandLineIo,
  diagnose: (text: string) => void,
): Promise<Reporter> {
  const { terminal, columns = 0 } = io.stderr;
  const { CI, TERM } = io.environment;
  if (terminal === undefined || columns <= 0 || CI || TERM === 'dumb') return waitingReporter(diagnose);
  return spinnerReporter({ stream: terminal, ...styleOf(io.stderr, settings, io) });
}

function reportReporter(settings: RunSettings, io: CommandLineIo): Reporter {
  const write = (text: string): void => io.stdout.write(text);
  switch (settings.format) {
    case 'json':
      return jsonReporter(write);
    case 'short':
      return shortReporter(write);
    case 'text': {
      const { quiet, verbose } = settings;
      return terminalReporter(write, { ...styleOf(io.stdout, settings, io), quiet, verbose });
    }
  }
}

/** Takes what is tolerated but worth a word, which --quiet does not want to hear. */
export function remarkTo(io: CommandLineIo, quiet: boolean): (sentence: string) => void {
  return (sentence) => {
    if (!quiet) io.stderr.write(`cmg-preflight: ${sentence}\n`);
  };
}

/** How text for a stream may be dressed up. */
export function styleOf(stream: TextStream, settings: Pick<RunSettings, 'color'>, io: CommandLineIo): TerminalStyle {
  const { environment, platform } = io;
  const { terminal, columns } = stream;
  return styleFor({
    isTerminal: terminal !== undefined,
    columns,
    environment,
    platform,
    wantsColor: settings.color,
  });
}
