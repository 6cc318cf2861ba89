import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('cloud-endpoints', [
  'reachable',
  'name-not-resolved',
  'unreachable',
  'proxy-refused',
  'not-tls',
  'wrong-server',
  'tls-inspection',
  'no-content',
  'cloud-undocumented',
]);
