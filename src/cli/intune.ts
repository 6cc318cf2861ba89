import type { Report } from '../core/report.ts';
import type { IntuneDevice } from '../host/ports.ts';
import { Fault } from './fault.ts';
import type { CommandLineIo } from './io.ts';
import type { OptionLayers } from './settings-layers.ts';
import { UsageError } from './usage-error.ts';
import { classify, commandIn, ownWords } from './words.ts';

/** Below Intune's log folder. */
const logName = 'cmg-preflight.log';
const reportName = 'cmg-preflight.json';

/** Where `--intune` puts its files; empty where they cannot be put. */
export interface IntuneFiles {
  readonly log?: string;
  readonly report?: string;
}

/**
 * Removes what an earlier run has said, as soon as it is known that `--intune` is wanted: whatever happens from here on,
 * a wrong setting, a crash, the end of power, no old `Ready` is taken for this run's.
 *
 * @throws UsageError where there is no Intune
 * @throws Fault when the marker cannot be removed
 */
export async function forgetEarlierRun({ options, replayed }: OptionLayers, io: CommandLineIo): Promise<void> {
  if (options.intune !== true) return;
  if (replayed !== undefined) {
    throw new UsageError('--intune does not go with --replay: recorded facts say nothing about this device.');
  }
  const outcome = await deviceOf(io).removeMarker();
  if (outcome.status === 'done') return;
  throw new Fault(
    `The marker of an earlier run could not be removed: ${outcome.why}. Nothing was checked, because Intune could take ` +
      'that marker for the result of this run.',
  );
}

/** Whether a run with the Intune preset was meant, read even from a line that is otherwise wrong. */
export function asksForIntune(argv: readonly string[]): boolean {
  const words = classify(ownWords(argv));
  const flags = words.flatMap((word) => (word.kind === 'option' ? [word.name] : []));
  return ['run', 'gate'].includes(commandIn(words)) && flags.includes('intune') && !flags.includes('replay');
}

/** @returns where log and report go */
export async function intuneFiles(io: CommandLineIo, complain: (sentence: string) => void): Promise<IntuneFiles> {
  const folder = await deviceOf(io).logFolder();
  if (folder.status === 'there') {
    return { log: `${folder.path}\\${logName}`, report: `${folder.path}\\${reportName}` };
  }
  complain(`Log and report cannot be put into ${folder.path}: ${folder.why}`);
  return {};
}

/** Marks the device with the verdict. That it could not be marked is said; the verdict stands. */
export async function markDevice(report: Report, io: CommandLineIo, complain: (sentence: string) => void) {
  const { verdict, tool, target } = report;
  const outcome = await deviceOf(io).writeMarker({
    texts: {
      Verdict: verdict,
      Version: tool.version,
      // With --wait the verdict is of the end.
      CheckedAt: new Date(Date.parse(report.startedAt) + report.durationMs).toISOString(),
      ...(target.cmg !== null && { Cmg: target.cmg }),
    },
    ready: verdict === 'ready' || verdict === 'ready-with-warnings',
  });
  if (outcome.status === 'failed') complain(`The marker for Intune could not be written: ${outcome.why}`);
}

function deviceOf({ intune }: CommandLineIo): IntuneDevice {
  if (intune === undefined) throw new UsageError('--intune is for Windows: there is no Intune on this machine.');
  return intune;
}
