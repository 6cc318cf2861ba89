import type { Finding } from '../../src/core/finding.ts';
import { type CcmsetupCommand, hasParameter } from '../../src/formats/ccmsetup-command.ts';
import { finding } from './codes.ts';
import { type InstallFacts, keyOf, numberOf, textOf } from './facts.ts';

/** Start type of a service that is disabled (Microsoft "CreateServiceW function": SERVICE_DISABLED). */
export const DISABLED = 4;

/** A client, or a setup, that is there already. */
export function judgeClient(facts: InstallFacts, command: CcmsetupCommand | undefined): readonly Finding[] {
  return [...judgeInstalled(facts, command), ...judgeSetup(facts)];
}

function judgeInstalled(facts: InstallFacts, command: CcmsetupCommand | undefined): readonly Finding[] {
  const service = keyOf(facts, 'clientService');
  // The service is what works; versions and site codes stay behind in the registry when a client goes.
  if (service === undefined) return [];
  const key = keyOf(facts, 'client');
  const version = textOf(key, 'SmsClientVersion');
  const site = textOf(key, 'AssignedSiteCode');
  const client = `A Configuration Manager client${version ? ` ${version}` : ''}${site ? ` of site ${site}` : ''} is installed`;
  const symptomless = { owner: 'intune-admin' } as const;
  const findings: Finding[] = [];
  if (numberOf(service, 'Start') === DISABLED) {
    findings.push(
      finding.warn('client-disabled', {
        what: `${client}, and its service CcmExec is disabled`,
        why: 'A client that does not run reports to no site; ccmsetup may take it for present and leave it as it is.',
        fix: 'Find out who disabled it; then remove the client (`ccmsetup.exe /uninstall`) or install with /forceinstall.',
        owner: 'device',
      }),
    );
  }
  if (site && command?.siteCode !== undefined && site.toUpperCase() !== command.siteCode.toUpperCase()) {
    findings.push(
      finding.warn('client-of-another-site', {
        what: `${client}, but the command line assigns it to ${command.siteCode}`,
        why: 'An installed client keeps its trusted root key and its site; a line for another hierarchy does not change that.',
        fix: 'Move the client with RESETKEYINFORMATION=TRUE or /forceinstall, or correct SMSSITECODE.',
        ...symptomless,
      }),
    );
  }
  if (command !== undefined && hasParameter(command, 'logon')) {
    findings.push(
      finding.warn('client-stops-install', {
        what: `${client}, and /logon is on the command line`,
        why: 'With /logon ccmsetup stops as soon as it finds any client.',
        fix: 'Leave /logon out if the client is to be installed anew.',
        ...symptomless,
      }),
    );
  }
  if (command !== undefined && hasParameter(command, 'forceinstall')) {
    findings.push(
      finding.pass('client-removed-first', {
        what: `${client}; /forceinstall removes it first, with all it has cached`,
      }),
    );
  }
  return findings.length > 0
    ? findings
    : [finding.pass('client-present', { what: client, why: 'ccmsetup then upgrades or repairs it.' })];
}

function judgeSetup(facts: InstallFacts): readonly Finding[] {
  if (facts.setupProcess.status === 'running') {
    return [
      finding.warn('setup-running', {
        what: 'A ccmsetup.exe is running on this device now',
        why: 'While it runs, another one ends with code 8 and changes nothing.',
        fix: 'Let it end; %WinDir%\\ccmsetup\\Logs\\ccmsetup.log tells how far it is and, at its end, whether it worked.',
        owner: 'device',
        transient: true,
        symptom: 'CcmSetup is exiting with return code 8',
      }),
    ];
  }
  if (keyOf(facts, 'setupService') === undefined) return [];
  const isIdle = facts.setupProcess.status === 'not-running';
  return [
    finding.warn('setup-service-present', {
      what: isIdle
        ? "ccmsetup's own service is registered and no ccmsetup.exe runs: an installation was cut off"
        : "ccmsetup's own service is registered: an installation is running, or one was cut off",
      why: isIdle
        ? 'What was cut off goes on at the next start of the service, on its own command line.'
        : 'While it runs, another ccmsetup ends with code 8; what was cut off goes on at the next start of the service.',
      fix:
        'Look at the end of %WinDir%\\ccmsetup\\Logs\\ccmsetup.log. If nothing is written there any more, restart the ' +
        'device or delete the service (`sc.exe delete ccmsetup`).',
      owner: 'device',
      transient: true,
      ...(isIdle ? {} : { symptom: 'CcmSetup is exiting with return code 8' }),
    }),
  ];
}

/** What the Enrollment Status Page says of the co-management policy (Microsoft "Autopilot into co-management"). */
export function judgeAutopilot(facts: InstallFacts): readonly Finding[] {
  switch (numberOf(keyOf(facts, 'autopilot'), 'InstallationState')) {
    case 1:
      return [
        finding.warn('autopilot-installs', {
          what: 'Autopilot is about to install the client by the co-management policy (InstallationState 1)',
          why: "Two installations at once get in each other's way: the policy and an app that starts ccmsetup exclude each other.",
          fix: 'Use one of the two: the co-management settings policy, or an app with ccmsetup.',
          owner: 'intune-admin',
        }),
      ];
    case 4:
      return [
        finding.warn('autopilot-failed', {
          what: 'The co-management policy of Autopilot failed to install the client (InstallationState 4)',
          why: 'The Enrollment Status Page has given up on it; whatever stopped it then is likely to stop it again.',
          fix: 'Read %WinDir%\\ccmsetup\\Logs\\ccmsetup.log from that time; the other findings here may explain it.',
          owner: 'intune-admin',
          symptom: '0x800705b4',
        }),
      ];
    default:
      return [];
  }
}
