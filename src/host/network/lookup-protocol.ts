/** What the program and its lookup process say to each other: one JSON text a line, questions one way, answers the other. */

export interface LookupQuestion {
  readonly id: number;
  readonly name: string;
}

export type LookupReply =
  | { readonly id: number; readonly addresses: readonly string[] }
  /** Of getaddrinfo: ENOTFOUND, EAI_AGAIN, … */
  | { readonly id: number; readonly code: string };

/** The one argument that makes the executable a lookup process. */
export const LOOKUP_ARGUMENT = '--answer-lookups';

/** Neither a name of the DNS nor 64 addresses come near it. */
export const MAX_LINE_LENGTH = 64 * 1024;

export function readQuestion(line: string): LookupQuestion | undefined {
  const { id, name } = fieldsOf(line);
  return typeof id === 'number' && typeof name === 'string' ? { id, name } : undefined;
}

export function readReply(line: string): LookupReply | undefined {
  const { id, addresses, code } = fieldsOf(line);
  if (typeof id !== 'number') return undefined;
  if (typeof code === 'string') return { id, code };
  return Array.isArray(addresses) && addresses.every((address) => typeof address === 'string')
    ? { id, addresses }
    : undefined;
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Cuts a stream of text into lines. @returns what takes the next piece; false when a line is too long to be one of ours */
export function lineReader(onLine: (line: string) => void): (piece: string) => boolean {
  let begun = '';
  return (piece) => {
    const lines = `${begun}${piece}`.split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    return begun.length <= MAX_LINE_LENGTH;
  };
}
