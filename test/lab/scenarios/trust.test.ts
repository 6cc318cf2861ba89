import { proveScenarios } from '../prove-scenarios.ts';
import { crlReachabilityScenarios } from './crl-reachability.ts';
import { rootCaScenarios } from './root-ca.ts';

proveScenarios([...rootCaScenarios, ...crlReachabilityScenarios]);
