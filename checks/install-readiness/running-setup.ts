import type { ProbeContext } from '../../src/core/check.ts';
import { decodeConsoleOutput } from '../../src/formats/console-output.ts';

/** Whether a ccmsetup is at work now. */
export type SetupProcess =
  | { readonly status: 'running' | 'not-running' }
  /** @property why half a sentence */
  | { readonly status: 'unread'; readonly why: string };

const TIMEOUT_MS = 10_000;
/** A row has some 70 bytes, and nobody starts more than a few. */
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Asks tasklist for this one name: what else runs on the device is no business of a report or a recording. Image names are
 * not translated; the sentence it prints for "none" is, so none is an exit code of 0 without a row.
 */
export async function findSetupProcess({ host, signal }: ProbeContext): Promise<SetupProcess> {
  const args = ['/fi', 'imagename eq ccmsetup.exe', '/fo', 'csv', '/nh'];
  const outcome = await host.commands.run(
    { tool: 'tasklist', args, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
    signal,
  );
  if (outcome.status !== 'exited') return { status: 'unread', why: `tasklist.exe: ${outcome.status}` };
  if (/^\s*"ccmsetup\.exe",/im.test(decodeConsoleOutput(outcome.stdout).text)) return { status: 'running' };
  if (outcome.exitCode === 0) return { status: 'not-running' };
  return { status: 'unread', why: `tasklist.exe ended with ${outcome.exitCode}` };
}
