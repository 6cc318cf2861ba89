/** All cases, in the order in which they run: the rig first, because nothing else counts when it lies. */
import type { WindowsCase } from '../rig/suite.ts';
import { gateCases } from './gate.ts';
import { installCases } from './install.ts';
import { intuneCases } from './intune.ts';
import { networkCases } from './network.ts';
import { outputCases } from './output.ts';
import { productCases } from './product.ts';
import { rigCases } from './rig.ts';
import { scenarioCases } from './scenarios.ts';
import { schannelCases } from './schannel.ts';
import { silenceCases } from './silence.ts';

export const cases: readonly WindowsCase[] = [
  ...rigCases,
  ...networkCases,
  ...productCases,
  ...outputCases,
  ...gateCases,
  ...intuneCases,
  ...installCases,
  ...scenarioCases,
  ...schannelCases,
  ...silenceCases,
];
