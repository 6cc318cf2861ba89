import { type DsregSection, labelKey } from '../dsregcmd.ts';
import { type Answer, errorCodesOf, utcTimeOf } from './values.ts';

/**
 * The "Diagnostic Data" of a domain-joined device that is not hybrid joined: tests that were run just now, and the last
 * attempt that failed. Microsoft Learn "Troubleshoot devices by using the dsregcmd command", section Pre-join diagnostics.
 */
export interface PreJoin extends PreJoinTests {
  readonly fallbackToSyncJoin: Answer;
  readonly lastAttempt?: JoinAttempt;
}

export interface PreJoinTests {
  readonly adConnectivity?: PreJoinTest;
  readonly adConfiguration?: PreJoinTest;
  readonly drsDiscovery?: PreJoinTest;
  readonly drsConnectivity?: PreJoinTest;
  readonly tokenAcquisition?: PreJoinTest;
}

export interface PreJoinTest {
  readonly result: 'pass' | 'fail' | 'skipped' | 'unrecognised';
  /** Outermost first. */
  readonly codes: readonly number[];
}

/** Only failed attempts are remembered by Windows. */
export interface JoinAttempt {
  /** Milliseconds since 1970 UTC. */
  readonly atMs?: number;
  /** `sync`, `fed`, … */
  readonly registrationType?: string;
  /** `pre-check`, `discover`, `auth`, `join`. */
  readonly phase?: string;
  readonly clientCode?: number;
  /** e.g. `DirectoryError`. */
  readonly serverCode?: string;
  readonly serverMessage?: string;
}

/** Longest server message that is kept. */
const MAX_MESSAGE_CHARACTERS = 500;

export function preJoinOf(sections: readonly DsregSection[]): PreJoin | undefined {
  const rows = sections
    .filter(({ title }) => title === '' || labelKey(title) === 'diagnosticdata')
    .flatMap((section) => section.rows);
  // The first one: the host name update of a joined device repeats `Client ErrorCode` and `Server Message` below.
  const value = (label: string) => {
    const text = rows.find((row) => labelKey(row.label) === labelKey(label))?.value;
    return text === '' ? undefined : text;
  };
  const tests = {
    adConnectivity: testOf(value('AD Connectivity Test')),
    adConfiguration: testOf(value('AD Configuration Test')),
    drsDiscovery: testOf(value('DRS Discovery Test')),
    drsConnectivity: testOf(value('DRS Connectivity Test')),
    tokenAcquisition: testOf(value('Token acquisition Test')),
  };
  const fallback = value('Fallback to Sync-Join')?.toUpperCase();
  const lastAttempt = attemptOf(value);
  if (Object.values(tests).every((test) => test === undefined) && lastAttempt === undefined) return undefined;
  return {
    ...(tests.adConnectivity && { adConnectivity: tests.adConnectivity }),
    ...(tests.adConfiguration && { adConfiguration: tests.adConfiguration }),
    ...(tests.drsDiscovery && { drsDiscovery: tests.drsDiscovery }),
    ...(tests.drsConnectivity && { drsConnectivity: tests.drsConnectivity }),
    ...(tests.tokenAcquisition && { tokenAcquisition: tests.tokenAcquisition }),
    fallbackToSyncJoin:
      fallback === undefined ? 'absent' : fallback === 'ENABLED' ? 'yes' : fallback === 'DISABLED' ? 'no' : 'error',
    ...(lastAttempt && { lastAttempt }),
  };
}

function testOf(text: string | undefined): PreJoinTest | undefined {
  if (text === undefined) return undefined;
  const word = /^[A-Z]+/.exec(text.toUpperCase())?.[0];
  const result = word === 'PASS' ? 'pass' : word === 'FAIL' ? 'fail' : word === 'SKIPPED' ? 'skipped' : 'unrecognised';
  return { result, codes: errorCodesOf(text) };
}

function attemptOf(value: (label: string) => string | undefined): JoinAttempt | undefined {
  const atMs = utcTimeOf(value('Previous Registration'));
  const registrationType = value('Registration Type')?.toLowerCase();
  const phase = value('Error Phase')?.toLowerCase();
  const clientCode = errorCodesOf(value('Client ErrorCode'))[0];
  const serverCode = value('Server ErrorCode');
  const serverMessage = value('Server Message')?.slice(0, MAX_MESSAGE_CHARACTERS);
  if (phase === undefined && clientCode === undefined && serverCode === undefined) return undefined;
  return {
    ...(atMs !== undefined && { atMs }),
    ...(registrationType !== undefined && { registrationType }),
    ...(phase !== undefined && { phase }),
    ...(clientCode !== undefined && { clientCode }),
    ...(serverCode !== undefined && { serverCode }),
    ...(serverMessage !== undefined && { serverMessage }),
  };
}
