import type { Finding } from '../../src/core/finding.ts';
import { HOPELESS_MS, TOLERATED_MS } from '../clock-skew/limits.ts';
import type { DeviceCertificate } from '../entra-join/conclusion.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import { agreeOnTime, renderDuration, type TimeSample } from '../network-path/time-sample.ts';
import { finding } from './codes.ts';
import { RECOVER_JOIN } from './recovery.ts';

/**
 * The certificate's dates. A wrong clock makes a good certificate look expired or not yet valid, and a join that is
 * recovered for that is made worse: as long as the clock may be to blame, the clock comes first.
 */

export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** The device's clock, and what servers said about it: nothing when they were not asked or did not agree. */
export interface DeviceClock {
  readonly nowMs: number;
  readonly time?: readonly TimeSample[];
}

const EXPIRY_NOTICE_MS = 30 * 86_400_000;

/** From the certificate, or as dsregcmd prints it when the store could not be read. */
export function validityOf(certificate: DeviceCertificate, { dsregcmd }: EntraJoinEvidence): Validity | undefined {
  if (certificate.status === 'found') return certificate.entry.certificate;
  return certificate.status === 'unread' && dsregcmd.status === 'read'
    ? dsregcmd.said.device.certificateValidity
    : undefined;
}

type Dating = 'in-order' | 'expires-soon' | 'expired' | 'not-yet-valid';

function dating({ notBeforeMs, notAfterMs }: Validity, nowMs: number): Dating {
  if (nowMs > notAfterMs) return 'expired';
  if (nowMs < notBeforeMs) return 'not-yet-valid';
  return notAfterMs - nowMs < EXPIRY_NOTICE_MS ? 'expires-soon' : 'in-order';
}

/** Whether there is anything to say about the dates, so that it is worth asking what time it is. */
export function areDatesInOrder(validity: Validity, nowMs: number): boolean {
  return dating(validity, nowMs) === 'in-order';
}

/** The right time where the clock is so wrong that `clock-skew` fails for it, else the device's own; in milliseconds. */
export function timeThatCounts({ nowMs, time = [] }: DeviceClock): number {
  const clock = agreeOnTime(time);
  return clock.kind === 'agreed' && Math.abs(clock.offsetMs) >= HOPELESS_MS ? nowMs - clock.offsetMs : nowMs;
}

export function judgeDates(thumbprint: string, validity: Validity, clock: DeviceClock): readonly Finding[] {
  const byDevice = dating(validity, clock.nowMs);
  const counting = timeThatCounts(clock);
  const state = dating(validity, counting);
  return [
    ...(counting !== clock.nowMs && isFault(byDevice) && !isFault(state)
      ? [faultOfTheClock(byDevice, thumbprint, validity, clock)]
      : []),
    ...judgeAt(state, thumbprint, validity, clock),
  ];
}

function isFault(state: Dating): state is 'expired' | 'not-yet-valid' {
  return state === 'expired' || state === 'not-yet-valid';
}

function faultOfTheClock(
  state: 'expired' | 'not-yet-valid',
  thumbprint: string,
  { notBeforeMs, notAfterMs }: Validity,
  { nowMs, time = [] }: DeviceClock,
): Finding {
  const date = state === 'expired' ? `expired on ${dayOf(notAfterMs)}` : `is not valid before ${dayOf(notBeforeMs)}`;
  return finding.skip(state, {
    what: `The device certificate ${thumbprint} ${date}, and this device's clock says ${dayOf(nowMs)}`,
    why: `clock-skew stands in the way: ${clockWords(time)}; by the right time the certificate is valid.`,
    subject: 'clock-skew',
  });
}

function judgeAt(
  state: Dating,
  thumbprint: string,
  { notBeforeMs, notAfterMs }: Validity,
  { nowMs, time = [] }: DeviceClock,
): readonly Finding[] {
  const about = { owner: 'device', subject: thumbprint } as const;
  const fix = fixFor(time);
  switch (state) {
    case 'in-order':
      return [];
    case 'expires-soon':
      return [
        finding.warn('expires-soon', {
          what: `The device certificate ${thumbprint} expires on ${dayOf(notAfterMs)}`,
          why: `After that day the client gets no Entra token any more; ${clockWords(time)}.`,
          fix,
          ...about,
        }),
      ];
    case 'expired':
      return [
        finding.fail('expired', {
          what: `The device certificate ${thumbprint} expired on ${dayOf(notAfterMs)}, and this device's clock says ${dayOf(nowMs)}`,
          why: `Entra ID accepts no expired device certificate, so ccmsetup gets no device token; ${clockWords(time)}.`,
          fix,
          ...about,
        }),
      ];
    case 'not-yet-valid':
      return [
        finding.fail('not-yet-valid', {
          what: `The device certificate ${thumbprint} is not valid before ${dayOf(notBeforeMs)}, and this device's clock says ${dayOf(nowMs)}`,
          why: `Windows uses no certificate before its time, so ccmsetup gets no device token; ${clockWords(time)}.`,
          fix,
          ...about,
        }),
      ];
  }
}

/** Nothing is done to the join before the clock is known to be right. */
function fixFor(time: readonly TimeSample[]): string {
  const clock = agreeOnTime(time);
  if (clock.kind !== 'agreed') {
    return (
      "First compare this device's clock with a watch and set it if it is wrong (see clock-skew): `w32tm /resync` as " +
      'administrator, or the date in the firmware. Then run this again; leave the join alone until the clock is right.'
    );
  }
  return Math.abs(clock.offsetMs) <= TOLERATED_MS
    ? RECOVER_JOIN
    : 'Set the clock (see clock-skew): `w32tm /resync` as administrator, or the date in the firmware. Then run this ' +
        'again; leave the join alone until the clock is right.';
}

/** Half a sentence. */
function clockWords(time: readonly TimeSample[]): string {
  const clock = agreeOnTime(time);
  if (clock.kind !== 'agreed') return 'whether the clock is right could not be told';
  if (Math.abs(clock.offsetMs) <= TOLERATED_MS) return `the clock is right (${clock.servers} servers agree)`;
  return `the clock is ${renderDuration(clock.offsetMs)} ${clock.offsetMs > 0 ? 'ahead' : 'behind'}`;
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
