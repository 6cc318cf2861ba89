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
  'undetermined',
  'nothing-to-check',
]);
