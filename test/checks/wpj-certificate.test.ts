import { describe, expect, test } from '@jest/globals';
import type { DsregcmdReading, EntraJoinEvidence } from '../../checks/entra-join/evidence.ts';
import { entraJoin } from '../../checks/entra-join.ts';
import type { TimeSample } from '../../checks/network-path/time-sample.ts';
import { keyHealthOf } from '../../checks/wpj-certificate/key-health.ts';
import { timeForIdentities, wpjCertificate } from '../../checks/wpj-certificate.ts';
import type { Check, ProbeContext } from '../../src/core/check.ts';
import type { DeviceAuth, KeySign } from '../../src/formats/dsregcmd/health.ts';
import { fakeHost } from '../fake-host.ts';
import { DEVICE_ID, type FixtureName, fixtureStatus, TENANT_ID } from '../formats/dsregcmd/fixtures.ts';
import type { LabCertificate } from '../lab/pki/certificate.ts';
import {
  type DeviceCertificateSpec,
  issueDeviceCertificate,
  issueP2pCertificate,
} from '../lab/pki/device-certificates.ts';
import {
  codesOf,
  dsregcmdOf,
  evidenceOf,
  joinOf,
  judgeContext,
  NOW,
  read,
  SESSION,
  statusesOf,
  storeOf,
  unread,
} from './entra-join/evidence.ts';
import { answered } from './http-outcomes.ts';

const issue = (spec: Partial<DeviceCertificateSpec> = {}) =>
  issueDeviceCertificate({ tenantId: TENANT_ID, deviceId: DEVICE_ID, ...spec }, NOW);
const GOOD = issue();

/** A joined device whose dsregcmd names this certificate. */
function joined(certificate: LabCertificate, name: FixtureName = 'entra-joined-system'): DsregcmdReading {
  const reading = dsregcmdOf(name);
  if (reading.status !== 'read') throw new Error('fixture');
  const { said } = reading;
  return { ...reading, said: { ...said, device: { ...said.device, thumbprint: certificate.thumbprint } } };
}

function withHealth(
  auth: DeviceAuth,
  keySign: KeySign,
  recoveryEnabled: 'yes' | 'no' | 'absent' = 'no',
): DsregcmdReading {
  const reading = joined(GOOD);
  if (reading.status !== 'read') throw new Error('fixture');
  const { said } = reading;
  return { ...reading, said: { ...said, device: { ...said.device, auth, keySign, recoveryEnabled } } };
}

function judge(join: EntraJoinEvidence) {
  return wpjCertificate.judge({ kind: 'joined', join, key: keyHealthOf(join) }, judgeContext());
}

const judgeStored = (certificate: LabCertificate, dsregcmd = joined(certificate)) =>
  judge(evidenceOf(dsregcmd, { personalStore: storeOf([certificate]) }));

describe('the certificate', () => {
  test.each<[string, LabCertificate, readonly string[]]>([
    ['valid', GOOD, ['pass wpj-certificate.valid']],
    ['expired', issue({ valid: [-3660, -10] }), ['fail wpj-certificate.expired']],
    ['of the future', issue({ valid: [10, 3660] }), ['fail wpj-certificate.not-yet-valid']],
    [
      'soon expired',
      issue({ valid: [-3630, 20] }),
      ['warn wpj-certificate.expires-soon', 'pass wpj-certificate.valid'],
    ],
    ['marked as registration', issue({ kind: 'registered' }), ['fail wpj-certificate.missing']],
    [
      'of another device',
      issue({ deviceId: TENANT_ID }),
      ['warn wpj-certificate.ids-differ', 'pass wpj-certificate.valid'],
    ],
    [
      'of another tenant',
      issue({ tenantId: DEVICE_ID }),
      ['warn wpj-certificate.ids-differ', 'pass wpj-certificate.valid'],
    ],
    ['of another issuer', issueP2pCertificate(NOW), ['fail wpj-certificate.missing']],
  ])('%s', (_name, certificate, findings) => {
    expect(statusesOf(judgeStored(certificate))).toEqual(findings);
  });

  test('is not in the store', () => {
    const findings = judge(evidenceOf(joined(GOOD), { personalStore: storeOf([issueP2pCertificate(NOW)]) }));
    expect(statusesOf(findings)).toEqual(['fail wpj-certificate.missing']);
    expect(findings[0]).toMatchObject({
      subject: GOOD.thumbprint,
      symptom: expect.stringMatching(/^WPJ certificate not found/),
    });
  });

  test('is the one that the registry names when dsregcmd gives no answer', () => {
    const other = issue({ deviceId: TENANT_ID });
    const join = evidenceOf(
      { status: 'timed-out', durationMs: 20_000 },
      { cloudDomainJoin: joinOf(GOOD.thumbprint, TENANT_ID), personalStore: storeOf([other, GOOD]) },
    );
    const [finding] = judge(join);
    expect(finding).toMatchObject({ code: 'wpj-certificate.auth-unverified', subject: GOOD.thumbprint });
  });

  test('of a former join does not stand in for the one that dsregcmd names', () => {
    const former = issue();
    const findings = judge(
      evidenceOf(joined(GOOD), {
        cloudDomainJoin: joinOf(former.thumbprint, TENANT_ID),
        personalStore: storeOf([former]),
      }),
    );
    expect(statusesOf(findings)).toEqual(['fail wpj-certificate.missing']);
  });

  test('is the only one of a device join when no source names it', () => {
    const reading = dsregcmdOf('entra-joined-system');
    if (reading.status !== 'read') throw new Error('fixture');
    const { thumbprint: _, ...device } = reading.said.device;
    const dsregcmd: DsregcmdReading = { ...reading, said: { ...reading.said, device } };
    const registered = issue({ kind: 'registered', deviceId: TENANT_ID });
    const inStore = (...certificates: LabCertificate[]) =>
      judge(evidenceOf(dsregcmd, { personalStore: storeOf(certificates) }));
    expect(codesOf(inStore(registered, GOOD))).toEqual(['wpj-certificate.valid']);
    expect(codesOf(inStore(registered))).toEqual(['wpj-certificate.missing']);
    // Two of them: dsregcmd has to tell the dates, and whether the key works.
    expect(codesOf(inStore(GOOD, issue({ deviceId: TENANT_ID })))).toEqual(['wpj-certificate.valid']);
  });

  test('lies in a damaged entry', () => {
    const personalStore = read({ certificates: [], unreadable: [GOOD.thumbprint.toLowerCase()] });
    expect(codesOf(judge(evidenceOf(joined(GOOD), { personalStore })))).toEqual(['wpj-certificate.valid']);
    const unproven = withHealth({ status: 'absent' }, { status: 'absent' });
    expect(codesOf(judge(evidenceOf(unproven, { personalStore })))).toEqual(['wpj-certificate.unreadable']);
  });

  test('cannot be read: dsregcmd tells its dates', () => {
    const findings = judge(evidenceOf('entra-joined-system', { personalStore: unread }));
    expect(statusesOf(findings)).toEqual(['pass wpj-certificate.valid']);
    expect(findings[0]?.why).toBe('Its store was not read.');
  });

  test('cannot be read, and nothing tells its dates', () => {
    const reading = dsregcmdOf('hybrid-joined-2020-without-auth-status');
    if (reading.status !== 'read') throw new Error('fixture');
    const { certificateValidity: _, ...device } = reading.said.device;
    const dsregcmd: DsregcmdReading = { ...reading, said: { ...reading.said, device } };
    const findings = judge(evidenceOf(dsregcmd, { personalStore: unread }));
    expect(statusesOf(findings)).toEqual(['unknown wpj-certificate.unreadable']);
  });
});

describe('its dates and the clock', () => {
  const DAY = 86_400_000;
  const EXPIRED = issue({ valid: [-3660, -10] });
  const FUTURE = issue({ valid: [10, 3660] });
  /** Two servers that agree on how far the device is ahead. */
  const told = (offsetMs: number | undefined): readonly TimeSample[] =>
    ['https://login.microsoftonline.com/', 'http://ctldl.windowsupdate.com/'].map((url) => ({
      url,
      toleranceMs: 1000,
      ...(offsetMs === undefined ? { failure: 'timed-out' } : { offsetMs }),
    }));
  const judgeDated = (certificate: LabCertificate, time: readonly TimeSample[]) => {
    const join = evidenceOf(joined(certificate), { personalStore: storeOf([certificate]) });
    return wpjCertificate.judge({ kind: 'joined', join, key: keyHealthOf(join), time }, judgeContext());
  };

  test.each<[string, LabCertificate, number]>([
    ['expired', EXPIRED, 400 * DAY],
    ['not-yet-valid', FUTURE, -400 * DAY],
  ])('%s by a clock that is far off: a skip that names clock-skew', (code, certificate, offsetMs) => {
    const findings = judgeDated(certificate, told(offsetMs));
    expect(statusesOf(findings)).toEqual([`skip wpj-certificate.${code}`, 'pass wpj-certificate.valid']);
    expect(findings[0]).toMatchObject({
      subject: 'clock-skew',
      what: expect.stringContaining("this device's clock says 2026-06-01"),
      why: expect.stringMatching(
        /^clock-skew stands in the way: the clock is 400 days (ahead|behind); by the right time/,
      ),
    });
  });

  test('a clock that is off by hours does not fail by itself: the certificate does, and wants the clock set', () => {
    const fresh = issue({ valid: [0.1, 3660] });
    expect(judgeDated(fresh, told(-0.2 * DAY))).toMatchObject([
      {
        status: 'fail',
        code: 'wpj-certificate.not-yet-valid',
        why: expect.stringContaining('the clock is 5 hours behind'),
        fix: expect.stringMatching(/^Set the clock \(see clock-skew\)/),
      },
    ]);
  });

  test.each<[string, LabCertificate, number | undefined, RegExp]>([
    ['the clock is right', EXPIRED, 0, /^Run `dsregcmd \/forcerecovery`/],
    ['the clock is right, of the future', FUTURE, 0, /^Run `dsregcmd \/forcerecovery`/],
    ['nobody tells the time', EXPIRED, undefined, /^First compare this device's clock/],
    ['nobody tells the time, of the future', FUTURE, undefined, /^First compare this device's clock/],
    ['bad by the right time too', EXPIRED, -400 * DAY, /^Set the clock/],
    ['bad by the right time, and soon over by the clock', issue({ valid: [-3650, 5] }), -400 * DAY, /^Set the clock/],
  ])('a join is touched only when the clock is right: %s', (_name, certificate, offsetMs, fix) => {
    const [finding, ...others] = judgeDated(certificate, told(offsetMs));
    expect(finding).toMatchObject({ status: 'fail', fix: expect.stringMatching(fix), subject: certificate.thumbprint });
    expect(others).toEqual([]);
    if (offsetMs !== 0) expect(JSON.stringify(finding)).not.toMatch(/forcerecovery|\/leave/);
  });

  test('a clock that is far ahead lets nothing expire soon', () => {
    const soon = issue({ valid: [-3630, 20] });
    expect(statusesOf(judgeDated(soon, told(400 * DAY)))).toEqual(['pass wpj-certificate.valid']);
    expect(judgeDated(soon, told(0))[0]).toMatchObject({
      status: 'warn',
      why: expect.stringMatching(/clock is right/),
    });
  });

  test('identities are judged by the right time when the clock is far off', () => {
    const join = evidenceOf('entra-joined-system');
    const timeGiven = (offsetMs?: number) =>
      timeForIdentities({ kind: 'joined', join, key: keyHealthOf(join), time: told(offsetMs) }, NOW).getTime();
    expect(timeGiven(400 * DAY)).toBe(NOW.getTime() - 400 * DAY);
    expect(timeGiven(60_000)).toBe(NOW.getTime());
    expect(timeGiven()).toBe(NOW.getTime());
    expect(timeForIdentities(undefined, NOW)).toEqual(NOW);
    expect(timeForIdentities({ kind: 'not-needed', identity: 'pki-certificate' }, NOW)).toEqual(NOW);
  });
});

describe('its key and its device object', () => {
  const NONE = { status: 'absent' } as const;
  const PASSED = { status: 'passed' } as const;
  const failed = (code?: number): DeviceAuth => ({ status: 'failed', ...(code !== undefined && { code }) });

  test.each<[string, DeviceAuth, KeySign, 'yes' | 'no' | 'absent', string]>([
    ['all is well', { status: 'success' }, PASSED, 'no', 'pass wpj-certificate.valid'],
    ['not elevated in 1607', { status: 'success' }, { status: 'needs-elevation' }, 'no', 'pass wpj-certificate.valid'],
    ['the key does not sign', { status: 'success' }, { status: 'failed' }, 'no', 'fail wpj-certificate.key-unusable'],
    [
      'one of the keys',
      failed(),
      { status: 'failed', key: 'transport key' },
      'no',
      'fail wpj-certificate.key-unusable',
    ],
    [
      'a key of users, when Entra ID has just accepted the device',
      { status: 'success' },
      { status: 'failed', key: 'transport key' },
      'no',
      'warn wpj-certificate.auth-unverified',
    ],
    [
      'the key of the device',
      { status: 'success' },
      { status: 'failed', key: 'device key' },
      'no',
      'fail wpj-certificate.key-unusable',
    ],
    ['recovery is on', { status: 'success' }, PASSED, 'yes', 'fail wpj-certificate.key-unusable'],
    ['no key set', failed(0xd0090016), PASSED, 'no', 'fail wpj-certificate.key-unusable'],
    ['rejected', { status: 'rejected' }, PASSED, 'no', 'fail wpj-certificate.device-rejected'],
    ['network', failed(0xd000023c), PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['network, as NTSTATUS', failed(0xc00000be), PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['RPC', failed(0xd0020017), PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['unknown code', failed(0x12345678), PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['no code', failed(), PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['another text', { status: 'unrecognised' }, PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['twice', { status: 'contradictory' }, PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
    ['not tested', NONE, PASSED, 'no', 'warn wpj-certificate.auth-unverified'],
  ])('%s', (_name, auth, keySign, recovery, finding) => {
    const join = evidenceOf(withHealth(auth, keySign, recovery), { personalStore: storeOf([GOOD]) });
    expect(statusesOf(judge(join))).toEqual([finding]);
  });

  test('network trouble goes to the network people, with the code by name', () => {
    const join = evidenceOf(withHealth(failed(0xd000023c), PASSED), { personalStore: storeOf([GOOD]) });
    expect(judge(join)[0]).toMatchObject({
      owner: 'network',
      what: expect.stringContaining('0xd000023c (STATUS_NETWORK_UNREACHABLE)'),
    });
  });

  test('a store entry without a key is told', () => {
    const dsregcmd = withHealth(NONE, NONE);
    const told = (personalStore: EntraJoinEvidence['personalStore']) =>
      judge(evidenceOf(dsregcmd, { personalStore }))[0]?.what;
    expect(told(storeOf([[GOOD, 'without-key']]))).toMatch(/; the store links the certificate to no private key$/);
    expect(told(storeOf([GOOD]))).not.toMatch(/private key/);
  });

  test('a key test without administrator rights says nothing', () => {
    const session = { ...SESSION, isSystem: false, elevated: false };
    const join = evidenceOf(withHealth({ status: 'success' }, { status: 'failed' }), {
      session,
      personalStore: storeOf([GOOD]),
    });
    expect(statusesOf(judge(join))).toEqual(['pass wpj-certificate.valid']);
  });

  test('before 21H1 nothing asks Entra ID: a key that signs is enough', () => {
    const session = { ...SESSION, osBuild: 19_041 };
    const old = (keySign: KeySign) =>
      statusesOf(judge(evidenceOf(withHealth(NONE, keySign), { session, personalStore: storeOf([GOOD]) })));
    expect(old(PASSED)).toEqual(['pass wpj-certificate.valid']);
    expect(old(NONE)).toEqual(['warn wpj-certificate.auth-unverified']);
  });

  test('a failing certificate is not softened by a good key', () => {
    const expired = issue({ valid: [-3660, -10] });
    expect(statusesOf(judgeStored(expired))).toEqual(['fail wpj-certificate.expired']);
  });

  test.each<[FixtureName, string]>([
    ['device-rejected', 'fail wpj-certificate.device-rejected'],
    ['auth-network-error', 'warn wpj-certificate.auth-unverified'],
    ['key-sign-failed', 'fail wpj-certificate.key-unusable'],
  ])('%s', (name, finding) => {
    expect(statusesOf(judgeStored(GOOD, joined(GOOD, name)))).toEqual([finding]);
  });

  test('no fix begins with dsregcmd /leave', () => {
    const fixes = ['device-rejected', 'key-sign-failed'].flatMap((name) =>
      judgeStored(GOOD, joined(GOOD, name as FixtureName)).map((finding) => ('fix' in finding ? finding.fix : '')),
    );
    expect(fixes.every((fix) => !fix?.startsWith('`dsregcmd /leave') && !fix?.startsWith('Run `dsregcmd /leave'))).toBe(
      true,
    );
  });
});

describe('what goes into the report', () => {
  const present = (join: EntraJoinEvidence) => wpjCertificate.present({ kind: 'joined', join, key: keyHealthOf(join) });

  test('the certificate and its key', () => {
    expect(present(evidenceOf(joined(GOOD), { personalStore: storeOf([GOOD]) }))).toMatchObject({
      certificate: {
        status: 'found',
        thumbprint: GOOD.thumbprint,
        subject: `CN=${DEVICE_ID}`,
        hasKey: true,
        marks: { kind: 'joined', tenantId: TENANT_ID },
      },
      key: { status: 'accepted' },
    });
  });

  test('one that is missing, and one of another issuer', () => {
    expect(present(evidenceOf(joined(GOOD)))).toMatchObject({
      certificate: { status: 'absent', thumbprint: GOOD.thumbprint },
    });
    const p2p = issueP2pCertificate(NOW);
    const shown = present(evidenceOf(joined(p2p), { personalStore: storeOf([p2p]) }));
    expect(shown.certificate).not.toHaveProperty('marks');
  });
});

describe('the probe', () => {
  const context = (join: EntraJoinEvidence | undefined, host = fakeHost()): ProbeContext => ({
    ...judgeContext({ proxy: { kind: 'none' } }),
    host,
    signal: new AbortController().signal,
    debug: () => undefined,
    evidenceOf: <E>(check: Check<E>) => (check.id === 'entra-join' ? (join as E | undefined) : undefined),
  });

  test('asks nothing', async () => {
    const join = evidenceOf('entra-joined-system');
    expect(await wpjCertificate.probe(context(join))).toEqual({ kind: 'joined', join, key: { status: 'accepted' } });
  });

  test('asks what time it is when the dates are not in order, and only then', async () => {
    const login = 'HEAD https://login.microsoftonline.com/';
    const update = 'HEAD http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';
    const host = fakeHost({
      http: {
        [login]: answered(200, '', { headers: { date: new Date(NOW.getTime() + 3 * 86_400_000).toUTCString() } }),
        [update]: { status: 'timed-out', address: '' },
      },
    });
    const of = (certificate: LabCertificate) =>
      context(evidenceOf(joined(certificate), { personalStore: storeOf([certificate]) }), host);
    expect(await wpjCertificate.probe(of(GOOD))).not.toHaveProperty('time');
    expect(host.calls).toEqual([]);
    const evidence = await wpjCertificate.probe(of(issue({ valid: [-3660, -10] })));
    expect(evidence).toMatchObject({ time: [{ offsetMs: expect.any(Number) }, { failure: 'timed-out' }] });
    if ('blocked' in evidence) throw new Error('blocked');
    expect(wpjCertificate.present(evidence)).toMatchObject({
      time: [{ url: 'https://login.microsoftonline.com/' }, {}],
    });
  });

  test('is pointless without a join, or without its facts', async () => {
    expect(await wpjCertificate.probe(context(evidenceOf('not-joined')))).toMatchObject({ blocked: { by: entraJoin } });
    expect(await wpjCertificate.probe(context(undefined))).toMatchObject({ blocked: { by: entraJoin } });
  });
});

test('the fixture of a rejected device prints what is tested here', () => {
  expect(fixtureStatus('device-rejected').device.auth).toEqual({ status: 'rejected' });
});
