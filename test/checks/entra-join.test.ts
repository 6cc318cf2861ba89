import { describe, expect, test } from '@jest/globals';
import type { WindowsRelease } from '../../checks/device-context/windows-release.ts';
import type { DeviceContextEvidence } from '../../checks/device-context.ts';
import type { DsregcmdReading } from '../../checks/entra-join/evidence.ts';
import { deviceIdOf, deviceTenantIdOf, entraJoin, joinTypeOf } from '../../checks/entra-join.ts';
import type { JudgeContext } from '../../src/core/check.ts';
import { DEVICE_ID, type FixtureName, TENANT_ID, THUMBPRINT } from '../formats/dsregcmd/fixtures.ts';
import {
  dsregcmdOf,
  evidenceOf,
  joinOf,
  judgeContext,
  read,
  SESSION,
  statusesOf,
  unread,
} from './entra-join/evidence.ts';

const OTHER_TENANT = '0f9e8d7c-6b5a-4493-8271-605f4e3d2c1b';

describe('entra-join judges what dsregcmd says', () => {
  test.each<[FixtureName, string, string]>([
    ['entra-joined-system', 'pass entra-join.joined', 'entra-joined'],
    ['entra-joined-server-empty-tenant-name', 'pass entra-join.joined', 'entra-joined'],
    ['hybrid-joined-system', 'pass entra-join.hybrid-joined', 'hybrid-joined'],
    ['old-layout-1607-hybrid', 'pass entra-join.hybrid-joined', 'hybrid-joined'],
    ['copied-without-layout', 'pass entra-join.hybrid-joined', 'hybrid-joined'],
    ['registered-only-user', 'fail entra-join.registered-only', 'registered'],
    ['registered-two-accounts', 'fail entra-join.registered-only', 'registered'],
    ['not-joined', 'fail entra-join.not-joined', 'none'],
    ['on-prem-drs', 'fail entra-join.on-prem-only', 'on-prem'],
    ['hybrid-pending', 'fail entra-join.hybrid-pending', 'domain-joined'],
    ['hybrid-not-tried', 'fail entra-join.hybrid-pending', 'domain-joined'],
    ['domain-joined-and-registered', 'fail entra-join.hybrid-pending', 'domain-joined'],
    ['hybrid-scp-missing', 'fail entra-join.hybrid-failed', 'domain-joined'],
    ['server-wrapped-at-94-columns', 'fail entra-join.hybrid-failed', 'domain-joined'],
    ['hybrid-discovery-timeout', 'fail entra-join.hybrid-failed', 'domain-joined'],
    ['hybrid-wrong-tenant-in-scp', 'fail entra-join.hybrid-failed', 'domain-joined'],
    ['old-layout-1803-registered', 'fail entra-join.hybrid-pending', 'domain-joined'],
    ['contradictory-joins', 'unknown entra-join.unreadable', 'unknown'],
    ['state-errors', 'unknown entra-join.unreadable', 'unknown'],
  ])('%s: %s, %s', (name, finding, joinType) => {
    const evidence = evidenceOf(name);
    expect(statusesOf(entraJoin.judge(evidence, judgeContext()))).toEqual([finding]);
    expect(joinTypeOf(evidence)).toBe(joinType);
  });

  test('only a pending hybrid join is worth waiting for', () => {
    const transient = (name: FixtureName) => entraJoin.judge(evidenceOf(name), judgeContext())[0]?.transient === true;
    expect(transient('hybrid-pending')).toBe(true);
    expect(transient('hybrid-not-tried')).toBe(true);
    expect(transient('hybrid-scp-missing')).toBe(false);
    expect(transient('hybrid-discovery-timeout')).toBe(false);
    expect(transient('hybrid-wrong-tenant-in-scp')).toBe(false);
    expect(transient('not-joined')).toBe(false);
  });

  test.each<[string, Partial<WindowsRelease>, FixtureName, string, RegExp]>([
    [
      'a client',
      { installationType: 'Client', edition: 'Enterprise' },
      'not-joined',
      'not-joined',
      /^Join the device: /,
    ],
    [
      'a Home edition',
      { installationType: 'Client', edition: 'Core' },
      'registered-only-user',
      'registered-only',
      /upgrade/,
    ],
    ['a server', { installationType: 'Server' }, 'not-joined', 'not-joined', /AADLoginForWindows/],
    ['Server Core', { installationType: 'Server Core' }, 'not-joined', 'not-joined', /^Server Core cannot be joined/],
    ['Server Core in a domain', { installationType: 'Server Core' }, 'hybrid-not-tried', 'hybrid-failed', /regtoken/],
    ['Server Core that tries', { installationType: 'Server Core' }, 'hybrid-pending', 'hybrid-pending', /^Wait/],
  ])('the fix is one for %s', (_name, release, fixture, code, fix) => {
    const device: DeviceContextEvidence = { session: SESSION, release: { name: 'Windows', build: 22_631, ...release } };
    const context = { ...judgeContext(), evidenceOf: (() => device) as JudgeContext['evidenceOf'] };
    const [finding] = entraJoin.judge(evidenceOf(fixture), context);
    expect(finding).toMatchObject({ code: `entra-join.${code}`, fix: expect.stringMatching(fix) });
    expect(finding?.transient).toBe(code === 'hybrid-pending' ? true : undefined);
  });

  test('a registration of a user is seen in their hive, as SYSTEM', () => {
    const registrations = read([{ sid: 'S-1-12-1-1-2-3-4', thumbprint: THUMBPRINT }]);
    const evidence = evidenceOf('not-joined', { registrations });
    const [finding] = entraJoin.judge(evidence, judgeContext());
    expect(finding).toMatchObject({
      code: 'entra-join.registered-only',
      what: expect.stringContaining('S-1-12-1-1-2-3-4'),
    });
  });

  test.each<FixtureName>(['not-joined', 'registered-only-user', 'hybrid-pending', 'hybrid-scp-missing'])(
    '%s: a join that the registry still names is told, and decides nothing',
    (name) => {
      const [plain] = entraJoin.judge(evidenceOf(name), judgeContext());
      const [finding] = entraJoin.judge(evidenceOf(name, { cloudDomainJoin: joinOf(THUMBPRINT) }), judgeContext());
      expect(finding).toMatchObject({ status: plain?.status, code: plain?.code });
      expect(finding?.why).toContain(`The registry still names a join (certificate ${THUMBPRINT})`);
    },
  );

  test('hives that could not be read are mentioned, the verdict stays', () => {
    const [finding] = entraJoin.judge(evidenceOf('not-joined', { registrations: unread }), judgeContext());
    expect(finding).toMatchObject({ code: 'entra-join.not-joined', why: expect.stringContaining('access was denied') });
  });

  test('the code of a failed hybrid join comes with cause and fix', () => {
    const [finding] = entraJoin.judge(evidenceOf('hybrid-scp-missing'), judgeContext());
    expect(finding).toMatchObject({
      what: 'The hybrid join failed: discover phase, 0x801c001d DSREG_AUTOJOIN_ADCONFIG_READ_FAILED',
      why: expect.stringContaining('service connection point'),
      fix: expect.stringContaining('Entra Connect'),
      owner: 'intune-admin',
    });
  });

  test('a code that nobody has written down has a place to look it up', () => {
    const reading = dsregcmdOf('hybrid-pending');
    if (reading.status !== 'read') throw new Error('fixture');
    const preJoin = { fallbackToSyncJoin: 'yes' as const, lastAttempt: { phase: 'join', clientCode: 0x8badf00d } };
    const [finding] = entraJoin.judge(evidenceOf({ ...reading, said: { ...reading.said, preJoin } }), judgeContext());
    expect(finding).toMatchObject({
      code: 'entra-join.hybrid-failed',
      subject: '0x8badf00d',
      owner: 'intune-admin',
      fix: expect.stringContaining('events 304, 305 and 307'),
    });
  });

  test('a failure that the tests of now contradict is worth waiting for', () => {
    const reading = dsregcmdOf('hybrid-pending');
    if (reading.status !== 'read') throw new Error('fixture');
    const preJoin = {
      fallbackToSyncJoin: 'yes' as const,
      drsConnectivity: { result: 'pass' as const, codes: [] },
      lastAttempt: { phase: 'join', clientCode: 0x80072ee2 },
    };
    const [finding] = entraJoin.judge(evidenceOf({ ...reading, said: { ...reading.said, preJoin } }), judgeContext());
    expect(finding).toMatchObject({ code: 'entra-join.hybrid-failed', transient: true });
  });

  test('whether a joined device is in a domain may stay unknown', () => {
    const reading = dsregcmdOf('entra-joined-system');
    if (reading.status !== 'read') throw new Error('fixture');
    const said = { ...reading.said, domainJoined: 'absent' as const };
    const [finding] = entraJoin.judge(evidenceOf({ ...reading, said }), judgeContext());
    expect(finding).toMatchObject({ status: 'pass', why: 'Whether it is joined to a domain too could not be read.' });
  });

  test('the network code inside a discovery failure names the cause', () => {
    const [finding] = entraJoin.judge(evidenceOf('hybrid-discovery-timeout'), judgeContext());
    expect(finding).toMatchObject({ why: expect.stringContaining('timed out'), owner: 'network' });
  });
});

describe('entra-join compares the tenant', () => {
  test.each([
    ['the same', TENANT_ID, []],
    ['the same in capitals', TENANT_ID.toUpperCase(), []],
    ['another', OTHER_TENANT, ['fail entra-join.tenant-mismatch']],
  ])('%s', (_name, tenantId, more) => {
    const findings = entraJoin.judge(evidenceOf('entra-joined-system'), judgeContext({ tenantId }));
    expect(statusesOf(findings)).toEqual(['pass entra-join.joined', ...more]);
  });

  test('no source names it', () => {
    const said = dsregcmdOf('entra-joined-system');
    const cut: DsregcmdReading = said.status === 'read' ? { ...said, said: { ...said.said, tenant: {} } } : said;
    const findings = entraJoin.judge(evidenceOf(cut), judgeContext());
    expect(statusesOf(findings)).toEqual(['pass entra-join.joined', 'unknown entra-join.tenant-unknown']);
    expect(deviceTenantIdOf(evidenceOf(cut))).toBeUndefined();
    expect(deviceTenantIdOf(evidenceOf(cut, { cloudDomainJoin: joinOf(THUMBPRINT, OTHER_TENANT) }))).toBe(OTHER_TENANT);
  });

  test('a device that is not joined has no tenant and no id, whatever is printed', () => {
    const evidence = evidenceOf('old-layout-1803-registered');
    expect(deviceTenantIdOf(evidence)).toBeUndefined();
    expect(deviceIdOf(evidence)).toBeUndefined();
  });

  test('ids of a joined one', () => {
    expect(deviceIdOf(evidenceOf('hybrid-joined-system'))).toBe(DEVICE_ID);
    expect(deviceTenantIdOf(evidenceOf('hybrid-joined-system'))).toBe(TENANT_ID);
  });
});

describe('entra-join without an answer of dsregcmd', () => {
  const troubles: readonly (readonly [string, DsregcmdReading, RegExp])[] = [
    ['it hangs', { status: 'timed-out', durationMs: 20_000 }, /not ended after 20 s/],
    ['it is missing', { status: 'missing', path: 'C:\\Windows\\System32\\dsregcmd.exe' }, /not on this device/],
    ['it does not start', { status: 'not-started', code: 'EACCES' }, /EACCES/],
    ['it prints nothing', { status: 'unreadable', exitCode: 1, outputBytes: 0 }, /printed nothing/],
    ['it prints something else', { status: 'unreadable', exitCode: 0, outputBytes: 77 }, /77 bytes/],
    ['it prints errors', dsregcmdOf('state-errors'), /neither YES nor NO/],
    ['it contradicts itself', dsregcmdOf('contradictory-joins'), /no device can be/],
  ];

  test.each(troubles)('%s: the registry shows the join', (_name, dsregcmd, why) => {
    const evidence = evidenceOf(dsregcmd, { cloudDomainJoin: joinOf(THUMBPRINT, TENANT_ID) });
    const findings = entraJoin.judge(evidence, judgeContext());
    const hybrid = dsregcmd.status === 'read' && dsregcmd.said.domainJoined === 'yes';
    expect(statusesOf(findings)).toEqual([`warn entra-join.${hybrid ? 'hybrid-joined' : 'joined'}`]);
    expect(findings[0]?.what).toMatch(/according to the registry/);
    expect(findings[0]?.why).toMatch(why);
    expect(joinTypeOf(evidence)).toBe(hybrid ? 'hybrid-joined' : 'entra-joined');
    expect(deviceTenantIdOf(evidence)).toBe(TENANT_ID);
  });

  test.each(troubles)('%s: the registry shows none, which proves nothing', (_name, dsregcmd, why) => {
    const [finding] = entraJoin.judge(evidenceOf(dsregcmd), judgeContext());
    expect(finding).toMatchObject({ status: 'unknown', code: 'entra-join.unreadable' });
    expect(finding?.why).toMatch(why);
  });

  test('a time-out of an administrator is told from one of SYSTEM', () => {
    const fixOf = (isSystem: boolean) => {
      const evidence = evidenceOf({ status: 'timed-out', durationMs: 20_000 });
      const [finding] = entraJoin.judge({ ...evidence, session: { ...evidence.session, isSystem } }, judgeContext());
      return finding?.status === 'unknown' ? finding.fix : undefined;
    };
    expect(fixOf(false)).toMatch(/^Run this as SYSTEM/);
    expect(fixOf(true)).toMatch(/^Run `dsregcmd/);
  });

  test('the registry cannot be read either', () => {
    const evidence = evidenceOf({ status: 'timed-out', durationMs: 20_000 }, { cloudDomainJoin: unread });
    expect(entraJoin.judge(evidence, judgeContext())[0]?.why).toMatch(/access was denied/);
  });
});
