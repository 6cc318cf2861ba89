import type { JsonObject } from '../../src/core/json.ts';
import type { CcmsetupCommand, CommandArgument } from '../../src/formats/ccmsetup-command.ts';

/** A hostile line may hold thousands of words. */
const SHOWN_ARGUMENTS = 100;

/** What was read from the line. It holds no secret: tokens were masked when it was read. */
export function presentCommand(command: CcmsetupCommand): JsonObject {
  return {
    line: command.line,
    form: command.form,
    length: command.length,
    wrappedLength: command.wrappedLength,
    arguments: command.arguments.slice(0, SHOWN_ARGUMENTS).map(presentArgument),
    installerArguments: command.installerArguments.slice(0, SHOWN_ARGUMENTS).map(presentArgument),
    faults: command.faults.slice(0, SHOWN_ARGUMENTS).map((fault) => ({ ...fault })),
    regToken: command.regToken === undefined ? undefined : { ...command.regToken },
  };
}

const presentArgument = (argument: CommandArgument): JsonObject => ({ ...argument });
