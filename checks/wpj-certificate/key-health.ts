import type { DeviceAuth } from '../../src/formats/dsregcmd/health.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import { ntStatusOf } from './nt-status.ts';

/** What is known about the device's private key and about what Entra ID thinks of the device. */
export type KeyHealth =
  /** Entra ID has just accepted a signature of this device. */
  | { readonly status: 'accepted' }
  /** The key signs; this Windows release does not ask Entra ID (before 21H1). */
  | { readonly status: 'signs' }
  | { readonly status: 'unusable'; readonly because: string }
  | { readonly status: 'rejected' }
  /** The question could not be asked or its answer could not be read. */
  | { readonly status: 'unverified'; readonly because: string; readonly network: boolean };

/** Windows 10 21H1: since then dsregcmd prints DeviceAuthStatus (Microsoft Learn, dsregcmd article). */
const FIRST_DEVICE_AUTH_BUILD = 19_043;

export function keyHealthOf(join: EntraJoinEvidence): KeyHealth {
  const { session } = join;
  if (join.dsregcmd.status !== 'read') return unverified('dsregcmd, which would try the key, gave no answer');
  const { device, layout } = join.dsregcmd.said;
  const { auth, keySign, recoveryEnabled } = device;
  if (recoveryEnabled === 'yes') return { status: 'unusable', because: 'AadRecoveryEnabled: YES' };
  // Without administrator rights the test cannot open the key, whatever it prints.
  if (keySign.status === 'failed' && session.elevated !== false) {
    // Newer builds name the key. Entra ID has just accepted the device's own; the others serve users and rooms.
    if (auth.status === 'success' && keySign.key !== undefined && !/\bdevice\b/i.test(keySign.key)) {
      return unverified(`KeySignTest: FAILED (${keySign.key}), though DeviceAuthStatus is SUCCESS`);
    }
    return { status: 'unusable', because: `KeySignTest: FAILED${keySign.key ? ` (${keySign.key})` : ''}` };
  }
  const status = auth.status === 'failed' && auth.code !== undefined ? ntStatusOf(auth.code) : undefined;
  if (status?.kind === 'key') return { status: 'unusable', because: `DeviceAuthStatus: FAILED, ${status.text}` };
  if (auth.status === 'success') return { status: 'accepted' };
  if (auth.status === 'rejected') return { status: 'rejected' };
  if (auth.status !== 'absent') return unverified(describe(auth), status?.kind === 'network');
  const isOld = layout === 'old' || (session.osBuild !== null && session.osBuild < FIRST_DEVICE_AUTH_BUILD);
  if (!isOld) return unverified('dsregcmd printed no DeviceAuthStatus: its test could not start');
  return keySign.status === 'passed'
    ? { status: 'signs' }
    : unverified('KeySignTest did not run, and Windows releases before 21H1 do not ask Entra ID');
}

function describe(auth: DeviceAuth): string {
  if (auth.status === 'failed') {
    return `DeviceAuthStatus: FAILED, ${auth.code === undefined ? 'without a code' : ntStatusOf(auth.code).text}`;
  }
  return auth.status === 'contradictory'
    ? 'DeviceAuthStatus is printed more than once, differently'
    : 'DeviceAuthStatus has an answer that is not known here';
}

function unverified(because: string, network = false): KeyHealth {
  return { status: 'unverified', because, network };
}
