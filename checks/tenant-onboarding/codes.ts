import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('tenant-onboarding', [
  'onboarded',
  'not-onboarded',
  'properties-differ',
  'not-a-cmg',
  'unrecognised-response',
  'service-error',
  'unreachable',
  'supplied-on-command-line',
  'not-needed',
  'peer-untrusted',
]);
