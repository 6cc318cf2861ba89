import type { Finding } from '../../src/core/finding.ts';
import { DISABLED } from './client.ts';
import { finding } from './codes.ts';
import { type FactName, type InstallFacts, keyOf, numberOf, textOf } from './facts.ts';

interface NeededService {
  readonly fact: FactName;
  readonly name: string;
  readonly status: 'fail' | 'warn';
  readonly why: string;
  readonly symptom?: string;
}

/** Microsoft "Prerequisites for deploying clients to Windows computers": do not disable these on clients. */
const neededServices: readonly NeededService[] = [
  {
    fact: 'installer',
    name: 'Windows Installer (msiserver)',
    status: 'fail',
    why: 'client.msi cannot be installed without it.',
    symptom: 'Installation failed with error code 1603',
  },
  {
    fact: 'bits',
    name: 'Background Intelligent Transfer Service (BITS)',
    status: 'fail',
    why: 'ccmsetup downloads the client with it.',
    symptom: '8007042C',
  },
  {
    fact: 'wmi',
    name: 'Windows Management Instrumentation (Winmgmt)',
    status: 'fail',
    why: 'The client lives in WMI and its installation writes there.',
  },
  {
    fact: 'scheduler',
    name: 'Task Scheduler (Schedule)',
    status: 'warn',
    why: 'ccmsetup keeps its retries there, and the client its evaluation of itself.',
  },
];

/** Services and policies without which nothing is installed. */
export function judgeServices(facts: InstallFacts): readonly Finding[] {
  return neededServices.flatMap(({ fact, name, status, why, symptom }) => {
    if (numberOf(keyOf(facts, fact), 'Start') !== DISABLED) return [];
    return [
      finding[status]('service-disabled', {
        what: `The service ${name} is disabled`,
        why,
        fix: `Set it to manual start (the policy or script that disabled it would do so again): sc.exe config ${serviceName(name)} start= demand`,
        owner: 'device',
        subject: serviceName(name),
        ...(symptom !== undefined && { symptom }),
      }),
    ];
  });
}

const serviceName = (name: string): string => /\((\w+)\)$/.exec(name)?.[1] ?? name;

/** Microsoft "DisableMSI" (Windows Installer system policies): 2 disables Windows Installer for everything. */
const ALWAYS = 2;

export function judgeInstaller(facts: InstallFacts): readonly Finding[] {
  return [
    ...(numberOf(keyOf(facts, 'installerPolicy'), 'DisableMSI') === ALWAYS
      ? [
          finding.fail('installer-forbidden', {
            what: 'A policy turns Windows Installer off for every program (DisableMSI 2)',
            why: 'client.msi cannot be installed, not even as SYSTEM.',
            fix: 'Set the policy "Turn off Windows Installer" to "Never" or "For non-managed applications only".',
            owner: 'intune-admin',
          }),
        ]
      : []),
    ...(keyOf(facts, 'installation') === undefined
      ? []
      : [
          finding.warn('installer-busy', {
            what: 'Windows Installer is at work on another installation, or one was cut off',
            why: 'client.msi has to wait its turn (1618); one that was cut off is resumed first and may end with 1603.',
            fix: 'Wait for it to end. If none runs, move *.ipi out of %WinDir%\\Installer and try again.',
            owner: 'device',
            transient: true,
            symptom: 'Suspended install detected. Resuming.',
          }),
        ]),
  ];
}

/** Release number of .NET Framework 4.6.2 (Microsoft "How to: Determine which .NET Framework versions are installed"). */
const DOTNET_4_6_2 = 394_802;

export function judgeDotNet(facts: InstallFacts): readonly Finding[] {
  const key = keyOf(facts, 'dotNet');
  const release = numberOf(key, 'Release');
  if (release === undefined || release >= DOTNET_4_6_2) return [];
  return [
    finding.warn('dotnet-old', {
      what: `.NET Framework ${textOf(key, 'Version') ?? `release ${release}`} is older than 4.6.2`,
      why: 'ccmsetup installs 4.6.2 first, which takes its time and may want a restart.',
      fix: 'Install .NET Framework 4.8 and restart before the client is installed.',
      owner: 'device',
    }),
  ];
}

/** Said, not feared: ccmsetup goes on, and suppresses a restart of its own prerequisites. */
export function judgeRestart(facts: InstallFacts): readonly Finding[] {
  const reasons = [
    ...(keyOf(facts, 'servicingRestart') === undefined ? [] : ['Windows servicing']),
    ...(keyOf(facts, 'updateRestart') === undefined ? [] : ['Windows Update']),
  ];
  if (reasons.length === 0) return [];
  return [
    finding.pass('restart-pending', {
      what: `A restart is pending (${reasons.join(' and ')})`,
      why: 'It does not keep ccmsetup from installing; a prerequisite may want it first, and ccmsetup then ends with 7.',
    }),
  ];
}

/** Where SYSTEM keeps its application data; installers running as SYSTEM ask for it. Not set, it is the default. */
export function judgeSystemAppData(facts: InstallFacts): readonly Finding[] {
  const folder = textOf(keyOf(facts, 'systemFolders'), 'AppData');
  if (folder === undefined || isLocalAppData(folder)) return [];
  return [
    finding.warn('system-appdata', {
      what: `SYSTEM's AppData folder is "${folder}", outside of its profile`,
      why: 'Installers that run as SYSTEM may find no place for their data there, which Windows Installer calls error 1606.',
      fix: 'Set HKU\\S-1-5-18\\…\\Explorer\\User Shell Folders, AppData (REG_EXPAND_SZ), to %USERPROFILE%\\AppData\\Roaming.',
      owner: 'device',
      subject: folder,
      symptom: 'Error 1606',
    }),
  ];
}

const isLocalAppData = (folder: string): boolean =>
  /^(?:%USERPROFILE%|(?:[A-Z]:\\Windows|%SystemRoot%|%windir%)\\system32\\config\\systemprofile)\\/i.test(folder);

/** "Block process creations originating from PSExec and WMI commands" (Microsoft "Attack surface reduction rules reference"). */
const WMI_RULE = 'd1e49aac-8f56-4280-b9ba-993a6d77406c';
const BLOCK = '1';

export function judgeAttackSurface(facts: InstallFacts): readonly Finding[] {
  const byPolicy = ruleState(keyOf(facts, 'attackSurface'));
  const rules = (textOf(keyOf(facts, 'attackSurfaceMdm'), 'ASRRules') ?? '').split('|');
  const byMdm = rules
    .find((rule) => rule.trim().toLowerCase().startsWith(WMI_RULE))
    ?.split('=')[1]
    ?.trim();
  if (byPolicy !== BLOCK && byMdm !== BLOCK) return [];
  return [
    finding.warn('attack-surface-rule', {
      what: `The attack surface reduction rule against processes started by PsExec and WMI blocks (${WMI_RULE})`,
      why: 'It is incompatible with management by Configuration Manager, whose client works through WMI commands.',
      fix: 'Set the rule to audit or off for devices that get the client.',
      owner: 'intune-admin',
      subject: WMI_RULE,
    }),
  ];
}

function ruleState(key: ReturnType<typeof keyOf>): string | undefined {
  return textOf(key, WMI_RULE) ?? numberOf(key, WMI_RULE)?.toString();
}

export function judgeMetering(facts: InstallFacts, allowMetered: boolean): readonly Finding[] {
  const interfaces = Object.entries(facts.meteredInterfaces).flatMap(([id, isUp]) => (isUp ? [id] : []));
  if (interfaces.length === 0 || allowMetered) return [];
  return [
    finding.warn('metered-network', {
      what: `The network of this device is set to metered (interface ${interfaces.join(', ')})`,
      why: 'Without /AllowMetered ccmsetup holds back on a metered network.',
      fix: 'Put /AllowMetered on the command line, or turn "Metered connection" off in Settings > Network & internet.',
      owner: 'intune-admin',
      subject: interfaces.join(', '),
    }),
  ];
}
