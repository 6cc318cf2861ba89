import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('cmg-service', [
  'alive',
  'service-error',
  'throttled',
  'id-unknown',
  'not-a-cmg',
  'unrecognised-response',
  'explained',
  'peer-untrusted',
]);
