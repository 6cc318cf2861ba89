import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('cmg-service', [
  'alive',
  'service-error',
  'throttled',
  'id-unknown',
  'paths-filtered',
  'not-a-cmg',
  'unrecognised-response',
  'explained',
  'peer-untrusted',
]);
