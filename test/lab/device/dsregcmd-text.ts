import type { LabCertificate } from '../pki/certificate.ts';
import { identities } from '../site.ts';
import type { DevicePlan, JoinState } from './plan.ts';

/** A row, or a blank line between rows. */
type Row = readonly [label: string, value: string] | 'blank';
interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface DsregcmdFacts {
  readonly join: JoinState;
  readonly tenantId: string | undefined;
  /** The device certificate of the join. */
  readonly certificate: LabCertificate;
  /** The registration of the account that runs the tool; SYSTEM has none. */
  readonly registration: LabCertificate | undefined;
  readonly isSystem: boolean;
  readonly now: Date;
}

const BANNER = `+${'-'.repeat(70)}+`;
const LABEL_WIDTH = 26;
const CONTOSO_DOMAIN = 'CONTOSO';

/** The text of `dsregcmd /status` in the layout of Windows 11, with everything made up. */
export function renderDsregcmd(facts: DsregcmdFacts, plan: DevicePlan): string {
  const changes = plan.dsregcmd?.rows ?? {};
  const changed = ([label, value]: readonly [string, string]): readonly Row[] => {
    const change = changes[label];
    return change === null ? [] : [[label, change ?? value]];
  };
  const body = sectionsOf(facts).flatMap(({ title, rows }) => [
    BANNER,
    `| ${title.padEnd(68)} |`,
    BANNER,
    '',
    ...rows.flatMap((row) => (row === 'blank' ? [''] : changed(row).map(renderRow))),
    '',
  ]);
  return ['', ...body, 'For more information, please visit https://www.microsoft.com/aadjerrors', ''].join('\r\n');
}

/** The layout before 1809: two sections, narrower, with the device's ids among the states. */
export function renderOldDsregcmd(facts: DsregcmdFacts): string {
  const joined = isJoined(facts.join);
  const rows: readonly (readonly [string, string])[] = [
    ['AzureAdJoined', joined ? 'YES' : 'NO'],
    ['EnterpriseJoined', 'NO'],
    ...(joined
      ? ([
          ['DeviceId', identities.deviceId],
          ['Thumbprint', facts.certificate.thumbprint],
          ['KeyProvider', 'Microsoft Platform Crypto Provider'],
          ['TpmProtected', 'YES'],
          ['KeySignTest:', 'PASSED'],
          ['Idp', 'login.windows.net'],
          ['TenantId', facts.tenantId ?? ''],
          ['TenantName', identities.tenantName],
        ] as const)
      : []),
    ['DomainJoined', 'NO'],
  ];
  const old = (row: readonly [string, string]) => `${row[0].padStart(23)} : ${row[1]}`;
  const section = (title: string, lines: readonly string[]) => [
    BANNER,
    `| ${title.padEnd(68)} |`,
    BANNER,
    '',
    ...lines,
    '',
  ];
  return [
    '',
    ...section('Device State', rows.map(old)),
    ...section('User State', [old(['NgcSet', 'NO']), old(['WorkplaceJoined', 'NO']), old(['AzureAdPrt', 'NO'])]),
  ].join('\r\n');
}

function renderRow(row: Row): string {
  return row === 'blank' ? '' : `${row[0].padStart(LABEL_WIDTH)} : ${row[1]}`.trimEnd();
}

function isJoined(join: JoinState): boolean {
  return join === 'entra' || join === 'hybrid' || join === 'contradictory';
}

function sectionsOf(facts: DsregcmdFacts): readonly Section[] {
  const joined = isJoined(facts.join);
  return [
    { title: 'Device State', rows: deviceState(facts) },
    ...(joined ? [{ title: 'Device Details', rows: deviceDetails(facts) }, tenantDetails(facts)] : []),
    { title: 'User State', rows: userState(facts) },
    ssoState(joined, facts),
    ...(facts.registration ? [workAccount(facts.registration)] : []),
    ...(joined ? [joinedDiagnostics(facts)] : preJoinDiagnostics(facts)),
    {
      title: 'IE Proxy Config for Current User',
      rows: [
        ['Auto Detect Settings', 'YES'],
        ['Auto-Configuration URL', ''],
        ['Proxy Server List', ''],
        ['Proxy Bypass List', ''],
      ],
    },
    { title: 'WinHttp Default Proxy Config', rows: [['Access Type', 'DIRECT']] },
    {
      title: 'Ngc Prerequisite Check',
      rows: [
        ['IsDeviceJoined', joined ? 'YES' : 'NO'],
        ['IsUserAzureAD', 'NO'],
        ['PolicyEnabled', 'NO'],
        ['PostLogonEnabled', 'YES'],
        ['DeviceEligible', 'YES'],
        ['SessionIsNotRemote', 'YES'],
        ['CertEnrollment', 'none'],
        ['PreReqResult', 'WillNotProvision'],
      ],
    },
  ];
}

function deviceState({ join }: DsregcmdFacts): readonly Row[] {
  const domainJoined = !['entra', 'none', 'contradictory'].includes(join);
  const yes = (value: boolean) => (value ? 'YES' : 'NO');
  return [
    ['AzureAdJoined', yes(isJoined(join))],
    ['EnterpriseJoined', yes(join === 'on-premises' || join === 'contradictory')],
    ['DomainJoined', yes(domainJoined)],
    ...(domainJoined ? ([['DomainName', CONTOSO_DOMAIN]] as const) : []),
    ['Virtual Desktop', 'NOT SET'],
    ['Device Name', domainJoined ? `${identities.computerName}.corp.contoso.com` : identities.computerName],
  ];
}

function deviceDetails({ certificate }: DsregcmdFacts): readonly Row[] {
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

function tenantDetails({ tenantId = '' }: DsregcmdFacts): Section {
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

function userState({ registration }: DsregcmdFacts): readonly Row[] {
  return [
    ['NgcSet', 'NO'],
    ['WorkplaceJoined', registration ? 'YES' : 'NO'],
    ...(registration ? ([['WorkAccountCount', '1']] as const) : []),
    // Normal in an elevated or SYSTEM context: Microsoft Learn "Troubleshoot devices by using the dsregcmd command".
    ['WamDefaultSet', 'ERROR (0x80070520)'],
  ];
}

function ssoState(joined: boolean, { tenantId = '' }: DsregcmdFacts): Section {
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

function workAccount(registration: LabCertificate): Section {
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

function joinedDiagnostics({ isSystem, join }: DsregcmdFacts): Section {
  const domain = join === 'hybrid' ? CONTOSO_DOMAIN : 'WORKGROUP';
  const account = `${domain}\\${identities.computerName}$`;
  return {
    title: 'Diagnostic Data',
    rows: [
      ['AadRecoveryEnabled', 'NO'],
      ['Executing Account Name', isSystem ? account : 'AzureAD\\AdeleVance, adelev@contoso.com'],
      ['KeySignTest', 'PASSED'],
      'blank',
      ['DisplayNameUpdated', 'YES'],
      ['OsVersionUpdated', 'YES'],
      ['HostNameUpdated', 'YES'],
      'blank',
      ['Last HostName Update', 'NONE'],
    ],
  };
}

/** What is printed on a domain-joined device: the last attempt that failed, and tests made just now. */
function preJoinDiagnostics({ join, isSystem, now }: DsregcmdFacts): readonly Section[] {
  if (join === 'none' || join === 'on-premises' || join === 'domain') return [];
  const discovery = join === 'hybrid-discovery-failed';
  const noScp = join === 'hybrid-no-scp';
  const attempt: readonly Row[] = noScp
    ? [
        ['Error Phase', 'discover'],
        ['Client ErrorCode', '0x801c001d'],
      ]
    : discovery
      ? [
          ['Error Phase', 'discover'],
          ['Client ErrorCode', '0x801c0021'],
        ]
      : [
          ['Registration Type', 'sync'],
          ['Error Phase', 'join'],
          ['Client ErrorCode', '0x801c03f2'],
          ['Server ErrorCode', 'DirectoryError'],
          ['Server Message', `The device object by the given id (${identities.deviceId}) is not found.`],
          ['Https Status', '400'],
          ['Request Id', '0f1e2d3c-4b5a-4968-8776-655443322110'],
        ];
  return [
    {
      title: 'Diagnostic Data',
      rows: [
        ['Diagnostics Reference', 'www.microsoft.com/aadjerrors'],
        ['User Context', isSystem ? 'SYSTEM' : 'UN-ELEVATED User'],
        ['Client Time', utc(now)],
        ['AD Connectivity Test', 'PASS'],
        ['AD Configuration Test', noScp ? 'FAIL [0x80070002]' : 'PASS'],
        ['DRS Discovery Test', noScp ? 'SKIPPED' : discovery ? 'FAIL [0x801c0021/0x80072ee2]' : 'PASS'],
        ['DRS Connectivity Test', noScp || discovery ? 'SKIPPED' : 'PASS'],
        ['Token acquisition Test', noScp || discovery ? 'SKIPPED' : 'PASS'],
        ['Fallback to Sync-Join', 'ENABLED'],
        'blank',
        ['Previous Registration', utc(new Date(now.getTime() - 7 * 60_000))],
        ...attempt,
        ['Executing Account Name', `${CONTOSO_DOMAIN}\\${identities.computerName}$`],
      ],
    },
  ];
}

/** `2026-03-09 10:23:00.000 UTC` */
function utc(at: Date): string {
  return `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
