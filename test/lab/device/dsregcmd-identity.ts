import type { LabCertificate } from '../pki/certificate.ts';
import { identities } from '../site.ts';
import { type DsregcmdFacts, type Row, type Section, utc } from './dsregcmd-facts.ts';

export function deviceDetails({ certificate }: DsregcmdFacts): readonly Row[] {
  const { notBefore, notAfter } = certificate.spec;
  return [
    ['DeviceId', identities.deviceId],
    ['Thumbprint', certificate.thumbprint],
    ['DeviceCertificateValidity', `[ ${utc(notBefore)} -- ${utc(notAfter)} ]`],
    ['KeyContainerId', '2b7e1a5c-94d3-4f60-8a1b-6c5d4e3f2a10'],
    ['KeyProvider', 'Microsoft Platform Crypto Provider'],
    ['TpmProtected', 'YES'],
    ['DeviceAuthStatus', 'SUCCESS'],
  ];
}

export function tenantDetails({ tenantId = '' }: DsregcmdFacts): Section {
  const registration = 'https://enterpriseregistration.windows.net';
  return {
    title: 'Tenant Details',
    rows: [
      ['TenantName', identities.tenantName],
      ['TenantId', tenantId],
      ['AuthCodeUrl', `https://login.microsoftonline.com/${tenantId}/oauth2/authorize`],
      ['AccessTokenUrl', `https://login.microsoftonline.com/${tenantId}/oauth2/token`],
      ['MdmUrl', 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc'],
      ['MdmTouUrl', 'https://portal.manage.microsoft.com/TermsofUse.aspx'],
      ['MdmComplianceUrl', 'https://portal.manage.microsoft.com/?portalAction=Compliance'],
      ['SettingsUrl', ''],
      ['JoinSrvVersion', '2.0'],
      ['JoinSrvUrl', `${registration}/EnrollmentServer/device/`],
      ['JoinSrvId', 'urn:ms-drs:enterpriseregistration.windows.net'],
      ['KeySrvVersion', '1.0'],
      ['KeySrvUrl', `${registration}/EnrollmentServer/key/`],
      ['KeySrvId', 'urn:ms-drs:enterpriseregistration.windows.net'],
      ['WebAuthNSrvVersion', '1.0'],
      ['WebAuthNSrvUrl', `${registration}/webauthn/${tenantId}/`],
      ['WebAuthNSrvId', 'urn:ms-drs:enterpriseregistration.windows.net'],
      ['DeviceManagementSrvVer', '1.0'],
      ['DeviceManagementSrvUrl', `${registration}/manage/${tenantId}/`],
      ['DeviceManagementSrvId', 'urn:ms-drs:enterpriseregistration.windows.net'],
    ],
  };
}

export function userState({ registration }: DsregcmdFacts): readonly Row[] {
  return [
    ['NgcSet', 'NO'],
    ['WorkplaceJoined', registration ? 'YES' : 'NO'],
    ...(registration ? ([['WorkAccountCount', '1']] as const) : []),
    // Normal in an elevated or SYSTEM context: Microsoft Learn "Troubleshoot devices by using the dsregcmd command".
    ['WamDefaultSet', 'ERROR (0x80070520)'],
  ];
}

export function ssoState(joined: boolean, { tenantId = '' }: DsregcmdFacts): Section {
  return {
    title: 'SSO State',
    rows: [
      ['AzureAdPrt', 'NO'],
      ['AzureAdPrtAuthority', joined ? `https://login.microsoftonline.com/${tenantId}` : 'NO'],
      ['EnterprisePrt', 'NO'],
      ['EnterprisePrtAuthority', joined ? '' : 'NO'],
    ],
  };
}

export function workAccount(registration: LabCertificate): Section {
  const { notBefore, notAfter, subject } = registration.spec;
  return {
    title: 'Work Account 1',
    rows: [
      ['WorkplaceDeviceId', subject.replace('CN=', '')],
      ['WorkplaceThumbprint', registration.thumbprint],
      ['DeviceCertificateValidity', `[ ${utc(notBefore)} -- ${utc(notAfter)} ]`],
      ['KeyContainerId', '77c1d2e3-0a9b-4c8d-9e7f-1a2b3c4d5e6f'],
      ['KeyProvider', 'Microsoft Software Key Storage Provider'],
      ['TpmProtected', 'NO'],
      ['WorkplaceTenantId', identities.tenantId],
      ['WorkplaceTenantName', identities.tenantName],
      ['WorkplaceMdmUrl', ''],
      ['WorkplaceSettingsUrl', ''],
      ['NgcSet', 'NO'],
    ],
  };
}
