/** The program cannot do what it must: one sentence for stderr, the exit code of a fault, and nothing is judged. */
export class Fault extends Error {
  override readonly name = 'Fault';
}
