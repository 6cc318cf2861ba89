import type { NameResolutionEvidence } from './evidence.ts';

/** Whether the CMG is at the addresses the system gives, by what presents itself there. */
export type Occupancy =
  /** The very certificate that the internet's address shows. */
  | 'the-same'
  /** A certificate for the name: the CMG, or what stands in for it. */
  | 'cmg'
  /** A certificate for the name, and another one than the internet's address shows. */
  | 'another-with-the-name'
  | 'somebody-else'
  | 'nobody';

export function occupancyOf({ occupants }: NameResolutionEvidence): Occupancy {
  const here = occupants.filter(({ said }) => said === 'system').map(({ identity }) => identity);
  const there = occupants.filter(({ said }) => said === 'public').map(({ identity }) => identity);
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

/** Whether the CMG answers from here at the address the internet knows. */
export function publicAddressWorks({ occupants }: NameResolutionEvidence): boolean {
  return occupants.some(({ said, identity }) => said === 'public' && identity.kind === 'names-host');
}
