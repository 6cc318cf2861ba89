import type { ProbeContext } from '../../src/core/check.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';

/** Whether a ccmsetup is at work now. */
export type SetupProcess =
  | { readonly status: 'running' | 'not-running' }
  /** @property why half a sentence */
  | { readonly status: 'unread'; readonly why: string };

const TIMEOUT_MS = 10_000;
/** A terminal server with 5,000 processes prints half of it. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * Asks tasklist for every process: image names are not translated, while the sentence it gives when a filter finds nothing
 * is. Without a single line that looks like a process, nothing is known.
 */
export async function findSetupProcess({ host, signal }: ProbeContext): Promise<SetupProcess> {
  const outcome = await host.commands.run(
    { tool: 'tasklist', args: ['/fo', 'csv', '/nh'], timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
    signal,
  );
  if (outcome.status !== 'exited') return { status: 'unread', why: `tasklist.exe: ${outcome.status}` };
  const { text } = decodeConsoleOutput(outcome.stdout);
  if (/^\s*"ccmsetup\.exe",/im.test(text)) return { status: 'running' };
  const isList = /^\s*"[^"\r\n]+","\d+"/m.test(text) && !outcome.truncated;
  return isList ? { status: 'not-running' } : { status: 'unread', why: 'tasklist.exe printed no complete list' };
}
