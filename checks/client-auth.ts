import { blockedBy, type Check, type JudgeContext } from '../src/core/check.ts';
import { type Finding, findingsOf } from '../src/core/finding.ts';
import type { JsonObject } from '../src/core/json.ts';
import { propertyValue } from '../src/formats/ccmsetup-command.ts';
import { ccmsetupCommand } from './ccmsetup-command.ts';
import { type FoundPki, nameOf, type PkiSelection } from './client-auth/pki-selection.ts';
import {
  type AuthenticationPlan,
  type PlanFacts,
  planAuthentication,
  type UserTokenProspect,
} from './client-auth/plan.ts';
import { SESSION_DATA, signedInUsersOf } from './client-auth/sign-in.ts';
import { pkiSelectionOf } from './client-auth/without-entra.ts';
import { deviceContext } from './device-context.ts';
import { readingOf } from './entra-join/reading.ts';
import { entraJoin } from './entra-join.ts';
import { utcMinute } from './utc-minute.ts';
import { timeForIdentities, wpjCertificate } from './wpj-certificate.ts';

export interface ClientAuthEvidence extends PlanFacts {
  readonly plan: AuthenticationPlan;
  readonly selection: PkiSelection;
}

const finding = findingsOf('client-auth', [
  'entra-device',
  'pki-preferred',
  'regtoken',
  'user-token-fallback',
  'usepkicert-with-entra',
  'none',
]);

export const clientAuth: Check<ClientAuthEvidence> = {
  id: 'client-auth',
  title: 'ccmsetup has an identity that it can authenticate with',
  exitCode: 20090,
  codes: finding.codes,
  requires: [entraJoin],
  uses: [deviceContext, ccmsetupCommand, wpjCertificate],
  timeoutMs: 15_000,

  async probe({ host, signal, evidenceOf, target, observedAt }) {
    const join = evidenceOf(entraJoin);
    if (join === undefined) return blockedBy(entraJoin, 'its facts could not be gathered');
    const provisioning = evidenceOf(deviceContext)?.provisioning;
    const sessions = await host.registry.read(SESSION_DATA, { recursive: true }, signal);
    const facts: PlanFacts = {
      join,
      ...(provisioning && { provisioning }),
      signedIn: readingOf(sessions, signedInUsersOf),
    };
    const context = { target, observedAt: timeForIdentities(evidenceOf(wpjCertificate), observedAt) };
    const plan = planAuthentication(facts, context);
    if (plan.kind === 'join-missing') {
      return blockedBy(entraJoin, 'without a join, a PKI certificate or a registration token there is no identity');
    }
    if (plan.kind === 'other-tenant') return blockedBy(entraJoin, 'its token would be of another tenant');
    if (plan.kind === 'certificate-unusable') {
      return blockedBy(wpjCertificate, 'the Entra device token hangs on that certificate and its key');
    }
    return { ...facts, plan, selection: pkiSelectionOf(join, context) };
  },

  judge({ plan }, context) {
    switch (plan.kind) {
      case 'pki':
        return [pkiFinding(plan.pki, plan.joined)];
      case 'entra-device':
        return [entraDeviceFinding(plan.registrationToken), ...usePkiCertFindings(context)];
      case 'user-token':
        return [userTokenFinding(plan.because, plan.prospect)];
      case 'registration-token':
        return [registrationTokenFinding(plan.expires)];
      case 'none':
        return [noneFinding(plan.because)];
    }
  },

  present: presentPlan,
};

function pkiFinding({ selected, issuersUnproven, alternatives }: FoundPki, joined: boolean): Finding {
  const { certificate } = selected;
  const instead = joined ? ', not the Entra device token' : '';
  const condition = issuersUnproven ? ', provided that it chains to a root named in CCMCERTISSUERS' : '';
  const others =
    alternatives === 0 ? '' : ` It is the one with the longest validity of ${alternatives + 1} that serve.`;
  return finding.warn('pki-preferred', {
    what:
      `ccmsetup will use the PKI client certificate ${certificate.thumbprint} (${nameOf(certificate)})` +
      `${instead}${condition}`,
    why:
      'It always prefers a valid PKI client certificate, and the CMG accepts one only when the root it chains to ' +
      `was uploaded to the CMG, with every intermediate: that cannot be seen from here.${others}`,
    fix: joined
      ? 'If clients are to use Entra, remove that certificate or narrow the choice with CCMCERTSEL or CCMCERTISSUERS; ' +
        "else check the CMG's list of client certificate authorities in the Configuration Manager console."
      : "Check the CMG's list of client certificate authorities in the Configuration Manager console.",
    owner: 'cmg-admin',
    subject: certificate.thumbprint,
    symptom: 'StatusCode=403 StatusText=CMGConnector_Clientcertificaterequired',
  });
}

function entraDeviceFinding(registrationToken: boolean): Finding {
  return finding.pass('entra-device', {
    what: 'ccmsetup will use the Entra device token',
    ...(registrationToken && { why: 'The registration token on its command line is not needed on this device.' }),
  });
}

/** Microsoft Learn "Client installation parameters and properties", /UsePKICert: not with Entra authentication. */
function usePkiCertFindings({ target }: JudgeContext): readonly Finding[] {
  const command = target.ccmsetup;
  if (command === undefined || !command.usePkiCert) return [];
  if (propertyValue(command, 'AADCLIENTAPPID') && propertyValue(command, 'AADRESOURCEURI')) return [];
  return [
    finding.warn('usepkicert-with-entra', {
      what: '/UsePKICert is on the command line, but this device has no PKI client certificate and is joined to Entra ID',
      why:
        'With it ccmsetup looks for a PKI certificate first and may not ask the CMG for the Entra properties, ' +
        'which the device token needs.',
      fix: 'Remove /UsePKICert from the line for Entra devices and give AADCLIENTAPPID and AADRESOURCEURI.',
      owner: 'intune-admin',
      symptom: 'Text=CCM_E_NO_CLIENT_PKI_CERT',
    }),
  ];
}

function userTokenFinding(because: string, prospect: UserTokenProspect): Finding {
  return finding.warn('user-token-fallback', {
    what: `ccmsetup will fall back to a user's Entra token: ${because}; ${describe(prospect)}`,
    why:
      'That works only while this Entra user is signed in and the site has discovered the user; ' +
      'an installation before sign-in, or for another user, fails.',
    fix: 'Repair the device identity (see wpj-certificate), or install while an Entra user is signed in.',
    owner: 'device',
    symptom: "Falling back to get user '…' token for system...",
  });
}

function describe(prospect: UserTokenProspect): string {
  switch (prospect.status) {
    case 'has-token':
      return 'the signed-in user has one (AzureAdPrt: YES)';
    case 'entra-user':
      return `the Entra user ${prospect.name} is signed in`;
    case 'domain-user':
      return `${prospect.name} is signed in and may have one`;
    case 'nobody':
      return prospect.because;
    case 'unread':
      return `who is signed in could not be read (${prospect.why})`;
  }
}

function registrationTokenFinding(expires: string | undefined): Finding {
  return finding.pass('regtoken', {
    what: `ccmsetup will use the bulk registration token on its command line${expires ? `, valid until ${utcMinute(Date.parse(expires))}` : ''}`,
    why: 'Whether the site has blocked the token shows only when the CMG is asked with it, which this check never does.',
  });
}

function noneFinding(because: string): Finding {
  return finding.fail('none', {
    what: `ccmsetup has nothing to authenticate with: ${because}`,
    why: 'Without a PKI certificate, an Entra token or a registration token the CMG refuses every request but the first.',
    fix:
      'Bring Windows to 1803 or later and join the device to Entra ID, install while an Entra user is signed in, ' +
      'issue a PKI client certificate, or put a bulk registration token on the line (/regtoken).',
    owner: 'intune-admin',
    symptom: 'Failed to get AAD token..',
  });
}

/** Most certificates that a report lists. */
const MAX_SHOWN = 50;

function presentPlan({ plan, selection, signedIn, provisioning }: ClientAuthEvidence): JsonObject {
  return {
    plan: plan.kind,
    ...(selection.selected && {
      pkiCertificate: {
        thumbprint: selection.selected.certificate.thumbprint,
        subject: selection.selected.certificate.subject.text,
        issuer: selection.selected.certificate.issuer.text,
        notAfter: new Date(selection.selected.certificate.notAfterMs).toISOString(),
        issuersUnproven: selection.issuersUnproven,
      },
    }),
    ruledOut: selection.ruledOut.slice(0, MAX_SHOWN).map((entry) => ({ ...entry })),
    signedIn: signedIn.status === 'read' ? signedIn.value.map((user) => ({ ...user })) : { unread: signedIn.why },
    ...(provisioning && { esp: provisioning.esp }),
  };
}
