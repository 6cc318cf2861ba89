import { blockedBy, type Check } from '../src/core/check.ts';
import { aadAuthInfoUrl, CONTROL_TENANT_ID, MAX_AAD_AUTH_INFO_BYTES } from '../src/formats/aad-auth-info.ts';
import { cmgConnection, peerOf, routeTo } from './cmg-connection.ts';
import { askCmg } from './cmg-service/ask.ts';
import { distrusted } from './cmg-service/trust.ts';
import { deviceTenantIdOf, entraJoin, identityWithoutEntra } from './entra-join.ts';
import { rootCa } from './root-ca.ts';
import { finding } from './tenant-onboarding/codes.ts';
import { concludeOnboarding, type OnboardingConclusion } from './tenant-onboarding/conclusion.ts';
import { presentTenantOnboarding, type TenantOnboardingEvidence } from './tenant-onboarding/evidence.ts';
import { identityNames, judgeOnboarding } from './tenant-onboarding/judgement.ts';

export type { TenantOnboardingEvidence } from './tenant-onboarding/evidence.ts';

/** A CMG answers in well under a second; ccmsetup's WinHTTP waits 30 s by default. */
const REQUEST_TIMEOUT_MS = 20_000;

/**
 * Asks the CMG what ccmsetup asks it first: which Entra apps belong to the device's tenant. The control question for a
 * tenant that nobody has tells whether the answer says anything about the tenant.
 */
export const tenantOnboarding: Check<TenantOnboardingEvidence> = {
  id: 'tenant-onboarding',
  title: "the device's tenant is onboarded to the CMG",
  exitCode: 20070,
  codes: finding.codes,
  requires: [cmgConnection],
  uses: [entraJoin, rootCa],
  needsCmg: true,
  timeoutMs: REQUEST_TIMEOUT_MS + 5_000,

  async probe(context) {
    const { cmg, tenantId: expected } = context.target;
    const connection = context.evidenceOf(cmgConnection);
    const peer = connection && peerOf(connection);
    if (cmg === undefined || connection === undefined || peer === undefined) {
      return blockedBy(cmgConnection, 'without a connection nothing can be asked');
    }
    const join = context.evidenceOf(entraJoin);
    const own = join && deviceTenantIdOf(join);
    const tenantId = expected?.toLowerCase() ?? own;
    const otherIdentity = join && identityWithoutEntra(join, context);
    if (tenantId === undefined) {
      if (otherIdentity !== undefined) return { kind: 'not-needed', identity: otherIdentity };
      return blockedBy(entraJoin, 'the tenant to ask for is not known');
    }
    const ask = (tenant: string) => {
      const url = aadAuthInfoUrl(cmg, tenant);
      const to = { leafSha256: peer.leafSha256, proxy: routeTo(connection, url) };
      return askCmg(context, url, to, { timeoutMs: REQUEST_TIMEOUT_MS, maxBytes: MAX_AAD_AUTH_INFO_BYTES });
    };
    const [answer, control] = await Promise.all([ask(tenantId), ask(CONTROL_TENANT_ID)]);
    return { kind: 'asked', tenantId, tenantFrom: expected === undefined ? 'device' : 'target', answer, control };
  },

  judge(evidence, context) {
    if (evidence.kind === 'not-needed') {
      return [
        finding.skip('not-needed', {
          what: 'The device belongs to no Entra tenant',
          why: `It registers by ${identityNames[evidence.identity]}, for which ccmsetup needs no Entra token.`,
        }),
      ];
    }
    const { ccmsetup } = context.target;
    const join = context.evidenceOf(entraJoin);
    const otherIdentity = join && identityWithoutEntra(join, context);
    const conclusion = concludeOnboarding(evidence);
    const findings = judgeOnboarding(conclusion, {
      tenantId: evidence.tenantId,
      usePkiCert: ccmsetup?.usePkiCert === true,
      ...(otherIdentity !== undefined && { otherIdentity }),
      supplied: {
        ...(ccmsetup?.aadClientAppId !== undefined && { clientAppId: ccmsetup.aadClientAppId }),
        ...(ccmsetup?.aadResourceUri !== undefined && { resourceUri: ccmsetup.aadResourceUri }),
      },
    });
    const doubtful = findings.filter(({ status }) => status === 'fail' || status === 'unknown');
    const culprit = doubtful.length > 0 && !bearsMark(conclusion) ? distrusted(context) : undefined;
    if (culprit === undefined) return findings;
    return doubtful.map(({ what }) =>
      finding.skip('peer-untrusted', {
        what,
        why: `What answered is not shown to be the CMG (${culprit.id}), so this may be its answer or another's.`,
      }),
    );
  },

  present: presentTenantOnboarding,
};

/** Whether nobody but a CMG could have answered so. */
function bearsMark(conclusion: OnboardingConclusion): boolean {
  if (conclusion.kind === 'not-onboarded') return conclusion.refusal !== undefined;
  return conclusion.kind === 'service-error' && conclusion.answer.side !== undefined;
}
