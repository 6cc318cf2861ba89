import type { Check } from '../core/check.ts';
import { maskTokens } from '../formats/ccmsetup-command.ts';
import { type ParsedArguments, parseArguments } from './arguments.ts';
import { renderList } from './commands/list.ts';
import { type ExitScheme, exitCodes } from './exit-code.ts';
import { Fault } from './fault.ts';
import { renderHelp } from './help.ts';
import type { CommandLineIo } from './io.ts';
import { optionNamed } from './option-table.ts';
import { UsageError } from './usage-error.ts';

/** The whole program but for its effects, which are all in `io`. Never throws. @returns the exit code */
export async function runCli(argv: readonly string[], checks: readonly Check[], io: CommandLineIo): Promise<number> {
  try {
    return await dispatch(parseArguments(argv), checks, io);
  } catch (error) {
    if (error instanceof UsageError) {
      // What was misplaced may be a piece of a ccmsetup command line.
      io.stderr.write(`cmg-preflight: ${maskTokens(error.message)}\n`);
      return exitCodes.usage[schemeOf(argv)];
    }
    if (error instanceof Fault) {
      io.stderr.write(`cmg-preflight: ${error.message}\n`);
      return exitCodes.fault[schemeOf(argv)];
    }
    io.stderr.write(`cmg-preflight: a fault of the program itself: ${maskTokens(describe(error))}\n`);
    return exitCodes.fault[schemeOf(argv)];
  }
}

async function dispatch(parsed: ParsedArguments, checks: readonly Check[], io: CommandLineIo): Promise<number> {
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
    case 'run': {
      const { run } = await import('./commands/run.ts');
      return run(options, checks, io);
    }
    case 'gate': {
      const { gate } = await import('./commands/gate.ts');
      return gate(options, parsed.gated ?? [], checks, io);
    }
    case 'certificate': {
      const { certificate } = await import('./commands/certificate.ts');
      return certificate(parsed.operand, options, io);
    }
  }
}

/** The scheme asked for, read even from a line that is otherwise wrong; `certificate` knows only one. */
function schemeOf(words: readonly string[]): ExitScheme {
  const separator = words.indexOf('--');
  const argv = separator < 0 ? words : words.slice(0, separator);
  const [command] = argv.filter((word, index) => !word.startsWith('-') && !takesValue(argv[index - 1] ?? ''));
  if (command === 'certificate') return 'plain';
  const plain = argv.some(
    (word, index) => word === '--exit-codes=plain' || (word === 'plain' && argv[index - 1] === '--exit-codes'),
  );
  return plain ? 'plain' : 'intune';
}

/** Whether the next word belongs to this one. */
function takesValue(word: string): boolean {
  const option = word.startsWith('--') ? optionNamed(word.slice(2)) : undefined;
  return option !== undefined && option.kind !== 'flag';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
