import { blockedBy, type Check, type JudgeContext } from '../src/core/check.ts';
import { type Finding, findingsOf } from '../src/core/finding.ts';
import { renderErrorCode } from '../src/formats/dsregcmd/values.ts';
import { type IdentityWithoutEntra, identityWithoutEntra } from './client-auth/without-entra.ts';
import type { WindowsRelease } from './device-context/windows-release.ts';
import { deviceContext, FIRST_SUPPORTED_BUILD } from './device-context.ts';
import { concludeJoin, type JoinConclusion, type JoinedDevice } from './entra-join/conclusion.ts';
import type { EntraJoinEvidence } from './entra-join/evidence.ts';
import { gatherJoinFacts } from './entra-join/gather.ts';
import type { HybridTrouble } from './entra-join/hybrid-trouble.ts';
import { deviceTenantIdOf } from './entra-join/identity.ts';
import { isServerCore, joinAdvice } from './entra-join/join-advice.ts';
import { presentJoinFacts } from './entra-join/presentation.ts';

export { type IdentityWithoutEntra, identityWithoutEntra } from './client-auth/without-entra.ts';
export type { EntraJoinEvidence } from './entra-join/evidence.ts';
export { deviceIdOf, deviceTenantIdOf, isJoined, type JoinType, joinTypeOf } from './entra-join/identity.ts';

const finding = findingsOf('entra-join', [
  'joined',
  'hybrid-joined',
  'registered-only',
  'not-joined',
  'hybrid-pending',
  'hybrid-failed',
  'on-prem-only',
  'tenant-mismatch',
  'tenant-unknown',
  'unreadable',
]);

/** What ccmsetup.log says on a device without a device certificate (Microsoft: Entra authentication workflow). */
const NOT_JOINED_SYMPTOM = 'WPJ certificate not found: client is registered with Azure AD, but not joined to Azure AD';
const NO_DEVICE_TOKEN =
  'Without a device certificate ccmsetup gets no Entra device token, and so nothing from the CMG.';

export const entraJoin: Check<EntraJoinEvidence> = {
  id: 'entra-join',
  title: 'the device is joined to the expected Entra tenant',
  exitCode: 20010,
  codes: finding.codes,
  uses: [deviceContext],
  // dsregcmd's own limit, then the registry.
  timeoutMs: 45_000,

  async probe(context) {
    const session = context.evidenceOf(deviceContext)?.session ?? (await context.host.session.describe(context.signal));
    if (session.platform !== 'windows') return blockedBy(deviceContext, 'only Windows can be joined to Entra ID');
    if (session.osBuild !== null && session.osBuild < FIRST_SUPPORTED_BUILD) {
      return blockedBy(deviceContext, 'this Windows knows no Entra join');
    }
    return gatherJoinFacts(context, session);
  },

  judge(evidence, context) {
    const conclusion = concludeJoin(evidence);
    const release = context.evidenceOf(deviceContext)?.release;
    const joinFinding = judgeJoin(conclusion, evidence, release);
    if (conclusion.state === 'joined') return [joinFinding, ...judgeTenant(evidence, context)];
    const identity = identityWithoutEntra(evidence, context);
    return [identity === undefined ? joinFinding : notNeeded(joinFinding, identity)];
  },

  present: presentJoinFacts,
};

/** ccmsetup has another identity, so the join decides nothing: a failure or a warning here would be a false alarm. */
function notNeeded({ code, what, why }: Finding, identity: IdentityWithoutEntra): Finding {
  const by =
    identity === 'pki-certificate' ? 'its PKI client certificate' : 'the registration token on its command line';
  return { status: 'skip', code, what, why: `Not needed here: ccmsetup authenticates with ${by}. ${why ?? ''}`.trim() };
}

function judgeJoin(
  conclusion: JoinConclusion,
  evidence: EntraJoinEvidence,
  release: WindowsRelease | undefined,
): Finding {
  switch (conclusion.state) {
    case 'joined':
      return joined(conclusion, evidence);
    case 'on-prem':
      return finding.fail('on-prem-only', {
        what: 'The device is joined to an on-premises device registration service (EnterpriseJoined), not to Entra ID',
        why: `${NO_DEVICE_TOKEN} An AD FS registration is unknown to Entra ID.`,
        fix:
          'Set up Microsoft Entra hybrid join in Microsoft Entra Connect; ' +
          'the on-premises registration ends when the device is joined.',
        owner: 'intune-admin',
        symptom: NOT_JOINED_SYMPTOM,
      });
    case 'hybrid-trouble':
      return isServerCore(release) && conclusion.trouble.kind === 'pending' && !conclusion.trouble.attempted
        ? serverCore(formerJoin(evidence))
        : hybridTrouble(conclusion.trouble, conclusion.alsoRegistered, formerJoin(evidence));
    case 'registered':
      return finding.fail('registered-only', {
        what: `The device is only registered with Entra ID (workplace joined by ${conclusion.by}), not joined`,
        why:
          'A registration gives a certificate to the user, not to the device: ' +
          `ccmsetup finds no WPJ certificate in Local Computer\\Personal. ${NO_DEVICE_TOKEN}${formerJoin(evidence)}`,
        fix: `${joinAdvice(release)}. The registration may stay.`,
        owner: 'device',
        symptom: NOT_JOINED_SYMPTOM,
      });
    case 'none':
      return finding.fail('not-joined', {
        what: `The device is not joined to Entra ID${conclusion.domainKnown ? ' nor to a domain' : ''} (AzureAdJoined: NO)`,
        why: `${NO_DEVICE_TOKEN}${unreadRegistrations(conclusion.registrationsUnread)}${formerJoin(evidence)}`,
        fix: `${joinAdvice(release)}.`,
        owner: 'device',
        symptom: NOT_JOINED_SYMPTOM,
      });
    case 'unreadable':
      return finding.unknown('unreadable', {
        what: 'Whether the device is joined to Entra ID could not be read',
        why: `${capital(conclusion.why)}.`,
        fix:
          evidence.dsregcmd.status === 'timed-out' && evidence.session.isSystem !== true
            ? 'Run this as SYSTEM: for other administrators dsregcmd starts a task on domain-joined devices and waits minutes.'
            : 'Run `dsregcmd /status` as SYSTEM by hand and look at AzureAdJoined; then run this check again.',
        owner: 'device',
      });
  }
}

function joined({ hybrid, dsregcmdTrouble }: JoinedDevice, evidence: EntraJoinEvidence): Finding {
  const name = evidence.dsregcmd.status === 'read' ? evidence.dsregcmd.said.tenant.name : undefined;
  const tenantId = deviceTenantIdOf(evidence);
  const tenant = tenantId === undefined ? '' : ` in tenant ${tenantId}${name === undefined ? '' : ` (${name})`}`;
  const code = hybrid === true ? 'hybrid-joined' : 'joined';
  const what = `The device is Microsoft Entra ${hybrid === true ? 'hybrid joined' : 'joined'}${tenant}`;
  const unknownDomain = hybrid === undefined ? 'Whether it is joined to a domain too could not be read.' : undefined;
  if (dsregcmdTrouble === undefined) {
    return finding.pass(code, { what, ...(unknownDomain !== undefined && { why: unknownDomain }) });
  }
  return finding.warn(code, {
    what: `${what}, according to the registry`,
    why: [
      `${capital(dsregcmdTrouble)}. The registry shows the join (CloudDomainJoin\\JoinInfo), which is less certain.`,
      unknownDomain,
    ]
      .filter(Boolean)
      .join(' '),
    fix: 'Run `dsregcmd /status` as SYSTEM by hand and find out why it gives no clear answer.',
    owner: 'device',
  });
}

function hybridTrouble(trouble: HybridTrouble, alsoRegistered: boolean, former: string): Finding {
  const registered = alsoRegistered ? ' A user has registered the device as well; that is no join.' : '';
  if (trouble.kind === 'pending') {
    const code = trouble.code === undefined ? '' : ` (${renderErrorCode(trouble.code)})`;
    return finding.fail('hybrid-pending', {
      what: trouble.attempted
        ? `The hybrid join is pending: Entra ID does not know the computer object yet${code}`
        : 'The device is joined to a domain and has not tried to join Entra ID yet',
      why:
        `${NO_DEVICE_TOKEN} A hybrid join completes only after Entra Connect has synchronised the computer object, ` +
        `every 30 minutes as a rule, and Windows has tried again.${registered}${former}`,
      fix:
        "Wait for the next Entra Connect cycle and check that the computer's OU is synchronised; then sign in again " +
        'or run the task \\Microsoft\\Windows\\Workplace Join\\Automatic-Device-Join. With --wait 35 this program waits for it.',
      owner: 'intune-admin',
      transient: true,
      ...(trouble.code !== undefined && { subject: renderErrorCode(trouble.code) }),
      symptom: NOT_JOINED_SYMPTOM,
    });
  }
  return finding.fail('hybrid-failed', {
    what: `The hybrid join failed: ${trouble.where}`,
    why: `${trouble.cause ? `${capital(trouble.cause.cause)}. ` : ''}${NO_DEVICE_TOKEN}${registered}${former}`,
    fix:
      trouble.cause?.fix ??
      'Look up the code in "Troubleshoot Microsoft Entra hybrid joined devices" and in the event log ' +
        'User Device Registration/Admin, events 304, 305 and 307.',
    owner: trouble.cause?.owner ?? 'intune-admin',
    ...(trouble.transient && { transient: true }),
    ...(trouble.code !== undefined && { subject: renderErrorCode(trouble.code) }),
    symptom: NOT_JOINED_SYMPTOM,
  });
}

/** Windows has not tried, and on this installation never does: waiting would be in vain. */
function serverCore(former: string): Finding {
  return finding.fail('hybrid-failed', {
    what: 'The device is joined to a domain, but Windows Server Core cannot be joined to Entra ID',
    why: `${NO_DEVICE_TOKEN} Microsoft supports no kind of device registration on Server Core.${former}`,
    fix: `${joinAdvice({ name: '', build: null, installationType: 'Server Core' })}.`,
    owner: 'intune-admin',
    symptom: NOT_JOINED_SYMPTOM,
  });
}

function judgeTenant(evidence: EntraJoinEvidence, { target }: JudgeContext): readonly Finding[] {
  const tenantId = deviceTenantIdOf(evidence);
  if (tenantId === undefined) {
    return [
      finding.unknown('tenant-unknown', {
        what: 'The device is joined, but neither dsregcmd nor registry nor certificate names its tenant',
        why: 'The CMG is asked for this very tenant, and only a device of the expected one gets a token it accepts.',
        fix: 'Look at TenantId in `dsregcmd /status`, run as SYSTEM.',
        owner: 'device',
      }),
    ];
  }
  if (target.tenantId === undefined || target.tenantId.toLowerCase() === tenantId) return [];
  return [
    finding.fail('tenant-mismatch', {
      what: `The device belongs to tenant ${tenantId}, not to the expected ${target.tenantId.toLowerCase()}`,
      why: 'Its token is issued by that tenant; a site that is onboarded to another one refuses it.',
      fix:
        'Check --tenant (or AADTENANTID on the command line). If it is right, the device was joined to the wrong tenant: ' +
        'reset it and enrol it in the right one.',
      owner: 'intune-admin',
      subject: tenantId,
    }),
  ];
}

/** dsregcmd says NO, the registry knows a join: it lost its certificate, or was left without being cleared away. */
function formerJoin({ cloudDomainJoin }: EntraJoinEvidence): string {
  const [join] = cloudDomainJoin.status === 'read' ? cloudDomainJoin.value.joins : [];
  return join === undefined
    ? ''
    : ` The registry still names a join (certificate ${join.thumbprint}): it was left, or its certificate was deleted.`;
}

function unreadRegistrations(why: string | undefined): string {
  return why === undefined ? '' : ` Whether a user has registered it could not be seen: ${why}.`;
}

/** Causes are written as parts of sentences; a command keeps its name even at the start of one. */
function capital(text: string): string {
  return text.startsWith('dsregcmd') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
