import type { RegistryOutcome } from '../../src/host/ports.ts';

/** A registry key that is there and could not be read, and what it would have told. */
export interface UnreadKey {
  readonly key: string;
  readonly why: string;
  readonly holds: 'roots' | 'intermediates' | 'disallowed' | 'root-update';
}

/** Why a question to the registry has no answer; a key that does not exist is one (an empty store). */
export function readTrouble(outcome: RegistryOutcome): string | undefined {
  switch (outcome.status) {
    case 'found':
    case 'absent':
      return undefined;
    case 'denied':
      return 'access was denied';
    case 'timed-out':
      return 'reading it took too long';
    case 'unavailable':
      return outcome.why;
  }
}
