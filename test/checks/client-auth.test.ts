import { describe, expect, test } from '@jest/globals';
import { planAuthentication } from '../../checks/client-auth/plan.ts';
import type { SignedInUser } from '../../checks/client-auth/sign-in.ts';
import { pkiSelectionOf } from '../../checks/client-auth/without-entra.ts';
import { type ClientAuthEvidence, clientAuth } from '../../checks/client-auth.ts';
import type { EspPhase } from '../../checks/device-context/provisioning.ts';
import type { EntraJoinEvidence } from '../../checks/entra-join/evidence.ts';
import { entraJoin } from '../../checks/entra-join.ts';
import { keyHealthOf } from '../../checks/wpj-certificate/key-health.ts';
import { wpjCertificate } from '../../checks/wpj-certificate.ts';
import { type Check, isBlocked, type ProbeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Target } from '../../src/core/target.ts';
import { type CcmsetupCommand, parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import { fakeHost, foundKey } from '../fake-host.ts';
import { DEVICE_ID, type FixtureName, TENANT_ID } from '../formats/dsregcmd/fixtures.ts';
import { issueClientCertificate, issueDeviceCertificate } from '../lab/pki/device-certificates.ts';
import { buildHierarchy } from '../lab/pki/hierarchy.ts';
import { samples } from './cmg-connection/evidence.ts';
import {
  dsregcmdOf,
  evidenceOf,
  joinOf,
  judgeContext,
  NOW,
  read,
  SESSION,
  statusesOf,
  storeOf,
  TARGET,
  unread,
} from './entra-join/evidence.ts';

const DEVICE_CERTIFICATE = issueDeviceCertificate({ tenantId: TENANT_ID, deviceId: DEVICE_ID }, NOW);
const { issuing } = buildHierarchy({}, NOW);
const PKI_CERTIFICATE = issueClientCertificate(issuing, 'pc-4711.corp.contoso.com', NOW, [-50, 300]);

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = (days: number) => Math.floor(NOW.getTime() / 1000) + days * 86_400;
const token = (expiresInDays: number) =>
  [
    part({ alg: 'RS256' }),
    part({ Type: 'BulkRegistration', iss: 'urn:sccm:oauth2:x', nbf: seconds(-1), exp: seconds(expiresInDays) }),
    Buffer.alloc(256, 1).toString('base64url'),
  ].join('.');

function command(extra: string): CcmsetupCommand {
  const parsed = parseCcmsetupCommand(
    `ccmsetup.exe ${extra} CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/1 SMSSITECODE=ABC`,
  );
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.command;
}

/** A device as dsregcmd shows it, with its device certificate in the store and this one beside it. */
function device(
  name: FixtureName,
  facts: Partial<EntraJoinEvidence> = {},
  ...more: Parameters<typeof storeOf>[0]
): EntraJoinEvidence {
  const reading = dsregcmdOf(name);
  if (reading.status !== 'read') throw new Error('fixture');
  const { said } = reading;
  const dsregcmd = {
    ...reading,
    said: { ...said, device: { ...said.device, thumbprint: DEVICE_CERTIFICATE.thumbprint } },
  };
  return evidenceOf(dsregcmd, { personalStore: storeOf([DEVICE_CERTIFICATE, ...more]), ...facts });
}

interface Case {
  readonly esp?: EspPhase;
  readonly signedIn?: readonly SignedInUser[] | 'unread';
  readonly ccmsetup?: CcmsetupCommand;
  readonly tenantId?: string;
  /** How far the device is ahead of the servers that wpj-certificate has asked. */
  readonly aheadMs?: number;
}

async function probe(join: EntraJoinEvidence, { esp, signedIn = [], ccmsetup, tenantId, aheadMs }: Case = {}) {
  const sessions =
    signedIn === 'unread' ? { status: 'denied' as const } : foundKey('HKLM\\x', {}, sessionKeys(signedIn));
  const host = fakeHost({
    registry: {
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI\\SessionData /s': sessions,
    },
  });
  const target: Target = { ...TARGET, ...(ccmsetup && { ccmsetup }), ...(tenantId && { tenantId }) };
  const evidence = new Map<string, unknown>([
    ['entra-join', join],
    [
      'wpj-certificate',
      aheadMs === undefined
        ? undefined
        : { kind: 'joined', join, key: { status: 'accepted' }, time: samples(aheadMs, aheadMs) },
    ],
    ['device-context', esp ? { session: join.session, provisioning: { esp } } : undefined],
  ]);
  const context: ProbeContext = {
    host,
    target,
    observedAt: NOW,
    signal: new AbortController().signal,
    debug: () => undefined,
    evidenceOf: <E>(check: Check<E>) => evidence.get(check.id) as E | undefined,
  };
  return clientAuth.probe(context);
}

const sessionKeys = (users: readonly SignedInUser[]) =>
  Object.fromEntries(
    users.map(({ sid, name }, index) => [
      String(index),
      {
        LoggedOnUserSID: { type: 'string' as const, value: sid },
        ...(name && { LoggedOnUser: { type: 'string' as const, value: name } }),
      },
    ]),
  );

async function judged(join: EntraJoinEvidence, facts: Case = {}): Promise<readonly Finding[]> {
  const outcome = await probe(join, facts);
  if (isBlocked(outcome)) return [];
  return clientAuth.judge(outcome, judgeContext(facts.ccmsetup ? { ccmsetup: facts.ccmsetup } : {}));
}

async function blockedBy(join: EntraJoinEvidence, facts: Case = {}): Promise<Check | undefined> {
  const outcome = await probe(join, facts);
  return isBlocked(outcome) ? outcome.blocked.by : undefined;
}

const ENTRA_USER: SignedInUser = { sid: 'S-1-12-1-1-2-3-4', name: 'AzureAD\\AdeleV', kind: 'entra' };
const DOMAIN_USER: SignedInUser = { sid: 'S-1-5-21-1-2-3-1104', name: 'FABRIKAM\\adele', kind: 'domain-or-local' };
const SETUP_USER: SignedInUser = { sid: 'S-1-5-21-1-2-3-1000', name: 'PC-4711\\defaultuser0', kind: 'domain-or-local' };
const OLD = { session: { ...SESSION, osBuild: 16_299 } };

describe('what ccmsetup will use', () => {
  test('the Entra device token', async () => {
    const [finding] = await judged(device('entra-joined-system'));
    expect(finding).toEqual({
      status: 'pass',
      code: 'client-auth.entra-device',
      what: 'ccmsetup will use the Entra device token',
    });
  });

  test.each<[string, EntraJoinEvidence, Case, readonly string[]]>([
    ['hybrid joined', device('hybrid-joined-system'), {}, ['pass client-auth.entra-device']],
    ['Entra not reached', device('auth-network-error'), {}, ['pass client-auth.entra-device']],
    [
      'a token on the line is not needed',
      device('entra-joined-system'),
      { ccmsetup: command(`/regtoken:${token(2)}`) },
      ['pass client-auth.entra-device'],
    ],
    ['PKI before Entra', device('entra-joined-system', {}, PKI_CERTIFICATE), {}, ['warn client-auth.pki-preferred']],
    [
      'PKI without a key',
      device('entra-joined-system', {}, [PKI_CERTIFICATE, 'without-key']),
      {},
      ['pass client-auth.entra-device'],
    ],
    [
      'PKI on a device that is not joined',
      device('not-joined', {}, PKI_CERTIFICATE),
      { ccmsetup: command('/UsePKICert') },
      ['warn client-auth.pki-preferred'],
    ],
    [
      '/UsePKICert without a certificate',
      device('entra-joined-system'),
      { ccmsetup: command('/UsePKICert') },
      ['pass client-auth.entra-device', 'warn client-auth.usepkicert-with-entra'],
    ],
    [
      '/UsePKICert with the properties',
      device('entra-joined-system'),
      { ccmsetup: command('/UsePKICert AADCLIENTAPPID=x AADRESOURCEURI=y') },
      ['pass client-auth.entra-device'],
    ],
    [
      'a registration token',
      device('not-joined'),
      { ccmsetup: command(`/regtoken:${token(2)}`) },
      ['pass client-auth.regtoken'],
    ],
    [
      'a registration token, dsregcmd hangs',
      evidenceOf({ status: 'timed-out', durationMs: 20_000 }),
      { ccmsetup: command(`/regtoken:${token(2)}`) },
      ['pass client-auth.regtoken'],
    ],
    [
      'a bad key, an Entra user',
      device('key-sign-failed'),
      { signedIn: [ENTRA_USER] },
      ['warn client-auth.user-token-fallback'],
    ],
    [
      'an old Windows, an Entra user',
      device('entra-joined-system', OLD),
      { signedIn: [ENTRA_USER] },
      ['warn client-auth.user-token-fallback'],
    ],
    [
      'an old Windows, a domain user, hybrid',
      device('hybrid-joined-system', OLD),
      { signedIn: [DOMAIN_USER] },
      ['warn client-auth.user-token-fallback'],
    ],
    [
      'an old Windows, unread sessions',
      device('entra-joined-system', OLD),
      { signedIn: 'unread' },
      ['warn client-auth.user-token-fallback'],
    ],
    [
      'an old Windows, a local user',
      device('entra-joined-system', OLD),
      { signedIn: [DOMAIN_USER] },
      ['fail client-auth.none'],
    ],
    [
      'an old Windows, the set-up account',
      device('hybrid-joined-system', OLD),
      { signedIn: [SETUP_USER] },
      ['fail client-auth.none'],
    ],
    [
      'an old Windows in the device phase',
      device('entra-joined-system', OLD),
      { esp: 'device-setup', signedIn: [ENTRA_USER] },
      ['fail client-auth.none'],
    ],
  ])('%s', async (_name, join, facts, findings) => {
    expect(statusesOf(await judged(join, facts))).toEqual(findings);
  });

  test('the user who runs this has a token', async () => {
    const session = { ...SESSION, isSystem: false, osBuild: 16_299 };
    const [finding] = await judged(device('entra-joined-user-with-prt', { session }));
    expect(finding).toMatchObject({
      code: 'client-auth.user-token-fallback',
      what: expect.stringContaining('AzureAdPrt: YES'),
    });
  });
});

describe('one cause, one failure', () => {
  test.each<[string, EntraJoinEvidence, Case, Check]>([
    ['not joined', device('not-joined'), {}, entraJoin],
    ['registered only', device('registered-only-user'), {}, entraJoin],
    ['pending', device('hybrid-pending'), {}, entraJoin],
    ['unreadable', evidenceOf({ status: 'timed-out', durationMs: 20_000 }), {}, entraJoin],
    ['an expired token', device('not-joined'), { ccmsetup: command(`/regtoken:${token(-0.5)}`) }, entraJoin],
    ['a broken token', device('not-joined'), { ccmsetup: command('/regtoken:abc') }, entraJoin],
    ['PKI without /UsePKICert', device('not-joined', {}, PKI_CERTIFICATE), {}, entraJoin],
    ['rejected', device('device-rejected'), { signedIn: [ENTRA_USER] }, wpjCertificate],
    ['a bad key and nobody', device('key-sign-failed'), {}, wpjCertificate],
    [
      'a bad key in the device phase',
      device('key-sign-failed'),
      { esp: 'device-preparation', signedIn: [ENTRA_USER] },
      wpjCertificate,
    ],
    ['a bad key, unread sessions', device('key-sign-failed'), { signedIn: 'unread' }, wpjCertificate],
    [
      'no certificate',
      device('entra-joined-system', { personalStore: storeOf([]) }),
      { signedIn: [ENTRA_USER] },
      wpjCertificate,
    ],
  ])('%s', async (_name, join, facts, check) => {
    expect(await blockedBy(join, facts)).toBe(check);
  });

  test('a clock that is years ahead does not make a good device certificate useless', async () => {
    const expired = issueDeviceCertificate({ tenantId: TENANT_ID, deviceId: DEVICE_ID, valid: [-3660, -10] }, NOW);
    const reading = dsregcmdOf('entra-joined-system');
    if (reading.status !== 'read') throw new Error('fixture');
    const { said } = reading;
    const dsregcmd = { ...reading, said: { ...said, device: { ...said.device, thumbprint: expired.thumbprint } } };
    const join = evidenceOf(dsregcmd, { personalStore: storeOf([expired]) });
    expect(await blockedBy(join)).toBe(wpjCertificate);
    expect(await blockedBy(join, { aheadMs: 60_000 })).toBe(wpjCertificate);
    expect(await probe(join, { aheadMs: 400 * 86_400_000 })).toMatchObject({ plan: { kind: 'entra-device' } });
  });

  test('another tenant', async () => {
    const outcome = await probe(device('entra-joined-system'), { tenantId: DEVICE_ID });
    expect(outcome).toMatchObject({ blocked: { by: entraJoin } });
    expect(isBlocked(await probe(device('entra-joined-system'), { tenantId: TENANT_ID.toUpperCase() }))).toBe(false);
  });

  test('without the facts of entra-join there is nothing to say', async () => {
    const context = {
      ...judgeContext(),
      host: fakeHost(),
      signal: new AbortController().signal,
      debug: () => undefined,
    };
    expect(await clientAuth.probe(context)).toMatchObject({ blocked: { by: entraJoin } });
  });
});

describe('a device that needs no join', () => {
  const withToken = { ccmsetup: command(`/regtoken:${token(2)}`) };
  const withPki = { ccmsetup: command('/UsePKICert') };

  test.each<[string, EntraJoinEvidence, Partial<Target>, readonly string[]]>([
    ['not joined, a token', device('not-joined'), withToken, ['skip entra-join.not-joined']],
    ['pending, a token', device('hybrid-pending'), withToken, ['skip entra-join.hybrid-pending']],
    ['unreadable, a token', evidenceOf({ status: 'missing', path: 'x' }), withToken, ['skip entra-join.unreadable']],
    ['not joined, PKI', device('not-joined', {}, PKI_CERTIFICATE), withPki, ['skip entra-join.not-joined']],
    [
      'not joined, PKI, but no /UsePKICert',
      device('not-joined', {}, PKI_CERTIFICATE),
      {},
      ['fail entra-join.not-joined'],
    ],
    ['joined, a token', device('entra-joined-system'), withToken, ['pass entra-join.joined']],
  ])('%s', (_name, join, target, findings) => {
    expect(statusesOf(entraJoin.judge(join, judgeContext(target)))).toEqual(findings);
  });

  test('its device certificate is not asked for', async () => {
    const join = device('not-joined');
    const context = {
      ...judgeContext(withToken),
      host: fakeHost(),
      signal: new AbortController().signal,
      debug: () => undefined,
      evidenceOf: <E>(check: Check<E>) => (check.id === 'entra-join' ? (join as E) : undefined),
    };
    const evidence = await wpjCertificate.probe(context);
    if (isBlocked(evidence)) throw new Error('blocked');
    expect(statusesOf(wpjCertificate.judge(evidence, judgeContext(withToken)))).toEqual([
      'skip wpj-certificate.not-needed',
    ]);
    expect(wpjCertificate.present(evidence)).toEqual({ notNeededBecauseOf: 'registration-token' });
  });

  test('its device certificate is a remark when PKI is used', () => {
    const join = device('device-rejected', {}, PKI_CERTIFICATE);
    const evidence = { kind: 'joined' as const, join, key: { status: 'rejected' as const } };
    expect(statusesOf(wpjCertificate.judge(evidence, judgeContext(withPki)))).toEqual([
      'warn wpj-certificate.device-rejected',
    ]);
    expect(statusesOf(wpjCertificate.judge(evidence, judgeContext()))).toEqual([
      'fail wpj-certificate.device-rejected',
    ]);
  });
});

describe('who lends a token', () => {
  test.each<[string, FixtureName, SignedInUser]>([
    ['an Entra user without a name', 'entra-joined-system', { sid: ENTRA_USER.sid, kind: 'entra' }],
    ['a domain user without a name', 'hybrid-joined-system', { sid: DOMAIN_USER.sid, kind: 'domain-or-local' }],
  ])('%s is told by the identifier', async (_name, fixture, user) => {
    const [finding] = await judged(device(fixture, OLD), { signedIn: [user] });
    expect(finding?.what).toContain(user.sid);
  });

  test('an unknown build is taken for a new one', async () => {
    const session = { ...SESSION, osBuild: null };
    expect(statusesOf(await judged(device('entra-joined-system', { session })))).toEqual([
      'pass client-auth.entra-device',
    ]);
  });
});

test('an open question about the device certificate is none when PKI is used', () => {
  const ccmsetup = command('/UsePKICert CCMCERTSTORE=ConfigMgr');
  const join = evidenceOf(
    { status: 'timed-out', durationMs: 20_000 },
    {
      cloudDomainJoin: joinOf(DEVICE_CERTIFICATE.thumbprint, TENANT_ID),
      personalStore: unread,
      alternateStore: storeOf([PKI_CERTIFICATE]),
    },
  );
  const evidence = { kind: 'joined' as const, join, key: keyHealthOf(join) };
  const judgedWith = (target: Partial<Target>) => statusesOf(wpjCertificate.judge(evidence, judgeContext(target)));
  expect(judgedWith({ ccmsetup })).toContain('skip wpj-certificate.unreadable');
  expect(judgedWith({})).toEqual(['unknown wpj-certificate.unreadable']);
});

describe('a certificate of another store', () => {
  const ccmsetup = command('/UsePKICert CCMCERTSTORE=ConfigMgr');

  test('serves when Personal has none', async () => {
    const join = device('not-joined', { alternateStore: storeOf([PKI_CERTIFICATE]) });
    expect(statusesOf(await judged(join, { ccmsetup }))).toEqual(['warn client-auth.pki-preferred']);
    expect(pkiSelectionOf(join, judgeContext({ ccmsetup })).ruledOut).toHaveLength(1);
  });

  test('does not when it cannot be read', async () => {
    expect(await blockedBy(device('not-joined', { alternateStore: unread }), { ccmsetup })).toBe(entraJoin);
  });

  test('of two that serve, the sentence says why this one; of an unknown root, that it may not', async () => {
    const longer = issueClientCertificate(issuing, 'pc-4711.corp.contoso.com', NOW, [-50, 700]);
    const issuers = command('CCMCERTISSUERS="CN=Fabrikam Root"');
    const [finding] = await judged(device('entra-joined-system', {}, PKI_CERTIFICATE, longer), { ccmsetup: issuers });
    expect(finding).toMatchObject({
      what: expect.stringMatching(
        /not the Entra device token, provided that it chains to a root named in CCMCERTISSUERS$/,
      ),
      why: expect.stringContaining('the longest validity of 2'),
      subject: longer.thumbprint,
    });
  });
});

describe('what goes into the report', () => {
  test('the choice and what was ruled out', () => {
    const join = device('entra-joined-system', {}, PKI_CERTIFICATE);
    const facts = { join, signedIn: read([ENTRA_USER]), provisioning: { esp: 'none' as const } };
    const plan = planAuthentication(facts, judgeContext());
    if (plan.kind !== 'pki') throw new Error(plan.kind);
    const evidence: ClientAuthEvidence = {
      ...facts,
      plan,
      selection: pkiSelectionOf(join, judgeContext()),
    };
    expect(clientAuth.present(evidence)).toMatchObject({
      plan: 'pki',
      pkiCertificate: { thumbprint: PKI_CERTIFICATE.thumbprint, subject: 'CN=pc-4711.corp.contoso.com' },
      ruledOut: [{ thumbprint: DEVICE_CERTIFICATE.thumbprint, because: 'entra-device-certificate' }],
      signedIn: [ENTRA_USER],
      esp: 'none',
    });
    expect(clientAuth.present({ ...evidence, signedIn: unread })).toMatchObject({
      signedIn: { unread: 'access was denied' },
    });
  });

  test('never a token', async () => {
    const text = token(2);
    const outcome = await probe(device('not-joined'), { ccmsetup: command(`/regtoken:${text}`) });
    if (isBlocked(outcome)) throw new Error('blocked');
    const shown = JSON.stringify([clientAuth.present(outcome), clientAuth.judge(outcome, judgeContext())]);
    for (const secret of text.split('.')) expect(shown).not.toContain(secret);
  });
});
