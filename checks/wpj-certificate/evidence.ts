import type { IdentityWithoutEntra } from '../client-auth/without-entra.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import type { TimeSample } from '../network-path/time-sample.ts';
import type { KeyHealth } from './key-health.ts';

/** Nothing is asked that entra-join has not asked, but the time when the dates are not in order. */
export type WpjCertificateEvidence =
  | {
      readonly kind: 'joined';
      readonly join: EntraJoinEvidence;
      readonly key: KeyHealth;
      /** What servers say the time is. */
      readonly time?: readonly TimeSample[];
    }
  /** The device is not joined, and need not be. */
  | { readonly kind: 'not-needed'; readonly identity: IdentityWithoutEntra };
