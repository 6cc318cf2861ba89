import { describe, expect, test } from '@jest/globals';
import type { Provisioning } from '../../checks/device-context/provisioning.ts';
import { type DeviceContextEvidence, deviceContext } from '../../checks/device-context.ts';
import { isBlocked, type ProbeContext } from '../../src/core/check.ts';
import type { RegistryData, RegistryOutcome } from '../../src/host/ports.ts';
import { fakeHost, foundKey, type Script } from '../fake-host.ts';
import { judgeContext, SESSION, statusesOf } from './entra-join/evidence.ts';

const CURRENT = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const PHASES = 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\AutopilotSettings';
const PROFILE = 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\Diagnostics\\AutoPilot';
const SETUP = 'HKLM\\SYSTEM\\Setup';
const ABSENT: RegistryOutcome = { status: 'absent' };
const text = (value: string): RegistryData => ({ type: 'string', value });
const number = (value: number): RegistryData => ({ type: 'number', value });

async function probe(script: Script): Promise<DeviceContextEvidence> {
  const host = fakeHost({
    ...script,
    registry: { [CURRENT]: ABSENT, [PHASES]: ABSENT, [PROFILE]: ABSENT, [SETUP]: ABSENT, ...script.registry },
  });
  const context: ProbeContext = {
    ...judgeContext(),
    host,
    signal: new AbortController().signal,
    debug: () => undefined,
  };
  const outcome = await deviceContext.probe(context);
  if (isBlocked(outcome)) throw new Error('blocked');
  return outcome;
}

const judge = (evidence: DeviceContextEvidence) => deviceContext.judge(evidence, judgeContext());

describe('who runs it, on what', () => {
  const USER = { user: 'CONTOSO\\adele', isSystem: false };
  test.each([
    ['SYSTEM', {}, 'pass device-context.system'],
    ['an administrator', { ...USER, elevated: true }, 'warn device-context.elevated-user'],
    ['a user', { ...USER, elevated: false }, 'warn device-context.not-elevated'],
    ['nobody knows', { ...USER, isSystem: null, elevated: null }, 'warn device-context.identity-unknown'],
    ['Windows 8.1', { osBuild: 9_600 }, 'fail device-context.os-unsupported'],
    ['Windows 10 of 2015', { osBuild: 10_240 }, 'pass device-context.system'],
    ['an unknown build', { osBuild: null }, 'pass device-context.system'],
    ['Linux', { platform: 'other' as const, osRelease: '6.12.0', osBuild: null }, 'fail device-context.not-windows'],
  ])('%s', (_name, session, finding) => {
    expect(statusesOf(judge({ session: { ...SESSION, ...session } }))).toEqual([finding]);
  });

  test.each([
    ['Core', 'Windows 10 Home', ['pass device-context.system', 'warn device-context.edition-unsupported']],
    [
      'CoreSingleLanguage',
      'Windows 10 Home',
      ['pass device-context.system', 'warn device-context.edition-unsupported'],
    ],
    ['Professional', 'Windows 10 Pro', ['pass device-context.system']],
    ['ServerStandardCore', 'Windows Server 2022 Standard', ['pass device-context.system']],
  ])('edition %s', async (edition, product, findings) => {
    const evidence = await probe({
      registry: { [CURRENT]: foundKey(CURRENT, { ProductName: text(product), EditionID: text(edition) }) },
    });
    expect(statusesOf(judge(evidence))).toEqual(findings);
  });

  test('the release stands in the sentence', async () => {
    const evidence = await probe({
      registry: {
        [CURRENT]: foundKey(CURRENT, {
          ProductName: text('Windows 10 Enterprise'),
          DisplayVersion: text('23H2'),
          CurrentBuildNumber: text('22631'),
          InstallationType: text('Client'),
        }),
      },
    });
    expect(judge(evidence)[0]?.what).toBe(
      'Runs as SYSTEM, as ccmsetup does, on Windows 11 Enterprise 23H2, build 22631, x64',
    );
    expect(deviceContext.present(evidence)).toMatchObject({
      computerName: 'PC-0001',
      release: { name: 'Windows 11 Enterprise 23H2', build: 22_631, installationType: 'Client' },
      provisioning: { esp: 'none' },
    });
  });

  test('a server keeps its name, an old release its number, and nothing at all is Windows', async () => {
    const named = async (values: Readonly<Record<string, RegistryData>>) =>
      (await probe({ registry: { [CURRENT]: foundKey(CURRENT, values) } })).release;
    expect(
      await named({
        ProductName: text('Windows Server 2025 Datacenter'),
        InstallationType: text('Server Core'),
        CurrentBuild: text('26100'),
      }),
    ).toEqual({ name: 'Windows Server 2025 Datacenter', build: 26_100, installationType: 'Server Core' });
    expect(
      await named({ ProductName: text('Windows 10 Pro'), ReleaseId: text('1803'), CurrentBuild: text('17134') }),
    ).toEqual({
      name: 'Windows 10 Pro 1803',
      build: 17_134,
    });
    expect(await named({})).toEqual({ name: 'Windows', build: null });
  });

  test('the build of the registry counts when the session has none', () => {
    const evidence = { session: { ...SESSION, osBuild: null }, release: { name: 'Windows 8.1 Pro', build: 9_600 } };
    expect(statusesOf(judge(evidence))).toEqual(['fail device-context.os-unsupported']);
  });

  test('an account without a name is one', () => {
    const [said] = judge({ session: { ...SESSION, user: '', isSystem: null, elevated: null } });
    expect(said?.what).toContain('Whether an account without a name has administrator rights');
  });

  test('off Windows no registry is asked', async () => {
    expect(await probe({ session: { platform: 'other' } })).not.toHaveProperty('provisioning');
  });
});

describe('how far Autopilot has come', () => {
  const state = (categoryState: string) =>
    text(JSON.stringify({ categoryState, AppsSubcategory: { subcategoryState: 'x' } }));
  const succeeded = text('{"categorySucceeded":true}');
  const failed = text('{"categorySucceeded":false}');
  const open = text('{"categorySucceeded":null,"AppsSubcategory":"Apps (1 of 5 installed)"}');

  async function stage(
    phases: Readonly<Record<string, RegistryData>>,
    setup: Readonly<Record<string, RegistryData>> = {},
  ) {
    const registry = { [PHASES]: foundKey(PHASES, phases), [SETUP]: foundKey(SETUP, setup) };
    return (await probe({ registry })).provisioning;
  }
  const phases = (preparation: RegistryData, setup: RegistryData, account: RegistryData) => ({
    'DevicePreparationCategory.Status': preparation,
    'DeviceSetupCategory.Status': setup,
    'AccountSetupCategory.Status': account,
  });
  const NOT_STARTED = state('notStarted');

  test.each<
    [string, Readonly<Record<string, RegistryData>>, Readonly<Record<string, RegistryData>>, Provisioning['esp']]
  >([
    ['nothing', {}, {}, 'none'],
    ['not begun', phases(NOT_STARTED, NOT_STARTED, NOT_STARTED), {}, 'none'],
    [
      'preparation',
      phases(state('inProgress'), NOT_STARTED, NOT_STARTED),
      { OOBEInProgress: number(1) },
      'device-preparation',
    ],
    ['device set-up', phases(state('succeeded'), state('inProgress'), NOT_STARTED), {}, 'device-setup'],
    ['device set-up, older', phases(succeeded, open, NOT_STARTED), {}, 'device-setup'],
    ['left over', phases(succeeded, open, NOT_STARTED), { OOBEInProgress: number(0) }, 'none'],
    ['account set-up', phases(succeeded, succeeded, open), {}, 'account-setup'],
    ['account set-up skipped', phases(succeeded, succeeded, NOT_STARTED), {}, 'finished'],
    ['finished', phases(succeeded, succeeded, state('succeeded')), {}, 'finished'],
    ['failed', phases(succeeded, failed, NOT_STARTED), {}, 'failed'],
    ['failed, newer', phases(succeeded, state('failed'), NOT_STARTED), {}, 'failed'],
    ['garbage', phases(text('{'), text('7'), text(`"${'x'.repeat(70_000)}"`)), {}, 'none'],
    ['empty', phases(text(''), text('null'), number(1)), {}, 'none'],
  ])('%s', async (_name, keys, setup, esp) => {
    expect((await stage(keys, setup))?.esp).toBe(esp);
  });

  test('the profile, and the phase in the sentence', async () => {
    const evidence = await probe({
      registry: {
        [PHASES]: foundKey(PHASES, phases(succeeded, open, NOT_STARTED)),
        [PROFILE]: foundKey(PROFILE, {
          CloudAssignedTenantId: text('5D1C6F0E-7B7A-4C3E-9A55-0D2F4F6B8C11'),
          CloudAssignedTenantDomain: text('contoso.example'),
          DeploymentProfileName: text('Notebooks'),
          CloudAssignedDomainJoinMethod: number(1),
        }),
        [SETUP]: foundKey(SETUP, { OOBEInProgress: number(1) }),
      },
    });
    expect(evidence.provisioning).toEqual({
      esp: 'device-setup',
      autopilot: {
        tenantId: '5d1c6f0e-7b7a-4c3e-9a55-0d2f4f6b8c11',
        tenantDomain: 'contoso.example',
        name: 'Notebooks',
        join: 'hybrid',
      },
      oobeInProgress: true,
    });
    expect(judge(evidence)[0]?.what).toMatch(
      /, set up by Autopilot \(hybrid join\), in the device phase of the Enrollment Status Page$/,
    );
    expect(deviceContext.present(evidence)).toMatchObject({ provisioning: { autopilot: { name: 'Notebooks' } } });
  });

  test('a profile without a join method, and the account phase', async () => {
    const evidence = await probe({
      registry: {
        [PHASES]: foundKey(PHASES, phases(succeeded, succeeded, open)),
        [PROFILE]: foundKey(PROFILE, { CloudAssignedTenantDomain: text('contoso.example') }),
      },
    });
    expect(judge(evidence)[0]?.what).toMatch(
      /, set up by Autopilot, in the account phase of the Enrollment Status Page$/,
    );
    const entra = await probe({
      registry: {
        [PROFILE]: foundKey(PROFILE, {
          CloudAssignedTenantDomain: text('c'),
          CloudAssignedDomainJoinMethod: number(0),
        }),
      },
    });
    expect(entra.provisioning?.autopilot?.join).toBe('entra');
    const empty = await probe({ registry: { [PROFILE]: foundKey(PROFILE, { TenantMatched: number(1) }) } });
    expect(empty.provisioning).toEqual({ esp: 'none' });
  });
});
