import type { Reporter } from '../core/events.ts';
import { describeWait } from './waiting.ts';
import { whenFinished } from './when-finished.ts';

export interface SpinnerOptions {
  /** A terminal; anything else gets no spinner. */
  readonly stream: NodeJS.WriteStream;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** Longest list of checks that is named at once; more would wrap and leave lines behind. */
const maxNamed = 3;

/** Says on a terminal which checks are being waited for, and goes away without a trace when the run ends. */
export async function spinnerReporter({ stream, color, unicode }: SpinnerOptions): Promise<Reporter> {
  // Loaded here, because a run without a terminal shall not pay for it.
  const { default: ora } = await import('ora');
  const spinner = ora({
    stream,
    // Reading stdin to swallow keys would take them from the command that `gate` starts.
    discardStdin: false,
    color: color ? 'cyan' : false,
    spinner: unicode ? 'dots' : 'line',
    isEnabled: true,
  });
  const running = new Set<string>();
  const say = (): void => {
    const ids = [...running];
    const more = ids.length > maxNamed ? ` and ${ids.length - maxNamed} more` : '';
    spinner.text = ids.length === 0 ? 'Checking' : `Checking ${ids.slice(0, maxNamed).join(', ')}${more}`;
  };
  return {
    ...whenFinished(() => {
      spinner.stop();
    }),
    'run-started': () => {
      say();
      spinner.start();
    },
    waiting: (event) => {
      spinner.text = describeWait(event);
    },
    'probe-started': ({ id }) => {
      running.add(id);
      say();
    },
    'probe-finished': ({ id }) => {
      running.delete(id);
      say();
    },
  };
}
