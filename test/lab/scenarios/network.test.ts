import { proveScenarios } from '../prove-scenarios.ts';
import { clockSkewScenarios } from './clock-skew.ts';
import { cloudEndpointScenarios } from './cloud-endpoints.ts';
import { cmgConnectionScenarios } from './cmg-connection.ts';
import { nameResolutionScenarios } from './name-resolution.ts';

proveScenarios([
  ...nameResolutionScenarios,
  ...cmgConnectionScenarios,
  ...clockSkewScenarios,
  ...cloudEndpointScenarios,
]);
