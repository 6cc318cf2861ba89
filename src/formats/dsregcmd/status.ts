import type { DsregSection } from '../dsregcmd.ts';
import { type DeviceAuth, deviceAuthOf, type KeySign, keySignOf } from './health.ts';
import { type PreJoin, preJoinOf } from './pre-join.ts';
import { soleAnswerOf, soleValueOf, valuesOf } from './rows.ts';
import { type Answer, guidOf, thumbprintOf, type Validity, validityOf } from './values.ts';
import { type WorkAccount, workAccountsOf } from './work-account.ts';

/** What `dsregcmd /status` says about the device and about the account that ran it. */
export interface DsregStatus {
  /** `old`: Windows 10 before 1809, which prints the device's details under Device State. */
  readonly layout: 'old' | 'new';
  readonly azureAdJoined: Answer;
  readonly enterpriseJoined: Answer;
  readonly domainJoined: Answer;
  readonly domainName?: string;
  readonly deviceName?: string;
  /** Meaningful only when `azureAdJoined` is `yes`: 1607 and 1803 print a registration's ids in the same rows. */
  readonly device: DsregDevice;
  readonly tenant: DsregTenant;
  /** Of the account that ran the command. */
  readonly user: DsregUser;
  readonly workAccounts: readonly WorkAccount[];
  /** Printed only when the device is domain joined and not hybrid joined. */
  readonly preJoin?: PreJoin;
  /** `SYSTEM`, `UN-ELEVATED User`, `ELEVATED User`: who ran the pre-join tests. */
  readonly userContext?: string;
  readonly executingAccount?: string;
}

export interface DsregDevice {
  /** Lower-case GUID: the common name of the device certificate. */
  readonly id?: string;
  /** Upper-case SHA-1 of the device certificate. */
  readonly thumbprint?: string;
  readonly certificateValidity?: Validity;
  readonly keyProvider?: string;
  readonly tpmProtected: Answer;
  readonly auth: DeviceAuth;
  readonly keySign: KeySign;
  /** YES: the keys cannot be used, the next sign-in starts the recovery. */
  readonly recoveryEnabled: Answer;
}

export interface DsregTenant {
  /** Lower-case GUID. */
  readonly id?: string;
  readonly name?: string;
  /** Empty: the tenant has no MDM for this user. A value does not prove an enrolment. */
  readonly mdmUrl?: string;
}

export interface DsregUser {
  readonly workplaceJoined: Answer;
  /** A primary refresh token of this very account; always NO for SYSTEM. */
  readonly azureAdPrt: Answer;
}

// Until 1803 everything stood in Device State and User State; a copy without titles has everything under ''.
const DEVICE_STATE = ['Device State', ''];
const DEVICE = ['Device State', 'Device Details', ''];
const TENANT = ['Device State', 'Tenant Details', ''];
const USER = ['User State', ''];
const SSO = ['SSO State', 'User State', ''];

export function readDsregStatus(sections: readonly DsregSection[]): DsregStatus {
  const preJoin = preJoinOf(sections);
  const azureAdJoined = soleAnswerOf(sections, 'AzureAdJoined', DEVICE_STATE);
  const enterpriseJoined = soleAnswerOf(sections, 'EnterpriseJoined', DEVICE_STATE);
  return {
    layout: valuesOf(sections, 'Thumbprint', ['Device State']).length > 0 ? 'old' : 'new',
    // Both rows stand together in every layout. Output that lost a piece in between could join the label of this one to
    // the YES of another, so that a NO would become a YES.
    azureAdJoined: azureAdJoined === 'yes' && enterpriseJoined === 'absent' ? 'incomplete' : azureAdJoined,
    enterpriseJoined,
    domainJoined: soleAnswerOf(sections, 'DomainJoined', DEVICE_STATE),
    ...present('domainName', soleValueOf(sections, 'DomainName', DEVICE_STATE)),
    ...present('deviceName', soleValueOf(sections, 'Device Name', DEVICE_STATE)),
    device: {
      ...present('id', guidOf(soleValueOf(sections, 'DeviceId', DEVICE))),
      ...present('thumbprint', thumbprintOf(soleValueOf(sections, 'Thumbprint', DEVICE))),
      ...present('certificateValidity', validityOf(soleValueOf(sections, 'DeviceCertificateValidity', DEVICE))),
      ...present('keyProvider', soleValueOf(sections, 'KeyProvider', DEVICE)),
      tpmProtected: soleAnswerOf(withoutWorkAccounts(sections), 'TpmProtected', DEVICE),
      auth: deviceAuthOf(valuesOf(sections, 'DeviceAuthStatus')),
      keySign: keySignOf(valuesOf(sections, 'KeySignTest')),
      recoveryEnabled: soleAnswerOf(sections, 'AadRecoveryEnabled'),
    },
    tenant: {
      ...present('id', guidOf(soleValueOf(sections, 'TenantId', TENANT))),
      ...present('name', soleValueOf(sections, 'TenantName', TENANT)),
      ...present('mdmUrl', soleValueOf(sections, 'MdmUrl', TENANT)),
    },
    user: {
      workplaceJoined: soleAnswerOf(sections, 'WorkplaceJoined', USER),
      azureAdPrt: soleAnswerOf(sections, 'AzureAdPrt', SSO),
    },
    workAccounts: workAccountsOf(sections),
    ...present('preJoin', preJoin),
    ...present('userContext', soleValueOf(sections, 'User Context')),
    ...present('executingAccount', soleValueOf(sections, 'Executing Account Name')),
  };
}

/** `TpmProtected` is printed again, rightly different, for each work account. */
function withoutWorkAccounts(sections: readonly DsregSection[]): readonly DsregSection[] {
  return sections.filter((section) => !section.title.startsWith('Work Account'));
}

/** A property that is left out when there is no value, as `exactOptionalPropertyTypes` wants it. */
function present<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}
