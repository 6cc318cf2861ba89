import type { IdentityWithoutEntra } from '../client-auth/without-entra.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import type { KeyHealth } from './key-health.ts';

/** Nothing is asked that entra-join has not asked. */
export type WpjCertificateEvidence =
  | { readonly kind: 'joined'; readonly join: EntraJoinEvidence; readonly key: KeyHealth }
  /** The device is not joined, and need not be. */
  | { readonly kind: 'not-needed'; readonly identity: IdentityWithoutEntra };
