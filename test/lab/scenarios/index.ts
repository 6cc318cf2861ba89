import type { Scenario } from '../scenario.ts';
import { cmgConnectionScenarios } from './cmg-connection.ts';
import { crlReachabilityScenarios } from './crl-reachability.ts';
import { deviceContextScenarios } from './device-context.ts';
import { entraJoinScenarios } from './entra-join.ts';
import { healthy } from './healthy.ts';
import { nameResolutionScenarios } from './name-resolution.ts';
import { rootCaScenarios } from './root-ca.ts';
import { tenantOnboardingScenarios } from './tenant-onboarding.ts';
import { wpjCertificateScenarios } from './wpj-certificate.ts';

/** Every scenario, by check in their order. */
export const scenarios: readonly Scenario[] = [
  healthy,
  ...deviceContextScenarios,
  ...entraJoinScenarios,
  ...wpjCertificateScenarios,
  ...nameResolutionScenarios,
  ...cmgConnectionScenarios,
  ...rootCaScenarios,
  ...crlReachabilityScenarios,
  ...tenantOnboardingScenarios,
];

/** The scenario of that name. */
export function scenarioNamed(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
