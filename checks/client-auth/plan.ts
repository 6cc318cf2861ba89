import type { JudgeContext } from '../../src/core/check.ts';
import type { Provisioning } from '../device-context/provisioning.ts';
import { isDevicePhase } from '../device-context/provisioning.ts';
import { FIRST_DEVICE_TOKEN_BUILD } from '../device-context.ts';
import { concludeJoin, deviceCertificateOf } from '../entra-join/conclusion.ts';
import type { EntraJoinEvidence } from '../entra-join/evidence.ts';
import { deviceTenantIdOf } from '../entra-join/identity.ts';
import type { Reading } from '../entra-join/reading.ts';
import { judgeCertificate } from '../wpj-certificate/certificate.ts';
import { keyHealthOf } from '../wpj-certificate/key-health.ts';
import type { FoundPki } from './pki-selection.ts';
import type { SignedInUser } from './sign-in.ts';
import { identityWithoutEntra, pkiSelectionOf } from './without-entra.ts';

/**
 * What ccmsetup will authenticate with, in its own order: a PKI certificate, else the Entra device token, else the token
 * of a signed-in user (Microsoft Learn "Microsoft Entra authentication workflow", Configuration Manager), or the bulk
 * registration token where there is no Entra identity.
 */
export type AuthenticationPlan =
  | { readonly kind: 'pki'; readonly pki: FoundPki; readonly joined: boolean }
  | { readonly kind: 'entra-device'; readonly registrationToken: boolean }
  | { readonly kind: 'user-token'; readonly because: string; readonly prospect: UserTokenProspect }
  | { readonly kind: 'registration-token'; readonly expires?: string }
  | { readonly kind: 'none'; readonly because: string };

/** Another check's failure decides: without the join, or without its certificate, there is nothing to authenticate with. */
export type NoPlan =
  | { readonly kind: 'join-missing' }
  /** It would get a token, of a tenant that the site does not know. */
  | { readonly kind: 'other-tenant' }
  | { readonly kind: 'certificate-unusable' };

/** Whether a signed-in user could lend a token. */
export type UserTokenProspect =
  /** The account that runs this has a primary refresh token. */
  | { readonly status: 'has-token' }
  | { readonly status: 'entra-user'; readonly name: string }
  /** On a hybrid joined device such an account may have a token; only the user can see it. */
  | { readonly status: 'domain-user'; readonly name: string }
  | { readonly status: 'nobody'; readonly because: string }
  | { readonly status: 'unread'; readonly why: string };

export interface PlanFacts {
  readonly join: EntraJoinEvidence;
  readonly provisioning?: Provisioning;
  readonly signedIn: Reading<readonly SignedInUser[]>;
}

export function planAuthentication(
  { join, provisioning, signedIn }: PlanFacts,
  context: Pick<JudgeContext, 'target' | 'observedAt'>,
): AuthenticationPlan | NoPlan {
  const { target, observedAt } = context;
  const conclusion = concludeJoin(join);
  const joined = conclusion.state === 'joined';
  const selection = pkiSelectionOf(join, context);
  // Without a join, only /UsePKICert makes ccmsetup talk to the CMG by certificate.
  if (selection.selected !== undefined && (joined || target.ccmsetup?.usePkiCert === true)) {
    return { kind: 'pki', pki: { ...selection, selected: selection.selected }, joined };
  }
  const token = target.ccmsetup?.regToken;
  const registrationToken = identityWithoutEntra(join, context) === 'registration-token';
  if (!joined) {
    if (!registrationToken) return { kind: 'join-missing' };
    const expires = token?.status === 'read' ? token.expires : undefined;
    return { kind: 'registration-token', ...(expires !== undefined && { expires }) };
  }
  const tenantId = deviceTenantIdOf(join);
  if (tenantId !== undefined && target.tenantId !== undefined && target.tenantId.toLowerCase() !== tenantId) {
    return { kind: 'other-tenant' };
  }
  const hybrid = conclusion.hybrid === true;
  const prospect = userTokenProspectOf(join, hybrid, provisioning, signedIn);
  const trouble = certificateTroubleOf(join, observedAt.getTime());
  if (trouble === 'unusable') return { kind: 'certificate-unusable' };
  if (trouble === 'key') {
    return prospect.status === 'nobody' || prospect.status === 'unread'
      ? { kind: 'certificate-unusable' }
      : { kind: 'user-token', because: 'the device key cannot be used', prospect };
  }
  const { osBuild } = join.session;
  if (osBuild !== null && osBuild < FIRST_DEVICE_TOKEN_BUILD) {
    const because = `Windows build ${osBuild} gives no device token (1803, build ${FIRST_DEVICE_TOKEN_BUILD}, is the first)`;
    return prospect.status === 'nobody'
      ? { kind: 'none', because: `${because}, and ${prospect.because}` }
      : { kind: 'user-token', because, prospect };
  }
  return { kind: 'entra-device', registrationToken };
}

/** `key`: only its private key is bad. `unusable`: the certificate, or the device in Entra ID, or not known. */
function certificateTroubleOf(join: EntraJoinEvidence, nowMs: number): 'none' | 'key' | 'unusable' {
  const certificate = judgeCertificate(deviceCertificateOf(join), join, { nowMs });
  if (certificate.some(({ status }) => status === 'fail' || status === 'unknown')) return 'unusable';
  const key = keyHealthOf(join);
  if (key.status === 'unusable') return 'key';
  return key.status === 'rejected' ? 'unusable' : 'none';
}

function userTokenProspectOf(
  { dsregcmd, session }: EntraJoinEvidence,
  hybrid: boolean,
  provisioning: Provisioning | undefined,
  signedIn: Reading<readonly SignedInUser[]>,
): UserTokenProspect {
  // As SYSTEM, dsregcmd always answers NO here.
  if (session.isSystem !== true && dsregcmd.status === 'read' && dsregcmd.said.user.azureAdPrt === 'yes') {
    return { status: 'has-token' };
  }
  if (provisioning !== undefined && isDevicePhase(provisioning)) {
    return { status: 'nobody', because: 'in the device phase of the Enrollment Status Page no user is signed in' };
  }
  if (signedIn.status === 'unread') return { status: 'unread', why: signedIn.why };
  const entra = signedIn.value.find(({ kind }) => kind === 'entra');
  if (entra) return { status: 'entra-user', name: entra.name ?? entra.sid };
  const [other] = signedIn.value;
  if (hybrid && other) return { status: 'domain-user', name: other.name ?? other.sid };
  return { status: 'nobody', because: 'no Entra user is signed in' };
}
