import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('wpj-certificate', [
  'valid',
  'missing',
  'expired',
  'not-yet-valid',
  'expires-soon',
  'key-unusable',
  'device-rejected',
  'auth-unverified',
  'ids-differ',
  'unreadable',
  'not-needed',
]);
