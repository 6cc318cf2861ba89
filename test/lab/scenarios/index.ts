import type { Scenario } from '../scenario.ts';
import { ccmsetupCommandScenarios } from './ccmsetup-command.ts';
import { clientAuthScenarios } from './client-auth.ts';
import { clockSkewScenarios } from './clock-skew.ts';
import { cloudEndpointScenarios } from './cloud-endpoints.ts';
import { cmgConnectionScenarios } from './cmg-connection.ts';
import { cmgServiceScenarios } from './cmg-service.ts';
import { crlReachabilityScenarios } from './crl-reachability.ts';
import { deviceContextScenarios } from './device-context.ts';
import { entraJoinScenarios } from './entra-join.ts';
import { healthy } from './healthy.ts';
import { installReadinessScenarios } from './install-readiness.ts';
import { nameResolutionScenarios } from './name-resolution.ts';
import { rootCaScenarios } from './root-ca.ts';
import { tenantOnboardingScenarios } from './tenant-onboarding.ts';
import { wpjCertificateScenarios } from './wpj-certificate.ts';

/** Every scenario, by check in their order. */
export const scenarios: readonly Scenario[] = [
  healthy,
  ...deviceContextScenarios,
  ...ccmsetupCommandScenarios,
  ...entraJoinScenarios,
  ...wpjCertificateScenarios,
  ...clientAuthScenarios,
  ...nameResolutionScenarios,
  ...cmgConnectionScenarios,
  ...clockSkewScenarios,
  ...rootCaScenarios,
  ...crlReachabilityScenarios,
  ...tenantOnboardingScenarios,
  ...cmgServiceScenarios,
  ...cloudEndpointScenarios,
  ...installReadinessScenarios,
];

/** The scenario of that name. */
export function scenarioNamed(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}
