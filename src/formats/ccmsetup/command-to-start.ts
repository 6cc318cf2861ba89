import type { CcmsetupCommand } from './command.ts';
import { quoteInstallerArgument } from './installer-arguments.ts';
import { parseArguments } from './parse.ts';
import { quoteWindowsArgument } from './windows-arguments.ts';

/** A command that `gate` may start. It holds the token as it was given: never report, record or log it. */
export interface CommandToStart {
  readonly program: string;
  /** As they were given, for systems that pass arguments one by one. */
  readonly args: readonly string[];
  /**
   * The same, each in the quoting that the program itself reads, for Windows: msiexec wants `NAME="a b"` and not
   * `"NAME=a b"`, which is what ordinary quoting gives.
   */
  readonly quotedArgs: readonly string[];
  readonly form: 'exe' | 'msi';
  /** What the checks may see of it: without secrets. */
  readonly command: CcmsetupCommand;
}

export type ParsedCommandToStart =
  | { readonly ok: true; readonly start: CommandToStart }
  /** @property reason one sentence; never contains the command */
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): ParsedCommandToStart => ({ ok: false, reason });

/**
 * What stands behind `gate --`: a program that installs the client, and its arguments. Shells, scripts and other
 * starters are refused, because what they start in turn is not seen and their exit code may be their own.
 */
export function commandToStart(argv: readonly string[]): ParsedCommandToStart {
  const [program, ...args] = argv;
  if (program === undefined || program.trim() === '') {
    return refuse(
      'nothing stands behind --; give the command, such as: gate -- ccmsetup.exe CCMHOSTNAME=… SMSSITECODE=…',
    );
  }
  if (argv.some((argument) => argument.includes('\0'))) return refuse('an argument contains a NUL character.');
  const form = formOf(program);
  if (form === undefined && argv.length === 1 && /\s/.test(program.trim())) {
    return refuse('the whole command is one argument; leave out the quotation marks around it.');
  }
  if (form === undefined) {
    return refuse('what is started must be ccmsetup.exe or msiexec.exe itself, not a shell or a script around it.');
  }
  const parsed = parseArguments(argv);
  if (!parsed.ok) return parsed;
  const quote = form === 'msi' ? quoteInstallerArgument : quoteWindowsArgument;
  return { ok: true, start: { program, args, quotedArgs: args.map(quote), form, command: parsed.command } };
}

function formOf(program: string): 'exe' | 'msi' | undefined {
  switch (program.trim().split(/[\\/]/).at(-1)?.toLowerCase()) {
    case 'ccmsetup':
    case 'ccmsetup.exe':
      return 'exe';
    case 'msiexec':
    case 'msiexec.exe':
      return 'msi';
    default:
      return undefined;
  }
}
