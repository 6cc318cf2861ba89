import type { Scenario } from '../scenario.ts';

/** What nothing is the matter with; every other scenario says how it differs from it. */
export const healthy: Scenario = {
  name: 'healthy',
  sentence:
    'An Entra-joined device with the company root, a CMG with its own name, split DNS with the record on both sides.',
  expect: {
    verdict: 'ready',
    exitCode: 0,
    codes: [
      'cmg-service.alive',
      'install-readiness.ready',
      'clock-skew.in-step',
      'client-auth.entra-device',
      'cloud-endpoints.reachable',
      'ccmsetup-command.absent',
      'device-context.system',
      'entra-join.joined',
      'wpj-certificate.valid',
      'name-resolution.resolves',
      'cmg-connection.connected',
      'root-ca.trusted',
      'crl-reachability.reachable',
      'tenant-onboarding.onboarded',
    ],
  },
};
