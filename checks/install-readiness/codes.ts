import { findingsOf } from '../../src/core/finding.ts';

export const finding = findingsOf('install-readiness', [
  'ready',
  'client-present',
  'client-of-another-site',
  'client-disabled',
  'client-stops-install',
  'client-removed-first',
  'setup-running',
  'setup-service-present',
  'space-low',
  'autopilot-installs',
  'autopilot-failed',
  'service-disabled',
  'installer-forbidden',
  'installer-busy',
  'dotnet-old',
  'restart-pending',
  'metered-network',
  'system-appdata',
  'attack-surface-rule',
  'unread',
]);
