import { findingsOf } from '../../src/core/finding.ts';

/** What the command `certificate` may say. Not a check: there is no device it asks about. */
export const finding = findingsOf(
  'certificate',
  [
    // its name
    'name-matches',
    'name-mismatch',
    'name-not-asked',
    'no-name',
    'common-name-differs',
    'common-name-only',
    'partial-wildcard',
    'cname-needed',
    'azure-name',
    // its key and its purpose
    'key-suitable',
    'weak-key',
    'key-undocumented',
    'for-servers',
    'not-for-servers',
    'key-usage',
    'authority',
    'weak-signature',
    // its time
    'valid-now',
    'expires-soon',
    'expired',
    'not-yet-valid',
    // the file
    'pfx-complete',
    'pfx-without-key',
    'pfx-foreign-key',
    'pfx-key-unknown',
    'pfx-without-chain',
    'no-pfx',
    // its chain
    'trusted',
    'auto-update',
    'root-missing',
    'user-store-only',
    'disallowed',
    'auto-update-disabled',
    'incomplete-chain',
    'invalid-chain',
    'self-signed',
    'trust-undetermined',
    'trust-not-asked',
    'stores-unread',
    // its revocation
    'not-revoked',
    'revoked',
    'ocsp-revoked',
    'crl-expired',
    'crl-not-yet-valid',
    'crl-bad-signature',
    'crl-malformed',
    'crl-unusable',
    'crl-unreachable',
    'ldap-only',
    'no-distribution-point',
    'bootstrap-only',
    'revocation-undetermined',
    'revocation-not-checked',
    'nothing-to-revoke',
    'partly-unreachable',
    'delta-unreachable',
    'crl-unread',
    'chains-differ',
    // where its revocation is published
    'not-published',
    'internal-address',
    'https-only',
    'ldap-first',
    // the run
    'interrupted',
  ],
  'docs/certificate.md',
);

/** What WinHTTP tells ccmsetup, as ccmsetup.log shows it (winhttp.h, WINHTTP_CALLBACK_STATUS_FLAG_…). */
const secureFailure = (flag: string): string =>
  `0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_${flag} is set)`;
export const SYMPTOM = {
  name: secureFailure('CERT_CN_INVALID'),
  date: secureFailure('CERT_DATE_INVALID'),
  usage: secureFailure('CERT_WRONG_USAGE'),
  untrusted: secureFailure('INVALID_CA'),
  revoked: secureFailure('CERT_REVOKED'),
  revocation: secureFailure('CERT_REV_FAILED'),
} as const;
