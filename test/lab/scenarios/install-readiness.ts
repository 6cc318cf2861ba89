import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import { number, serviceKey, text } from '../device/registry-facts.ts';
import type { Scenario } from '../scenario.ts';
import { identities } from '../site.ts';

const software = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
const line = (...words: readonly string[]) =>
  ['ccmsetup.exe', ...words, `CCMHOSTNAME=cmg.contoso.com${identities.mutualAuthPath}`, 'SMSSITECODE=P01'].join(' ');
const client: SimulatedRegistry = {
  [serviceKey('CcmExec')]: { Start: number(2) },
  [`${software}\\Microsoft\\SMS\\Mobile Client`]: {
    SmsClientVersion: text('5.00.9132.1011'),
    AssignedSiteCode: text('P01'),
  },
};
const adapter = '{6A1B2C3D-4E5F-4607-9182-93A4B5C6D7E8}';

/** @param status of the run: `fail` by this code, else a warning, or neither */
function scenario(
  name: string,
  sentence: string,
  outcome: 'fail' | 'warn' | 'pass',
  code: string,
  registry: SimulatedRegistry,
  ccmsetup?: string,
): Scenario {
  const codes = [`install-readiness.${code}`];
  return {
    name,
    sentence,
    device: { registry },
    ...(ccmsetup ? { run: { ccmsetup } } : {}),
    expect:
      outcome === 'fail'
        ? { verdict: 'not-ready', exitCode: 20120, codes }
        : { verdict: outcome === 'warn' ? 'ready-with-warnings' : 'ready', exitCode: 0, codes },
  };
}

/** What ccmsetup would meet on the device itself. */
export const installReadinessScenarios: readonly Scenario[] = [
  scenario('client-present', 'A client of the same site is there already.', 'pass', 'client-present', client, line()),
  scenario(
    'client-of-another-site',
    'A client of another site is there already.',
    'warn',
    'client-of-another-site',
    { ...client, [`${software}\\Microsoft\\SMS\\Mobile Client`]: { AssignedSiteCode: text('XYZ') } },
    line(),
  ),
  scenario('client-disabled', 'The service of the client that is there is disabled.', 'warn', 'client-disabled', {
    ...client,
    [serviceKey('CcmExec')]: { Start: number(4) },
  }),
  scenario(
    'client-stops-install',
    'A client is there, and /logon on the line stops the installation.',
    'warn',
    'client-stops-install',
    client,
    line('/logon'),
  ),
  scenario(
    'client-removed-first',
    'A client is there, and /forceinstall removes it first.',
    'pass',
    'client-removed-first',
    client,
    line('/forceinstall'),
  ),
  scenario('setup-cut-off', 'The service of a ccmsetup that was cut off is there.', 'warn', 'setup-service-present', {
    [serviceKey('ccmsetup')]: { Start: number(2), ImagePath: text('C:\\Windows\\ccmsetup\\ccmsetup.exe /runservice') },
  }),
  {
    name: 'setup-running',
    sentence: 'A ccmsetup is at work on the device already.',
    device: { setupRuns: true },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['install-readiness.setup-running'] },
  },
  {
    name: 'drive-full',
    sentence: 'The system drive is almost full.',
    device: { freeBytes: 210_000_000 },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['install-readiness.space-low'] },
  },
  scenario('bits-disabled', 'Somebody has disabled BITS.', 'fail', 'service-disabled', {
    [serviceKey('BITS')]: { Start: number(4) },
  }),
  scenario('scheduler-disabled', 'Somebody has disabled the task scheduler.', 'warn', 'service-disabled', {
    [serviceKey('Schedule')]: { Start: number(4) },
  }),
  scenario('installer-forbidden', 'A policy forbids Windows Installer.', 'fail', 'installer-forbidden', {
    [`${software}\\Policies\\Microsoft\\Windows\\Installer`]: { DisableMSI: number(2) },
  }),
  scenario('installer-busy', 'Another installation was cut off.', 'warn', 'installer-busy', {
    [`${software}\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress`]: {
      '': text('C:\\Windows\\Installer\\x.ipi'),
    },
  }),
  scenario('dotnet-old', 'The .NET Framework is older than 4.6.2.', 'warn', 'dotnet-old', {
    [`${software}\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full`]: {
      Release: number(378_389),
      Version: text('4.5.50709'),
    },
  }),
  scenario('restart-pending', 'Windows wants to be restarted.', 'pass', 'restart-pending', {
    [`${software}\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending`]: {},
  }),
  scenario('metered-network', 'The network is metered.', 'warn', 'metered-network', {
    [`${software}\\Microsoft\\DusmSvc\\Profiles\\${adapter}\\*`]: { UserCost: number(2) },
  }),
  scenario(
    'metered-network-allowed',
    'The network is metered, and the line allows that.',
    'pass',
    'ready',
    { [`${software}\\Microsoft\\DusmSvc\\Profiles\\${adapter}\\*`]: { UserCost: number(2) } },
    line('/AllowMetered'),
  ),
  scenario('system-appdata-elsewhere', 'The AppData folder of SYSTEM was redirected.', 'warn', 'system-appdata', {
    'HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders': {
      AppData: text('\\\\files.contoso.com\\profiles'),
    },
  }),
  scenario(
    'attack-surface-rule',
    'An attack surface rule blocks what the client lives on.',
    'warn',
    'attack-surface-rule',
    {
      [`${software}\\Policies\\Microsoft\\Windows Defender\\Policy Manager`]: {
        ASRRules: text('d1e49aac-8f56-4280-b9ba-993a6d77406c=1'),
      },
    },
  ),
  scenario(
    'autopilot-installs',
    'Autopilot is about to install the client itself.',
    'warn',
    'autopilot-installs',
    autopilot(1),
  ),
  scenario(
    'autopilot-failed',
    'Autopilot tried to install the client and failed.',
    'warn',
    'autopilot-failed',
    autopilot(4),
  ),
  {
    name: 'install-facts-closed',
    sentence: 'Part of what an installation needs cannot be read.',
    device: { deniedKeys: [serviceKey('BITS')] },
    expect: { verdict: 'ready', exitCode: 0, codes: ['install-readiness.unread'] },
  },
];

function autopilot(state: number): SimulatedRegistry {
  const tracking =
    'Windows\\Autopilot\\EnrollmentStatusTracking\\Device\\DevicePreparation\\PolicyProviders\\ConfigMgr';
  return { [`${software}\\Microsoft\\${tracking}`]: { InstallationState: number(state) } };
}
