import { printableLines } from '../reporters/printable.ts';

/** The program cannot do what it must: one sentence for stderr, the exit code of a fault, and nothing is judged. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** What is said of anything else that was thrown; where in the program, too, for whoever reports it. */
export function describeFault(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `a fault of the program itself: ${printableLines(stack)}`;
}
