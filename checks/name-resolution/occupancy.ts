import type { NameResolutionEvidence } from './evidence.ts';

/** Whether the CMG is at the addresses the system gives, by what presents itself there. */
export type Occupancy =
  /** The very certificate that the address shows which the internet or a configured server gives. */
  | 'the-same'
  /** A certificate for the name: the CMG, or what stands in for it. */
  | 'cmg'
  /** A certificate for the name, and another one than the internet's address shows. */
  | 'another-with-the-name'
  | 'somebody-else'
  | 'nobody';

export function occupancyOf({ occupants }: NameResolutionEvidence): Occupancy {
  const here = occupants.filter(({ said }) => said === 'system').map(({ identity }) => identity);
  const there = occupants.filter(({ said }) => said !== 'system').map(({ identity }) => identity);
  const named = here.find((identity) => identity.kind === 'names-host');
  const reference = there.find((identity) => identity.kind === 'names-host');
  if (named?.kind === 'names-host') {
    return reference?.kind !== 'names-host'
      ? 'cmg'
      : reference.leaf === named.leaf
        ? 'the-same'
        : 'another-with-the-name';
  }
  return here.some(({ kind }) => kind === 'names-other') ? 'somebody-else' : 'nobody';
}

/** Who gives another address at which the CMG answers from here; undefined when nobody does. */
export function whoKnowsBetter({ occupants }: NameResolutionEvidence): 'public' | 'configured' | undefined {
  const said = occupants.find(({ said, identity }) => said !== 'system' && identity.kind === 'names-host')?.said;
  return said === 'system' ? undefined : said;
}
