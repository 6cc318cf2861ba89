import type { Check } from '../src/core/check.ts';
import { ccmsetupCommand } from './ccmsetup-command.ts';
import { clientAuth } from './client-auth.ts';
import { clockSkew } from './clock-skew.ts';
import { cloudEndpoints } from './cloud-endpoints.ts';
import { cmgConnection } from './cmg-connection.ts';
import { cmgService } from './cmg-service.ts';
import { crlReachability } from './crl-reachability.ts';
import { deviceContext } from './device-context.ts';
import { entraJoin } from './entra-join.ts';
import { installReadiness } from './install-readiness.ts';
import { nameResolution } from './name-resolution.ts';
import { rootCa } from './root-ca.ts';
import { tenantOnboarding } from './tenant-onboarding.ts';
import { wpjCertificate } from './wpj-certificate.ts';

/** What "ready" means: every check, in the order in which it is judged and reported. Adding one is a line here. */
export const checks: readonly Check[] = [
  deviceContext,
  ccmsetupCommand,
  entraJoin,
  wpjCertificate,
  clientAuth,
  nameResolution,
  cmgConnection,
  clockSkew,
  rootCa,
  crlReachability,
  tenantOnboarding,
  cmgService,
  cloudEndpoints,
  installReadiness,
];
