import type { RegistryKey, RegistryOutcome } from '../../src/host/ports.ts';

/** What a part of the registry gave. A key that does not exist was read: it says "none". */
export type Reading<T> =
  | { readonly status: 'read'; readonly value: T }
  | { readonly status: 'unread'; readonly why: string };

export function readingOf<T>(outcome: RegistryOutcome, parse: (keys: readonly RegistryKey[]) => T): Reading<T> {
  switch (outcome.status) {
    case 'found':
      return { status: 'read', value: parse(outcome.keys) };
    case 'absent':
      return { status: 'read', value: parse([]) };
    case 'denied':
      return { status: 'unread', why: 'access was denied' };
    case 'timed-out':
      return { status: 'unread', why: 'reading it took too long' };
    case 'unavailable':
      return { status: 'unread', why: outcome.why };
  }
}

/** The value, or what stands for "nothing known" where it was not read. */
export function valueOr<T>(reading: Reading<T>, fallback: T): T {
  return reading.status === 'read' ? reading.value : fallback;
}
