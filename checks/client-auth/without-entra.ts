import type { JudgeContext } from '../../src/core/check.ts';
import type { RegTokenFacts } from '../../src/formats/ccmsetup-command.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import { type PkiSelection, selectPkiCertificate } from './pki-selection.ts';

/** An identity that ccmsetup has besides Entra's, so that a device without a join is no failure. */
export type IdentityWithoutEntra = 'pki-certificate' | 'registration-token';

/**
 * What ccmsetup authenticates with when there is no Entra token. A PKI certificate counts only with /UsePKICert on the
 * line: without it ccmsetup leaves out every HTTPS management point and the CMG (Microsoft Learn "Client installation
 * parameters and properties").
 */
export function identityWithoutEntra(
  join: EntraJoinEvidence,
  { target, observedAt }: Pick<JudgeContext, 'target' | 'observedAt'>,
): IdentityWithoutEntra | undefined {
  const command = target.ccmsetup;
  const selection = pkiSelectionOf(join, { target, observedAt });
  if (command?.usePkiCert && selection.selected !== undefined && !selection.issuersUnproven) return 'pki-certificate';
  return isUsable(command?.regToken, observedAt.getTime()) ? 'registration-token' : undefined;
}

/** Personal first; the store of CCMCERTSTORE only when Personal has none. */
export function pkiSelectionOf(
  join: EntraJoinEvidence,
  { target, observedAt }: Pick<JudgeContext, 'target' | 'observedAt'>,
): PkiSelection {
  const context = {
    computerName: join.session.computerName,
    command: target.ccmsetup,
    nowMs: observedAt.getTime(),
  };
  const inStore = (store: EntraJoinEvidence['personalStore'] | undefined) =>
    selectPkiCertificate(store?.status === 'read' ? store.value.certificates : [], context);
  const personal = inStore(join.personalStore);
  if (personal.selected !== undefined || join.alternateStore === undefined) return personal;
  const alternate = inStore(join.alternateStore);
  return { ...alternate, ruledOut: [...personal.ruledOut, ...alternate.ruledOut] };
}

/** A token whose dates are not told is given the benefit of the doubt: the CMG judges it. */
function isUsable(token: RegTokenFacts | undefined, nowMs: number): boolean {
  if (token?.status !== 'read') return false;
  if (token.expires !== undefined && Date.parse(token.expires) <= nowMs) return false;
  return token.notBefore === undefined || Date.parse(token.notBefore) <= nowMs;
}
