import type { JoinAttempt, PreJoin, PreJoinTest } from '../../src/formats/dsregcmd/pre-join.ts';
import { renderErrorCode } from '../../src/formats/dsregcmd/values.ts';
import {
  AUTHENTICATION_ERROR,
  DEVICE_OBJECT_NOT_FOUND,
  type HybridCause,
  hybridCauseOf,
  hybridCodeNameOf,
} from './hybrid-error-codes.ts';

/** Why a domain-joined device is not hybrid joined. */
export type HybridTrouble =
  /** Nothing is wrong yet: Entra Connect has not synchronised the device, or Windows has not tried. */
  | { readonly kind: 'pending'; readonly attempted: boolean; readonly code?: number }
  | {
      readonly kind: 'failed';
      /** e.g. `discover phase, 0x801c001d DSREG_AUTOJOIN_ADCONFIG_READ_FAILED`. */
      readonly where: string;
      /** The code that Windows gives for the attempt, or the failed test. */
      readonly code?: number;
      readonly cause?: HybridCause;
      /** What failed then works now, or the code says that waiting cures it. */
      readonly transient: boolean;
    };

/** The tenant of the service connection point is wrong; comes dressed as the DirectoryError of a pending device. */
const TENANT_NOT_FOUND = /\bAADSTS90002\b/;

export function hybridTroubleOf(preJoin: PreJoin | undefined): HybridTrouble {
  const attempt = preJoin?.lastAttempt;
  if (preJoin === undefined) return { kind: 'pending', attempted: false };
  if (attempt === undefined) return troubleOfTests(preJoin);
  if (isPending(attempt)) {
    return { kind: 'pending', attempted: true, ...(attempt.clientCode !== undefined && { code: attempt.clientCode }) };
  }
  const tenantIsWrong = TENANT_NOT_FOUND.test(attempt.serverMessage ?? '');
  const codes = [attempt.clientCode, ...(preJoin.drsDiscovery?.codes.slice(1) ?? [])];
  const cause = tenantIsWrong ? hybridCauseOf([0x801c003a]) : hybridCauseOf(codes);
  return {
    kind: 'failed',
    where: whereOf(attempt),
    ...(attempt.clientCode !== undefined && { code: attempt.clientCode }),
    ...(cause && { cause }),
    transient: cause?.transient === true || (cause?.test !== undefined && preJoin[cause.test]?.result === 'pass'),
  };
}

/** No attempt is on record: the tests that were run just now say whether one can succeed. */
function troubleOfTests(preJoin: PreJoin): HybridTrouble {
  const tests: readonly (readonly [string, PreJoinTest | undefined])[] = [
    ['AD Connectivity Test', preJoin.adConnectivity],
    ['AD Configuration Test', preJoin.adConfiguration],
    ['DRS Discovery Test', preJoin.drsDiscovery],
    ['DRS Connectivity Test', preJoin.drsConnectivity],
  ];
  const failed = tests.find(([, test]) => test?.result === 'fail');
  if (failed === undefined) return { kind: 'pending', attempted: false };
  const [name, test] = failed;
  const codes = test?.codes ?? [];
  const cause = name === 'AD Configuration Test' ? hybridCauseOf([0x801c001d]) : hybridCauseOf([...codes].reverse());
  const shown = codes.map(renderErrorCode).join('/');
  return {
    kind: 'failed',
    where: shown === '' ? name : `${name}, ${shown}`,
    ...(codes[0] !== undefined && { code: codes[0] }),
    ...(cause && { cause }),
    transient: cause?.transient === true,
  };
}

/** The answers that go away by themselves when Entra Connect has synchronised the computer object. */
function isPending({ clientCode, serverCode, serverMessage, registrationType }: JoinAttempt): boolean {
  if (TENANT_NOT_FOUND.test(serverMessage ?? '')) return false;
  if (clientCode === DEVICE_OBJECT_NOT_FOUND) return true;
  if (clientCode === undefined) return serverCode === 'DirectoryError';
  // "The verification of the target computer's SID": in a sync join, the certificate has not been synchronised yet.
  return clientCode === AUTHENTICATION_ERROR && /sync$/.test(registrationType ?? '');
}

function whereOf({ phase, clientCode, serverCode }: JoinAttempt): string {
  const code = clientCode === undefined ? undefined : renderErrorCode(clientCode);
  const name = clientCode === undefined ? undefined : hybridCodeNameOf(clientCode);
  return [phase && `${phase} phase`, [code, name, serverCode].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}
