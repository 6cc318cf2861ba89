import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('crl-reachability', [
  'reachable',
  'ocsp-good',
  'unreachable',
  'expired',
  'not-yet-valid',
  'revoked',
  'ocsp-revoked',
  'bad-signature',
  'malformed',
  'unusable',
  'ldap-only',
  'no-distribution-point',
  'bootstrap-only',
  'partly-unreachable',
  'delta-unreachable',
  'cached-only',
  'expired-tolerated',
  'https-only',
  'slow',
  'chains-differ',
  'issuer-missing',
  'undetermined',
  'nothing-to-check',
  'schannel-disagrees',
  'schannel-decides',
]);

/** What WinHTTP tells ccmsetup, as ccmsetup.log shows it (winhttp.h, WINHTTP_CALLBACK_STATUS_FLAG_…). */
export const SYMPTOM = {
  unknown: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED is set)',
  revoked: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED is set)',
} as const;
