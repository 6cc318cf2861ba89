/** Runs a command of the Linux machine that holds the rig. Not for the program under test. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Mounting, copying and the like take milliseconds; something is stuck when they take this long. */
const limitMs = 60_000;

/** @throws Error with the command's own words when it fails: the rig is broken then, and no case can be judged. */
export async function hostCommand(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, args, { timeout: limitMs });
  return stdout;
}
