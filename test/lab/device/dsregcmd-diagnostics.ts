import { identities } from '../site.ts';
import { CONTOSO_DOMAIN, type DsregcmdFacts, type Row, type Section, utc } from './dsregcmd-facts.ts';

export function joinedDiagnostics({ isSystem, join }: DsregcmdFacts): Section {
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
export function preJoinDiagnostics({ join, isSystem, now }: DsregcmdFacts): readonly Section[] {
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
