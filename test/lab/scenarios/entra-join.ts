import type { Scenario } from '../scenario.ts';
import { identities } from '../site.ts';

const notReady = (code: string, exitCode = 20010) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: [`entra-join.${code}`],
});

/** The device's standing with Entra ID. */
export const entraJoinScenarios: readonly Scenario[] = [
  {
    name: 'hybrid-joined',
    sentence: 'The device is domain joined and hybrid joined: as good as Entra joined.',
    device: { join: 'hybrid' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['entra-join.hybrid-joined'] },
  },
  {
    name: 'registered-only',
    sentence: 'A user has registered the device with Entra (workplace join); the device itself is not joined.',
    device: { join: 'none', registeredByUser: true },
    expect: notReady('registered-only'),
  },
  {
    name: 'not-joined',
    sentence: 'The device belongs to nobody.',
    device: { join: 'none' },
    expect: notReady('not-joined'),
  },
  {
    name: 'hybrid-pending',
    sentence: 'The device waits for Entra Connect to carry its object to Entra.',
    device: { join: 'hybrid-pending' },
    expect: notReady('hybrid-pending', 1618),
  },
  {
    name: 'hybrid-no-scp',
    sentence: 'Hybrid join cannot start, because the directory holds no service connection point.',
    device: { join: 'hybrid-no-scp' },
    expect: notReady('hybrid-failed'),
  },
  {
    name: 'hybrid-discovery-failed',
    sentence: 'Hybrid join cannot reach the registration service.',
    device: { join: 'hybrid-discovery-failed' },
    expect: notReady('hybrid-failed'),
  },
  {
    name: 'on-premises-only',
    sentence: 'The device is joined to the registration service of an on-premises AD FS.',
    device: { join: 'on-premises' },
    expect: notReady('on-prem-only'),
  },
  {
    name: 'wrong-tenant',
    sentence: 'The device belongs to another tenant than the one it is meant for.',
    device: { tenantId: identities.otherTenantId },
    run: { tenantId: identities.tenantId },
    expect: notReady('tenant-mismatch'),
  },
  {
    name: 'tenant-unknown',
    sentence: 'The device says that it is joined and nowhere to which tenant.',
    device: { withoutTenant: true, dsregcmd: { rows: { TenantId: null } } },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['entra-join.tenant-unknown'] },
  },
  {
    name: 'dsregcmd-hangs',
    sentence: 'dsregcmd never ends; registry and certificate show that the device is joined.',
    device: { dsregcmd: { behaviour: 'hangs' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'dsregcmd-missing',
    sentence: 'There is no dsregcmd; registry and certificate show that the device is joined.',
    device: { dsregcmd: { behaviour: 'missing' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'dsregcmd-garbled',
    sentence: 'dsregcmd prints rubbish; registry and certificate show that the device is joined.',
    device: { dsregcmd: { behaviour: 'garbled' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'join-unreadable',
    sentence: 'dsregcmd cannot be started and the registry is closed: nothing can be said about the join.',
    device: {
      dsregcmd: { behaviour: 'not-started' },
      deniedKeys: [
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin',
        'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY',
      ],
    },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['entra-join.unreadable'] },
  },
  {
    name: 'dsregcmd-contradicts-itself',
    sentence: 'dsregcmd claims an Entra and an on-premises join at once, which cannot be; the registry decides.',
    device: { join: 'contradictory' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'dsregcmd-old-layout',
    sentence: 'dsregcmd prints the layout of Windows 10 before 1809.',
    device: { dsregcmd: { layout: 'old' }, session: { osRelease: '10.0.17134', osBuild: 17134 } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'dsregcmd-utf16',
    sentence: 'dsregcmd prints UTF-16 and ends with another code than 0.',
    device: { dsregcmd: { encoding: 'utf-16le', exitCode: 1 } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['entra-join.joined'] },
  },
  {
    name: 'hybrid-join-completes',
    sentence: 'The hybrid join is pending, the user waits, and it comes true.',
    run: { waitMinutes: 45 },
    device: { join: 'hybrid-pending' },
    laterDevice: { join: 'hybrid' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['entra-join.hybrid-joined', 'tenant-onboarding.onboarded'] },
  },
  {
    name: 'hybrid-join-does-not-complete',
    sentence: 'The hybrid join is pending, the user waits, and it stays so.',
    run: { waitMinutes: 45 },
    device: { join: 'hybrid-pending' },
    expect: notReady('hybrid-pending', 1618),
  },
];
