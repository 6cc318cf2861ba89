import { describe, expect, test } from '@jest/globals';
import { deviceContext } from '../../../checks/device-context.ts';
import type { EntraJoinEvidence } from '../../../checks/entra-join/evidence.ts';
import { entraJoin } from '../../../checks/entra-join.ts';
import { type Check, isBlocked, type ProbeContext } from '../../../src/core/check.ts';
import { parseCcmsetupCommand } from '../../../src/formats/ccmsetup-command.ts';
import { renderCertificateBlob } from '../../../src/formats/certificate-blob.ts';
import type { CommandOutcome, RegistryOutcome } from '../../../src/host/ports.ts';
import { exited, fakeHost, foundKey, type Script } from '../../fake-host.ts';
import { DEVICE_ID, fixtureBytes, TENANT_ID } from '../../formats/dsregcmd/fixtures.ts';
import { issueDeviceCertificate } from '../../lab/pki/device-certificates.ts';
import { judgeContext, NOW, SESSION, statusesOf } from './evidence.ts';

const JOIN = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin';
const STORE = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates';
const ENROLLMENTS = 'HKLM\\SOFTWARE\\Microsoft\\Enrollments';
const CDJ = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CDJ';
const SID = 'S-1-12-1-1111-2222-3333-4444';
const HIVE = `HKU\\${SID}\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo`;
const THUMBPRINT = '91D3F07C5B2A4E68D17F90C3A5B6E8247D0F1C3A';
const ABSENT: RegistryOutcome = { status: 'absent' };
const DENIED: RegistryOutcome = { status: 'denied' };
const text = (value: string) => ({ type: 'string' as const, value });

const printed = (name: Parameters<typeof fixtureBytes>[0]): CommandOutcome => ({
  status: 'exited',
  exitCode: 0,
  stdout: fixtureBytes(name),
  stderr: new Uint8Array(),
  truncated: false,
  durationMs: 640,
});

function contextOf(script: Script, more: Partial<ProbeContext> = {}) {
  const host = fakeHost(script);
  const context: ProbeContext = {
    ...judgeContext(),
    host,
    signal: new AbortController().signal,
    debug: () => undefined,
    ...more,
  };
  return { host, context };
}

async function probe(dsregcmd: CommandOutcome, registry: Script['registry'] = {}, more: Partial<ProbeContext> = {}) {
  const { host, context } = contextOf(
    {
      session: SESSION,
      commands: { 'dsregcmd /status': dsregcmd },
      registry: {
        [`${JOIN} /s`]: ABSENT,
        [`${STORE} /s`]: ABSENT,
        [`${ENROLLMENTS} /s`]: ABSENT,
        [`${CDJ} /s`]: ABSENT,
        HKU: foundKey('HKEY_USERS', {}, { '.DEFAULT': {}, 'S-1-5-18': {}, [SID]: {}, [`${SID}_Classes`]: {} }),
        [`${HIVE} /s`]: ABSENT,
        ...registry,
      },
    },
    more,
  );
  const outcome = await entraJoin.probe(context);
  if (isBlocked(outcome)) throw new Error('blocked');
  return { evidence: outcome, calls: host.calls };
}

const judge = (evidence: EntraJoinEvidence) => statusesOf(entraJoin.judge(evidence, judgeContext()));

describe('what is asked', () => {
  test('a joined device: one command, three keys', async () => {
    const { evidence, calls } = await probe(printed('entra-joined-system'));
    expect([...calls].sort()).toEqual(
      ['commands dsregcmd /status', `registry ${ENROLLMENTS} /s`, `registry ${STORE} /s`, `registry ${JOIN} /s`].sort(),
    );
    expect(judge(evidence)).toEqual(['pass entra-join.joined']);
  });

  test('one that is not: the hives of people as well, and the settings of hybrid join', async () => {
    const { evidence, calls } = await probe(printed('not-joined'));
    expect(calls).toEqual(expect.arrayContaining(['registry HKU', `registry ${HIVE} /s`, `registry ${CDJ} /s`]));
    expect(calls).toHaveLength(7);
    expect(judge(evidence)).toEqual(['fail entra-join.not-joined']);
  });

  test('the store of CCMCERTSTORE, unless its name leads elsewhere', async () => {
    const target = (line: string) => {
      const parsed = parseCcmsetupCommand(line);
      if (!parsed.ok) throw new Error(parsed.reason);
      return { target: { ...judgeContext().target, ccmsetup: parsed.command } };
    };
    const other = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ConfigMgr\\Certificates /s';
    const { evidence } = await probe(
      printed('entra-joined-system'),
      { [other]: ABSENT },
      target('ccmsetup.exe CCMCERTSTORE=ConfigMgr'),
    );
    expect(evidence.alternateStore).toEqual({ status: 'read', value: { certificates: [], unreadable: [] } });
    const { calls } = await probe(
      printed('entra-joined-system'),
      {},
      target('ccmsetup.exe CCMCERTSTORE="..\\..\\SAM"'),
    );
    expect(calls).toHaveLength(4);
  });

  test('off Windows and before Windows 10 nothing', async () => {
    for (const session of [{ platform: 'other' as const }, { osBuild: 9_600 }]) {
      const { host, context } = contextOf({ session });
      expect(await entraJoin.probe(context)).toMatchObject({ blocked: { by: deviceContext } });
      expect(host.calls).toEqual([]);
    }
  });

  test('the session of device-context is used where it is there', async () => {
    const evidenceOf = <E>(check: Check<E>) =>
      check.id === 'device-context' ? ({ session: { ...SESSION, computerName: 'PC-9' } } as E) : undefined;
    const { evidence } = await probe(printed('entra-joined-system'), {}, { evidenceOf });
    expect(evidence.session.computerName).toBe('PC-9');
  });
});

describe('what dsregcmd may do', () => {
  test.each<[string, CommandOutcome, EntraJoinEvidence['dsregcmd']]>([
    [
      'hang',
      { status: 'timed-out', stdout: new Uint8Array(), durationMs: 20_000 },
      { status: 'timed-out', durationMs: 20_000 },
    ],
    ['be missing', { status: 'missing', path: 'C:\\x' }, { status: 'missing', path: 'C:\\x' }],
    ['not start', { status: 'not-started', code: 'EPERM' }, { status: 'not-started', code: 'EPERM' }],
    ['print nothing', exited('', 1), { status: 'unreadable', exitCode: 1, outputBytes: 0 }],
    ['print its help', exited('DSREGCMD switches: /status', 0), { status: 'unreadable', exitCode: 0, outputBytes: 26 }],
  ])('%s', async (_name, outcome, reading) => {
    const { evidence } = await probe(outcome);
    expect(evidence.dsregcmd).toEqual(reading);
    expect(judge(evidence)).toEqual(['unknown entra-join.unreadable']);
  });

  test('end with any exit code', async () => {
    const outcome = printed('entra-joined-system');
    const { evidence } = await probe(outcome.status === 'exited' ? { ...outcome, exitCode: 0x80070005 } : outcome);
    expect(judge(evidence)).toEqual(['pass entra-join.joined']);
  });

  test('be silent on a device that registry and certificate show as joined', async () => {
    const certificate = issueDeviceCertificate({ tenantId: TENANT_ID, deviceId: DEVICE_ID }, NOW);
    const { evidence } = await probe(
      { status: 'missing', path: 'C:\\x' },
      {
        [`${JOIN} /s`]: foundKey(
          'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin',
          {},
          {
            JoinInfo: {},
            [`JoinInfo\\${certificate.thumbprint}`]: {
              tenantid: text(TENANT_ID.toUpperCase()),
              UserEmail: text('a@contoso.example'),
            },
            [`TenantInfo\\${TENANT_ID}`]: { DisplayName: text('Contoso') },
          },
        ),
        [`${STORE} /s`]: foundKey(
          STORE,
          {},
          {
            [certificate.thumbprint]: {
              Blob: {
                type: 'binary',
                value: renderCertificateBlob(certificate.der, [{ id: 2, value: new Uint8Array(28) }]),
              },
            },
            '00': { Blob: { type: 'binary', value: new Uint8Array([1]) } },
            '11': { Blob: text('x') },
          },
        ),
        [`${ENROLLMENTS} /s`]: foundKey(
          ENROLLMENTS,
          {},
          {
            '1f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1': {
              ProviderID: text('MS DM Server'),
              EnrollmentState: { type: 'number', value: 1 },
            },
            '2f2e3d4c-5b6a-4798-8a9b-acbdcedfe0f1': { ProviderID: text('WMI_Bridge_SCCM_Server') },
            Context: { ProviderID: text('x') },
          },
        ),
      },
    );
    expect(judge(evidence)).toEqual(['warn entra-join.joined']);
    expect(entraJoin.present(evidence)).toMatchObject({
      joinType: 'entra-joined',
      tenantId: TENANT_ID,
      deviceId: DEVICE_ID,
      dsregcmd: { status: 'missing', path: 'C:\\x' },
      cloudDomainJoin: { joins: [{ thumbprint: certificate.thumbprint }], tenants: [{ displayName: 'Contoso' }] },
      personalStore: {
        count: 1,
        certificates: [{ hasKey: true, join: { kind: 'joined', deviceId: DEVICE_ID } }],
        unreadable: ['00'],
      },
      enrollments: [{ providerId: 'MS DM Server', state: 1 }, { providerId: 'WMI_Bridge_SCCM_Server' }],
    });
  });
});

describe('registrations of people', () => {
  const registered = foundKey(HIVE, {}, { [THUMBPRINT]: { TenantId: text(TENANT_ID) } });

  test('are found in their hives', async () => {
    const { evidence } = await probe(printed('not-joined'), { [`${HIVE} /s`]: registered });
    expect(evidence.registrations).toEqual({
      status: 'read',
      value: [{ sid: SID, thumbprint: THUMBPRINT, tenantId: TENANT_ID }],
    });
    expect(judge(evidence)).toEqual(['fail entra-join.registered-only']);
    expect(entraJoin.present(evidence)).toMatchObject({ registrations: [{ sid: SID }], joinType: 'registered' });
  });

  test.each<[string, Script['registry']]>([
    ['a closed hive', { [`${HIVE} /s`]: DENIED }],
    ['no list of hives', { HKU: DENIED }],
  ])('%s is told', async (_name, registry) => {
    const { evidence } = await probe(printed('not-joined'), registry);
    expect(evidence.registrations).toEqual({ status: 'unread', why: 'access was denied' });
    expect(entraJoin.present(evidence)).toMatchObject({ registrations: { unread: 'access was denied' } });
  });

  test('a closed hive beside an open one matters not', async () => {
    const second = SID.replace('4444', '5555');
    const { evidence } = await probe(printed('not-joined'), {
      HKU: foundKey('HKEY_USERS', {}, { [SID]: {}, [second]: {} }),
      [`${HIVE} /s`]: registered,
      [`${HIVE.replace(SID, second)} /s`]: DENIED,
    });
    expect(judge(evidence)).toEqual(['fail entra-join.registered-only']);
  });
});

describe('what goes into the report', () => {
  test('the client-side service connection point, the last attempt, unread sources', async () => {
    const { evidence } = await probe(printed('hybrid-pending'), {
      [`${CDJ} /s`]: foundKey(
        CDJ,
        { FallbackToSyncJoin: { type: 'number', value: 0 } },
        {
          AAD: { TenantId: text(TENANT_ID), TenantName: text('fabrikam.example') },
        },
      ),
      [`${STORE} /s`]: { status: 'timed-out' },
      [`${ENROLLMENTS} /s`]: { status: 'unavailable', why: 'reg.exe is missing' },
    });
    expect(entraJoin.present(evidence)).toMatchObject({
      joinType: 'domain-joined',
      clientSideScp: { tenantId: TENANT_ID, tenantName: 'fabrikam.example', fallbackToSyncJoin: false },
      personalStore: { unread: 'reading it took too long' },
      enrollments: { unread: 'reg.exe is missing' },
      dsregcmd: {
        status: 'read',
        preJoin: {
          adConfiguration: 'pass',
          lastAttempt: { at: '2026-06-01T11:41:03.000Z', clientCode: '0x801c03f2', phase: 'join' },
        },
      },
    });
  });

  test('no settings of hybrid join, no part in the report', async () => {
    const { evidence } = await probe(printed('hybrid-not-tried'), { [`${CDJ} /s`]: foundKey(CDJ) });
    expect(entraJoin.present(evidence)).not.toHaveProperty('clientSideScp');
  });

  test('states of the key with their codes', async () => {
    const { evidence } = await probe(printed('key-sign-failed'));
    expect(entraJoin.present(evidence)).toMatchObject({
      dsregcmd: {
        device: { auth: 'failed 0xd0090016', keySign: 'failed (device key)', notBefore: '2026-02-03T08:15:42.000Z' },
      },
    });
  });
});
