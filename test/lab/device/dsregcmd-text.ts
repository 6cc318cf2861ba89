import { identities } from '../site.ts';
import { joinedDiagnostics, preJoinDiagnostics } from './dsregcmd-diagnostics.ts';
import { CONTOSO_DOMAIN, type DsregcmdFacts, isJoined, type Row, type Section } from './dsregcmd-facts.ts';
import { deviceDetails, ssoState, tenantDetails, userState, workAccount } from './dsregcmd-identity.ts';
import type { DevicePlan } from './plan.ts';

const BANNER = `+${'-'.repeat(70)}+`;
const LABEL_WIDTH = 26;

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
