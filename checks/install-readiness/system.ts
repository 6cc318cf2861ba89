import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import { type InstallFacts, keyOf, numberOf, textOf } from './facts.ts';

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

/** Free space the client needs, without its cache (Microsoft "Recommended hardware for Configuration Manager"). */
const CLIENT_BYTES = 500_000_000;

export function judgeSpace({ space }: InstallFacts): readonly Finding[] {
  if (space.status !== 'measured' || space.freeBytes >= CLIENT_BYTES) return [];
  return [
    finding.warn('space-low', {
      what: `${Math.floor(space.freeBytes / 1_000_000)} MB are free on the system drive; the client needs 500 MB, and 5 GB for its cache`,
      why: 'ccmsetup downloads to %WinDir%\\ccmsetup and installs to %WinDir%\\CCM; a full drive ends either halfway.',
      fix: 'Make room on the system drive: Settings > System > Storage.',
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
