import { proveScenarios } from '../prove-scenarios.ts';
import { ccmsetupCommandScenarios } from './ccmsetup-command.ts';
import { clientAuthScenarios } from './client-auth.ts';
import { deviceContextScenarios } from './device-context.ts';
import { entraJoinScenarios } from './entra-join.ts';
import { installReadinessScenarios } from './install-readiness.ts';
import { wpjCertificateScenarios } from './wpj-certificate.ts';

proveScenarios([
  ...deviceContextScenarios,
  ...ccmsetupCommandScenarios,
  ...entraJoinScenarios,
  ...wpjCertificateScenarios,
  ...clientAuthScenarios,
  ...installReadinessScenarios,
]);
