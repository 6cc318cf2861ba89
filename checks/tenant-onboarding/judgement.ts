import type { Finding, Owner } from '../../src/core/finding.ts';
import type { IdentityWithoutEntra } from '../client-auth/without-entra.ts';
import { type CmgSide, statusOf, symptomOf } from '../cmg-service/answer.ts';
import { finding } from './codes.ts';
import type { AadProperties, OnboardingConclusion } from './conclusion.ts';
import { sameProperties } from './conclusion.ts';

/** What of the settings bears on the answer. */
export interface OnboardingSettings {
  readonly tenantId: string;
  /** From the ccmsetup command line. */
  readonly supplied: Partial<AadProperties>;
  readonly usePkiCert: boolean;
  /** By what the device registers when Entra ID gives it no token. */
  readonly otherIdentity?: IdentityWithoutEntra;
}

export const identityNames: Readonly<Record<IdentityWithoutEntra, string>> = {
  'pki-certificate': 'its PKI client certificate',
  'registration-token': 'the bulk registration token on the command line',
};

const NO_PROPERTIES =
  'ccmsetup asks the CMG for the client app and the resource of its tenant; without them it gets no Entra device token ' +
  'and stops.';
const NOT_ASKED =
  'ccmsetup does not ask this, because both properties are on its command line, but later clients will.';

const sides: Readonly<Record<CmgSide, string>> = {
  azure: 'the Azure side of the CMG says so',
  'on-premises': 'the connection point or the management point behind the CMG says so, and may itself be the cause',
};

export function judgeOnboarding(conclusion: OnboardingConclusion, settings: OnboardingSettings): readonly Finding[] {
  const { supplied } = settings;
  const isSupplied = supplied.clientAppId !== undefined && supplied.resourceUri !== undefined;
  const found = judgeConclusion(conclusion, settings, reliefOf(conclusion, settings, isSupplied));
  return isSupplied ? [suppliedFinding(), found] : [found];
}

/** Why the answer does not stop the install, if it does not. */
function reliefOf(
  conclusion: OnboardingConclusion,
  { otherIdentity }: OnboardingSettings,
  isSupplied: boolean,
): string | undefined {
  if (isSupplied) return NOT_ASKED;
  const isAboutTenant = conclusion.kind === 'not-onboarded' || conclusion.kind === 'unrecognised';
  if (otherIdentity === undefined || !isAboutTenant) return undefined;
  return `The device can register by ${identityNames[otherIdentity]} without Entra ID; whether ccmsetup goes on then is not documented.`;
}

function suppliedFinding(): Finding {
  return finding.pass('supplied-on-command-line', {
    what: 'AADCLIENTAPPID and AADRESOURCEURI are on the ccmsetup command line, so ccmsetup does not ask the CMG for them',
  });
}

function judgeConclusion(
  conclusion: OnboardingConclusion,
  settings: OnboardingSettings,
  relief: string | undefined,
): Finding {
  const { tenantId } = settings;
  switch (conclusion.kind) {
    case 'onboarded':
      return onboarded(conclusion.properties, settings);
    case 'not-onboarded': {
      const { refusal } = conclusion;
      const answer = refusal === undefined ? '' : ` (${statusOf(refusal)}; ${sides[refusal.side]})`;
      return trouble(relief, 'fail', 'not-onboarded', {
        what: `Tenant ${tenantId} is probably not onboarded to this CMG: ${conclusion.why}${answer}`,
        why: NO_PROPERTIES,
        fix:
          'In the Configuration Manager console, Administration > Cloud Services > Azure Services, add the tenant to ' +
          'Cloud Management, or check that its "Disable Microsoft Entra authentication for this tenant" is off. ' +
          'If the tenant is the wrong one, correct --tenant or join the device to the right one.',
        owner: 'cmg-admin',
        subject: tenantId,
        ...(refusal !== undefined && { symptom: symptomOf(refusal) }),
      });
    }
    case 'not-a-cmg': {
      const { answer } = conclusion;
      return trouble(relief, 'fail', 'not-a-cmg', {
        what: `What answers is no cloud management gateway: ${answer.why} (${statusOf(answer)})`,
        why:
          'A captive portal, a proxy or another web server stands under this name (or, where cmg-service finds a CMG all the ' +
          'same, one that does not answer this question); ccmsetup gets the same answer.',
        fix:
          'Compare the name with the service name in Administration > Cloud Services > Cloud Management Gateway. If it is ' +
          'right, let the network pass HTTPS to it unchanged, without a sign-in page and without a filter.',
        owner: 'network',
        symptom: symptomOf(answer),
      });
    }
    case 'service-error': {
      const { answer } = conclusion;
      const side = answer.side === undefined ? '' : `; ${sides[answer.side]}`;
      return trouble(relief, 'fail', 'service-error', {
        what: `The CMG cannot answer just now: ${statusOf(answer)}${side}`,
        why: `This is the service's trouble, not the device's. ${NO_PROPERTIES}`,
        fix:
          'Try again in some minutes (here: --wait 30). If it lasts, look at the status of the gateway and its ' +
          'connection point in the console and run the Cloud Management Gateway connection analyzer.',
        owner: 'cmg-admin',
        transient: true,
        symptom: symptomOf(answer),
      });
    }
    case 'unreachable':
      return trouble(relief, 'unknown', 'unreachable', {
        what: `The CMG could not be asked about tenant ${tenantId}: ${conclusion.answer.why}`,
        why: 'It was reachable a moment before, so whether the tenant is onboarded stays open.',
        fix: 'Run it again; if it recurs, look for a device on the way that ends connections after their beginning.',
        owner: 'network',
        ...(conclusion.answer.transient && { transient: true }),
      });
    case 'unrecognised':
      return trouble(relief, 'unknown', 'unrecognised-response', {
        what: `Whether tenant ${tenantId} is onboarded cannot be told from the CMG's answer: ${conclusion.why}`,
        why: 'Microsoft has not published the format of this answer; it is kept word for word in the report.',
        fix:
          'Run the Cloud Management Gateway connection analyzer in the console with a Microsoft Entra user of this tenant, ' +
          'and look at Administration > Cloud Services > Azure Services for it.',
        owner: 'cmg-admin',
        ...(conclusion.transient && { transient: true }),
      });
  }
}

function onboarded(properties: AadProperties, { tenantId, supplied, usePkiCert }: OnboardingSettings): Finding {
  const { clientAppId, resourceUri } = properties;
  if (!sameProperties(supplied, properties)) {
    const line = [
      ...(supplied.clientAppId === undefined ? [] : [`AADCLIENTAPPID=${supplied.clientAppId}`]),
      ...(supplied.resourceUri === undefined ? [] : [`AADRESOURCEURI=${supplied.resourceUri}`]),
    ].join(' ');
    return finding.warn('properties-differ', {
      what: `The CMG gives tenant ${tenantId} AADCLIENTAPPID=${clientAppId} AADRESOURCEURI=${resourceUri}, the command line says ${line}`,
      why: 'ccmsetup uses the command line: if those apps are not the ones of this site, Entra ID gives it no token.',
      fix: `Write AADCLIENTAPPID=${clientAppId} AADRESOURCEURI=${resourceUri} on the ccmsetup command line, or leave both out.`,
      owner: 'intune-admin',
    });
  }
  const isPartial = supplied.clientAppId === undefined || supplied.resourceUri === undefined;
  return finding.pass('onboarded', {
    what: `The CMG knows tenant ${tenantId}: client app ${clientAppId}, resource ${resourceUri}`,
    ...(usePkiCert &&
      isPartial && {
        why:
          'With /UsePKICert on the line, a device that has a PKI client certificate too is not given these by the CMG ' +
          '(see ccmsetup-command.usepkicert-without-aad-properties).',
      }),
  });
}

type Code = Parameters<typeof finding.fail>[0];

interface Trouble {
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly owner: Owner;
  readonly subject?: string;
  readonly transient?: boolean;
  readonly symptom?: string;
}

/** An answer that ccmsetup does not hang on stops no install. */
function trouble(relief: string | undefined, status: 'fail' | 'unknown', code: Code, details: Trouble): Finding {
  if (relief !== undefined) {
    const { symptom: _, ...unseen } = details;
    return finding.warn(code, { ...unseen, why: relief });
  }
  return finding[status](code, details);
}
