import type { Scenario } from '../scenario.ts';

/** Who runs the tool, on what. */
export const deviceContextScenarios: readonly Scenario[] = [
  {
    name: 'elevated-user',
    sentence: 'An administrator runs the tool from an elevated prompt.',
    device: { session: { user: 'CONTOSO\\adele', isSystem: false, elevated: true } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['device-context.elevated-user'] },
  },
  {
    name: 'not-elevated',
    sentence: 'A user runs the tool without administrator rights.',
    device: {
      session: { user: 'CONTOSO\\adele', isSystem: false, elevated: false },
      dsregcmd: { rows: { KeySignTest: 'MUST Run elevated to test.' } },
    },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['device-context.not-elevated'] },
  },
  {
    name: 'windows-8',
    sentence: 'The device runs a Windows that knows no Entra join.',
    device: { session: { osRelease: '6.3.9600', osBuild: 9600 }, join: 'none', dsregcmd: { behaviour: 'missing' } },
    expect: {
      verdict: 'not-ready',
      exitCode: 20130,
      codes: ['device-context.os-unsupported'],
    },
  },
  {
    name: 'home-edition',
    sentence: 'The device runs a Home edition, which can be registered with Entra and not joined.',
    device: {
      registry: {
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
          EditionID: { type: 'string', value: 'Core' },
        },
      },
    },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['device-context.edition-unsupported'] },
  },
  {
    name: 'not-windows',
    sentence: 'Somebody tries the tool on Linux.',
    device: { notWindows: true },
    expect: { verdict: 'not-ready', exitCode: 20130, codes: ['device-context.not-windows'] },
  },
  {
    name: 'account-unknown',
    sentence: 'Nothing on the device says who runs the tool.',
    device: { session: { user: '', isSystem: null, elevated: null } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['device-context.identity-unknown'] },
  },
  {
    name: 'autopilot-device-phase',
    sentence: 'Autopilot is in its device phase: nobody is signed in but the account of the out-of-box experience.',
    device: {
      signedIn: 'nobody',
      registry: {
        'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Provisioning\\AutopilotSettings': {
          'DevicePreparationCategory.Status': { type: 'string', value: '{"categoryState":"succeeded"}' },
          'DeviceSetupCategory.Status': { type: 'string', value: '{"categoryState":"inProgress"}' },
        },
        'HKEY_LOCAL_MACHINE\\SYSTEM\\Setup': { OOBEInProgress: { type: 'number', value: 1 } },
      },
    },
    expect: { verdict: 'ready', exitCode: 0, codes: ['device-context.system', 'client-auth.entra-device'] },
  },
];
