import { proveScenarios } from '../prove-scenarios.ts';
import { cmgServiceScenarios } from './cmg-service.ts';
import { tenantOnboardingScenarios } from './tenant-onboarding.ts';

proveScenarios([...tenantOnboardingScenarios, ...cmgServiceScenarios]);
