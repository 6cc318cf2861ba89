import type { Check } from '../../core/check.ts';
import { parseArguments, renderCommandLine, returnCodeMeaning } from '../../formats/ccmsetup-command.ts';
import { legible } from '../../reporters/terminal-style.ts';
import { type ExitScheme, exitCodes, schemeIn } from '../exit-code.ts';
import { forgetEarlierRun } from '../intune.ts';
import type { CommandLineIo } from '../io.ts';
import type { RawOptions } from '../option-table.ts';
import { remarkTo, styleOf } from '../reporting.ts';
import type { RunSettings } from '../settings.ts';
import { gatherOptions } from '../settings-layers.ts';
import { UsageError } from '../usage-error.ts';
import { type JudgedDevice, judgeDevice, prepareRun } from './run.ts';

const usage = 'cmg-preflight gate [options] -- ccmsetup.exe CCMHOSTNAME=... SMSSITECODE=...';

/**
 * Runs the checks against a command line and, only when the device is ready, starts that command and passes on its exit
 * code.
 *
 * @param argv the command, program first, as it stood behind `--`
 * @param settle is told the scheme of exit codes as soon as it is known
 * @throws UsageError before anything is run
 */
export async function gate(
  flags: RawOptions,
  argv: readonly string[],
  checks: readonly Check[],
  io: CommandLineIo,
  settle: (scheme: ExitScheme) => void,
): Promise<number> {
  const command = readCommand(argv);
  const layers = await gatherOptions({ ...flags, ...(command.line !== undefined && { ccmsetup: command.line }) }, io);
  settle(schemeIn(layers.options));
  await forgetEarlierRun(layers, io);
  if (layers.options.ccmsetup === undefined) {
    throw new UsageError(
      `The command behind "--" cannot be judged: ${command.trouble} ` +
        'If it ends in starting ccmsetup, give the line that it starts with --ccmsetup "<line>".',
    );
  }
  if (command.line !== undefined && flags.ccmsetup !== undefined) {
    remarkTo(io, layers.options.quiet === true)('--ccmsetup is not used: the command behind "--" is judged.');
  }
  const prepared = await prepareRun(layers, checks, io);
  const judged = await judgeDevice(prepared, checks, io);
  const replayed = layers.replayed !== undefined;
  const exitCode = await conclude(judged, { ...command, argv, replayed }, prepared.settings, io);
  await judged.outputs.log.flush();
  return exitCode;
}

interface Command {
  /** As one line, where it is one for ccmsetup. */
  readonly line?: string;
  /** Why it is none: one sentence. */
  readonly trouble: string;
  /** For people: without secrets. */
  readonly shown: string;
  /** Who it is that ends with an exit code. */
  readonly starts?: 'exe' | 'msi';
}

/** @throws UsageError */
function readCommand(argv: readonly string[]): Command {
  const [program = ''] = argv;
  if (program.trim() === '') throw new UsageError(`Which command is gated? ${usage}`);
  const parsed = parseArguments(argv);
  if (!parsed.ok) return { trouble: parsed.reason, shown: program };
  const { command } = parsed;
  if (command.program === undefined) {
    throw new UsageError(
      `The command behind "--" begins with no program: write "ccmsetup.exe ..." or "msiexec.exe /i ccmsetup.msi ...". ${usage}`,
    );
  }
  const starts = command.form === 'exe' || command.form === 'msi' ? command.form : undefined;
  return { line: renderCommandLine(argv), trouble: '', shown: command.line, ...(starts && { starts }) };
}

interface GatedCommand extends Command {
  readonly argv: readonly string[];
  /** What was judged is a recording. */
  readonly replayed: boolean;
}

async function conclude(
  { report, outputs: { log, reword } }: JudgedDevice,
  { argv, shown, starts, replayed }: GatedCommand,
  settings: RunSettings,
  io: CommandLineIo,
): Promise<number> {
  // The last line of standard output is the summary when Intune is to read it, and nothing of the command's.
  const isText = settings.format === 'text' && !settings.intune;
  const stream = isText ? io.stdout : io.stderr;
  const tell = (sentence: string): void => {
    stream.write(`${legible(reword(sentence), styleOf(stream, settings, io))}\n`);
    log.note(1, sentence);
  };
  // Beside a document nobody wants to hear what its verdict says already.
  const say = settings.quiet && !isText ? (sentence: string) => log.note(1, sentence) : tell;
  const isReady = report.verdict === 'ready' || report.verdict === 'ready-with-warnings';
  if (!isReady) {
    say(`Not started: ${shown}`);
    return report.exitCode;
  }
  if (replayed) {
    tell(`Not started, because recorded facts say nothing about this device: ${shown}`);
    return exitCodes.notStarted[settings.exitCodes];
  }
  if (io.signal.aborted) {
    tell(`Not started, because it was interrupted: ${shown}`);
    return exitCodes.notStarted[settings.exitCodes];
  }
  say(`Starting: ${shown}`);
  // The command may be the last that is heard of this device for long.
  await log.flush();
  const end = await io.startCommand({ argv, stdoutToStderr: !isText });
  if (end.status === 'exited') {
    const ended = describeEnd(end.exitCode, starts);
    if (!settings.quiet) io.stderr.write(`cmg-preflight: ${ended}\n`);
    log.note(end.exitCode === 0 ? 1 : 2, ended);
    return end.exitCode;
  }
  io.stderr.write(`cmg-preflight: the command could not be started: ${end.why}.\n`);
  log.note(3, `The command could not be started: ${end.why}.`);
  return exitCodes.notStarted[settings.exitCodes];
}

function describeEnd(exitCode: number, starts: Command['starts']): string {
  const known = starts && returnCodeMeaning(starts, exitCode);
  return `The command ended with exit code ${exitCode}${known === undefined ? '' : `: ${known.meaning}`}.`;
}
