import type { JsonObject } from '../../src/core/json.ts';
import type { IdentityWithoutEntra } from '../client-auth/without-entra.ts';
import { type CmgQuestion, presentQuestion } from '../cmg-service/ask.ts';

/** A device without an Entra tenant that registers by other means. */
export interface TenantNotNeeded {
  readonly kind: 'not-needed';
  readonly identity: IdentityWithoutEntra;
}

export interface AskedTenant {
  readonly kind: 'asked';
  /** Lower-case GUID. */
  readonly tenantId: string;
  /** The settings or the ccmsetup command line, or the device itself. */
  readonly tenantFrom: 'target' | 'device';
  readonly answer: CmgQuestion;
  /** The same question for a tenant that nobody has. */
  readonly control: CmgQuestion;
}

export type TenantOnboardingEvidence = AskedTenant | TenantNotNeeded;

export function presentTenantOnboarding(evidence: TenantOnboardingEvidence): JsonObject {
  if (evidence.kind === 'not-needed') return { identity: evidence.identity };
  return {
    tenantId: evidence.tenantId,
    tenantFrom: evidence.tenantFrom,
    answer: presentQuestion(evidence.answer),
    control: presentQuestion(evidence.control),
  };
}
