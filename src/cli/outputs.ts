import type { Report } from '../core/report.ts';
import { namesInEnvironment } from '../redaction/known-names.ts';
import { type Redaction, redactReport } from '../redaction/redact-report.ts';
import { renderHtml } from '../reporters/html.ts';
import { renderJson } from '../reporters/json.ts';
import { renderShort } from '../reporters/short.ts';
import { intuneFiles, markDevice } from './intune.ts';
import type { CommandLineIo } from './io.ts';
import { writeRunFile } from './run-files.ts';
import { createRunLog, type RunLog } from './run-log.ts';
import type { RunSettings } from './settings.ts';

/** What a run leaves behind besides the report on standard output. */
export interface RunOutputs {
  readonly log: RunLog;
  /** The report as it is to be shown and written: itself, or with stand-ins. */
  disguise(report: Report): Report;
  /** The same for any other text about the run; after {@link disguise}. */
  reword(text: string): string;
  /**
   * Writes every file, then the marker, then the log with what went wrong with them, and says the summary that
   * `--intune` ends standard output with. Never rejects for a file.
   *
   * @param tape text of the recording
   */
  write(report: Report, tape: string | undefined): Promise<void>;
}

/** Asks where things go before the run begins. */
export async function openOutputs(settings: RunSettings, io: CommandLineIo): Promise<RunOutputs> {
  const say = (sentence: string): void => io.stderr.write(`cmg-preflight: ${sentence}.\n`);
  const early: string[] = [];
  let redaction: Redaction | undefined;
  const intune = settings.intune ? await intuneFiles(io, (sentence) => early.push(sentence)) : {};
  const log = createRunLog(
    {
      files: present([settings.log, intune.log]),
      // What is a name is known when the report is.
      live: !settings.redact,
      reword: (message) => redaction?.text(message) ?? message,
      complain: say,
    },
    io,
  );
  /** Also in the log, which may be all that anybody sees. */
  const complain = (sentence: string): void => {
    say(sentence);
    log.note(2, `${sentence}.`);
  };
  for (const sentence of early) complain(sentence);

  return {
    log,
    reword: (text) => redaction?.text(text) ?? text,
    disguise: (report) => {
      if (!settings.redact) return report;
      redaction = redactReport(report, namesInEnvironment(io.environment));
      return redaction.report;
    },
    write: async (report, tape) => {
      const files = [
        ...present([settings.output, intune.report]).map((file) => [file, renderJson(report)] as const),
        ...present([settings.html]).map((file) => [file, renderHtml(report)] as const),
        ...(tape === undefined ? [] : present([settings.record]).map((file) => [file, tape] as const)),
      ];
      for (const [file, text] of files) {
        const trouble = await writeRunFile(file, text, io);
        if (trouble !== undefined) complain(trouble);
      }
      if (settings.intune) await markDevice(report, io, complain);
      await log.flush();
      if (settings.intune) summarise(report, settings, io);
    },
  };
}

/** The last line of standard output, unless that is a JSON document, which must stay one. */
function summarise(report: Report, { format }: RunSettings, io: CommandLineIo): void {
  const line = `${renderShort(report)}\n`;
  if (format === 'text') io.stdout.write(line);
  else if (format === 'json') io.stderr.write(line);
}

function present(files: readonly (string | undefined)[]): readonly string[] {
  return files.filter((file) => file !== undefined);
}
