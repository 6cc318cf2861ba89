import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('root-ca', [
  'trusted',
  'auto-update',
  'missing',
  'user-store-only',
  'disallowed',
  'auto-update-disabled',
  'incomplete-chain',
  'invalid-chain',
  'undetermined',
  'stores-unread',
  'intermediate-not-sent',
  'weak-algorithm',
  'root-program-rules',
  'schannel-disagrees',
  'schannel-decides',
  'schannel-handshake',
]);

/** What WinHTTP tells ccmsetup, as ccmsetup.log shows it (winhttp.h, WINHTTP_CALLBACK_STATUS_FLAG_…). */
const secureFailure = (flag: string): string =>
  `0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_${flag} is set)`;
export const SYMPTOM = {
  untrusted: secureFailure('INVALID_CA'),
  date: secureFailure('CERT_DATE_INVALID'),
  usage: secureFailure('CERT_WRONG_USAGE'),
  any: '0x80072f8f (WinHTTP 12175: a secure channel could not be made)',
} as const;
