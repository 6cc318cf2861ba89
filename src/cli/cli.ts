import type { Check } from '../core/check.ts';
import { maskTokens } from '../formats/ccmsetup-command.ts';
import { plainPunctuation } from '../reporters/printable.ts';
import { type ParsedArguments, parseArguments } from './arguments.ts';
import { askedScheme } from './asked-scheme.ts';
import { renderList } from './commands/list.ts';
import { type ExitScheme, exitCodes } from './exit-code.ts';
import { describeFault, Fault } from './fault.ts';
import { renderHelp } from './help.ts';
import { asksForIntune } from './intune.ts';
import type { CommandLineIo } from './io.ts';
import { UsageError } from './usage-error.ts';

/** The whole program but for its effects, which are all in `io`. Never throws. @returns the exit code */
export async function runCli(argv: readonly string[], checks: readonly Check[], io: CommandLineIo): Promise<number> {
  let scheme = askedScheme(argv);
  // What was misplaced may be a piece of a ccmsetup command line, or of any file; in which code page it is read nobody knows.
  const say = (text: string): void => io.stderr.write(`cmg-preflight: ${maskTokens(text)}\n`);
  try {
    return await dispatch(parseArguments(argv), checks, io, (settled) => {
      scheme = settled;
    });
  } catch (error) {
    if (error instanceof UsageError) {
      say(plainPunctuation(error.message));
      // Nothing was judged, so nothing may say that this device is ready; that there was no marker is no trouble.
      if (asksForIntune(argv)) await io.intune?.removeMarker();
      return exitCodes.usage[scheme];
    }
    if (error instanceof Fault) say(plainPunctuation(error.message));
    else say(describeFault(error));
    return exitCodes.fault[scheme];
  }
}

/** @param settle is told the scheme of exit codes as soon as every layer of settings is read */
async function dispatch(
  parsed: ParsedArguments,
  checks: readonly Check[],
  io: CommandLineIo,
  settle: (scheme: ExitScheme) => void,
): Promise<number> {
  const { command, options } = parsed;
  if (options.help === true) {
    io.stdout.write(renderHelp(command));
    return 0;
  }
  if (options.version === true) {
    io.stdout.write(`${io.version}\n`);
    return 0;
  }
  switch (command) {
    case 'list':
      io.stdout.write(renderList(checks, options.json === true));
      return 0;
    case 'explain': {
      const { explain } = await import('./commands/explain.ts');
      return explain(parsed.topics ?? [], options, checks, io);
    }
    case 'run': {
      const { run } = await import('./commands/run.ts');
      return run(options, checks, io, settle);
    }
    case 'gate': {
      const { gate } = await import('./commands/gate.ts');
      return gate(options, parsed.gated ?? [], checks, io, settle);
    }
    case 'certificate': {
      const { certificate } = await import('./commands/certificate.ts');
      return certificate(parsed.operand, options, io);
    }
  }
}
