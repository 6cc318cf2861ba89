import type { Scenario } from '../scenario.ts';

/** The device's clock against everybody else's. */
export const clockSkewScenarios: readonly Scenario[] = [
  {
    name: 'clock-days-off',
    sentence: 'The clock of the device is three days ahead.',
    device: { clockOffsetMs: 3 * 86_400_000 },
    expect: { verdict: 'not-ready', exitCode: 20140, codes: ['clock-skew.skewed'] },
  },
  {
    name: 'clock-four-minutes-off',
    sentence: 'The clock of the device is four minutes ahead, which everybody tolerates.',
    device: { clockOffsetMs: 4 * 60_000 },
    expect: { verdict: 'ready', exitCode: 0, codes: ['clock-skew.in-step'] },
  },
  {
    name: 'clock-minutes-off',
    sentence: 'The clock of the device is ten minutes behind.',
    device: { clockOffsetMs: -10 * 60_000 },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['clock-skew.skewed'] },
  },
  {
    name: 'cmg-clock-wrong',
    sentence: 'The CMG tells a wrong time, everybody else the right one.',
    cmg: { clockOffsetMs: -6 * 3_600_000 },
    expect: { verdict: 'ready', exitCode: 0, codes: ['clock-skew.in-step'] },
  },
  {
    name: 'certificate-expired-by-wrong-clock',
    sentence: 'The certificate is fine; the clock of the device is two years ahead.',
    device: { clockOffsetMs: 730 * 86_400_000 },
    expect: { verdict: 'not-ready', exitCode: 20140, codes: ['clock-skew.skewed'] },
  },
  {
    name: 'clock-years-behind',
    sentence: 'The battery is empty: the device believes that it is three years ago, before it was joined.',
    device: { clockOffsetMs: -3 * 365 * 86_400_000 },
    expect: {
      verdict: 'not-ready',
      exitCode: 20140,
      codes: ['clock-skew.skewed', 'wpj-certificate.not-yet-valid'],
      failing: ['clock-skew'],
    },
  },
  {
    name: 'clock-years-ahead',
    sentence: 'The device believes that it is eleven years later, when the device certificate has expired.',
    device: { clockOffsetMs: 11 * 365 * 86_400_000 },
    expect: {
      verdict: 'not-ready',
      exitCode: 20140,
      codes: ['clock-skew.skewed', 'wpj-certificate.expired'],
      failing: ['clock-skew'],
    },
  },
];
