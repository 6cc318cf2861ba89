import type { Finding } from '../../src/core/finding.ts';
import { DISABLED } from './client.ts';
import { finding } from './codes.ts';
import { type FactName, type InstallFacts, keyOf, numberOf } from './facts.ts';

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
