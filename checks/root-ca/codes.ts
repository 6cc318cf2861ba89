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
]);
