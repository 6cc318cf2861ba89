import { describe, expect, test } from '@jest/globals';
import { cmgConnection } from '../../checks/cmg-connection.ts';
import { entraJoin } from '../../checks/entra-join.ts';
import { rootCa } from '../../checks/root-ca.ts';
import type { TenantOnboardingEvidence } from '../../checks/tenant-onboarding.ts';
import { tenantOnboarding } from '../../checks/tenant-onboarding.ts';
import { type Check, isBlocked, type JudgeContext, type ProbeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Target } from '../../src/core/target.ts';
import { aadAuthInfoUrl, CONTROL_TENANT_ID } from '../../src/formats/aad-auth-info.ts';
import { parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import type { HttpOutcome, HttpRequest } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';
import { TENANT_ID } from '../formats/dsregcmd/fixtures.ts';
import { address, connectedTo, failed, leaf } from './cmg-connection/evidence.ts';
import { evidenceOf as joinEvidence } from './entra-join/evidence.ts';
import { answered, iisNotFound } from './http-outcomes.ts';

const tenantId = '5c0e8a2d-4f1b-4b6e-9a73-d1c2f3a4b596';
const client = '0b7c8ab3-9ea1-4ffa-b2b9-8ffdd944bd8b';
const resource = 'https://ConfigMgrService';
const cmg = { host: 'cmg.contoso.com', port: 443 };
const observedAt = new Date('2026-06-01T12:00:00Z');
const onboarded = answered(200, JSON.stringify({ ClientAppId: client, ResourceUri: resource }));
const unknownTenant = answered(404, '', { statusText: 'CMGService_Tenant_Not_Found' });
const page = '<!doctype html><html></html>';

function targetOf(line?: string): Target {
  const parsed = line === undefined ? undefined : parseCcmsetupCommand(line);
  const ccmsetup = parsed?.ok === true ? parsed.command : undefined;
  return { cmg, noCrlCheck: false, proxy: { kind: 'none' }, publicResolvers: [], ...(ccmsetup && { ccmsetup }) };
}

function evidence(answer: HttpOutcome, control: HttpOutcome = unknownTenant): TenantOnboardingEvidence {
  return {
    kind: 'asked',
    tenantId,
    tenantFrom: 'device',
    answer: { url: aadAuthInfoUrl(cmg, tenantId), outcome: answer },
    control: { url: aadAuthInfoUrl(cmg, CONTROL_TENANT_ID), outcome: control },
  };
}

/** Evidence of other checks, by the check; their judgement is replaced where a test needs one. */
function contextOf(line?: string, others: ReadonlyMap<Check, unknown> = new Map()): JudgeContext {
  return { target: targetOf(line), observedAt, evidenceOf: <E>(check: Check<E>) => others.get(check) as E | undefined };
}

const judged = (gathered: TenantOnboardingEvidence, line?: string): readonly Finding[] =>
  tenantOnboarding.judge(gathered, contextOf(line));
const codes = (findings: readonly Finding[]) => findings.map(({ code, status }) => `${status} ${code.split('.')[1]}`);

const claims = { Type: 'BulkRegistration', exp: Date.parse('2026-06-03T12:00:00Z') / 1000 };
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = [base64url({ alg: 'RS256' }), base64url(claims), 'A'.repeat(342)].join('.');
const tokenLine = `ccmsetup.exe /regtoken:${token} CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/8 SMSSITECODE=ABC`;

describe('judgement', () => {
  test.each<[string, HttpOutcome, HttpOutcome | undefined, string]>([
    ['the tenant is known, another is refused', onboarded, unknownTenant, 'pass onboarded'],
    ['the tenant is known, another gets a page', onboarded, iisNotFound, 'pass onboarded'],
    ['the tenant is known, another gets nothing', onboarded, answered(200, '{}'), 'pass onboarded'],
    [
      'another tenant has other apps',
      onboarded,
      answered(200, JSON.stringify({ ClientAppId: tenantId, ResourceUri: resource })),
      'pass onboarded',
    ],
    ['everybody gets the same apps', onboarded, onboarded, 'unknown unrecognised-response'],
    ['the control fails', onboarded, { status: 'timed-out', address: '203.0.113.10' }, 'unknown unrecognised-response'],
    ['the control meets an error', onboarded, answered(503), 'unknown unrecognised-response'],
    ['both are refused alike', unknownTenant, unknownTenant, 'fail not-onboarded'],
    ['both get nothing', answered(200, '{}'), answered(200, ''), 'fail not-onboarded'],
    [
      'refused, but not alike',
      unknownTenant,
      answered(403, '', { statusText: 'CMGConnector_Forbidden' }),
      'unknown unrecognised-response',
    ],
    [
      'refused, control unanswered',
      unknownTenant,
      { status: 'reset', address: '203.0.113.10' },
      'unknown unrecognised-response',
    ],
    ['nothing for us, apps for nobody', answered(200, '{}'), onboarded, 'unknown unrecognised-response'],
    [
      'ambiguous',
      answered(200, JSON.stringify({ a: client, b: CONTROL_TENANT_ID, c: resource })),
      undefined,
      'unknown unrecognised-response',
    ],
    ['cut off', answered(200, '{}', { truncated: true }), answered(200, '{}'), 'unknown unrecognised-response'],
    ['a bare 404', answered(404), answered(404), 'unknown unrecognised-response'],
    ['a bare 401', answered(401), answered(401), 'unknown unrecognised-response'],
    ['IIS 404', iisNotFound, iisNotFound, 'fail not-a-cmg'],
    ['a captive portal', answered(200, page), answered(200, page), 'fail not-a-cmg'],
    [
      'a redirect',
      answered(302, '', { headers: { location: 'https://portal.fabrikam.com/' } }),
      undefined,
      'fail not-a-cmg',
    ],
    ['500', answered(500, '', { statusText: 'CMGConnector_InternalServerError' }), undefined, 'fail service-error'],
    ['503', answered(503), answered(503), 'fail service-error'],
    ['429', answered(429), undefined, 'fail service-error'],
    ['timed out', { status: 'timed-out', address: '203.0.113.10' }, undefined, 'unknown unreachable'],
    ['407', answered(407), undefined, 'unknown unreachable'],
    ['another peer', { status: 'peer-changed', address: '203.0.113.10' }, undefined, 'unknown unreachable'],
  ])('%s', (_, answer, control, expected) => {
    expect(codes(judged(evidence(answer, control)))).toEqual([expected]);
  });

  test('what may pass by itself is transient', () => {
    const transient = (answer: HttpOutcome, control?: HttpOutcome) =>
      judged(evidence(answer, control))[0]?.transient === true;
    expect(transient(answered(503))).toBe(true);
    expect(transient({ status: 'timed-out', address: '203.0.113.10' })).toBe(true);
    expect(transient(onboarded, answered(503))).toBe(true);
    expect(transient(onboarded, onboarded)).toBe(false);
    expect(transient({ status: 'reset', address: '203.0.113.10' })).toBe(false);
    expect(transient(unknownTenant, unknownTenant)).toBe(false);
  });

  test('the reason phrase stands word for word, with the side that said it', () => {
    const [refused] = judged(
      evidence(
        answered(401, '', { statusText: 'CMGService_Invalid_Token' }),
        answered(401, '', { statusText: 'CMGService_Invalid_Token' }),
      ),
    );
    expect(refused).toMatchObject({
      what: expect.stringMatching(/probably.*401 CMGService_Invalid_Token; the Azure side/),
      symptom: '[CCMHTTP] ERROR INFO: StatusCode=401 StatusText=CMGService_Invalid_Token',
    });
    const [error] = judged(evidence(answered(500, '', { statusText: 'CMGConnector_InternalServerError' })));
    expect(error?.what).toMatch(/500 CMGConnector_InternalServerError; the connection point/);
  });
});

describe('with the command line', () => {
  const line = `ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/8 SMSSITECODE=ABC`;
  const both = `${line} AADCLIENTAPPID=${client} AADRESOURCEURI=${resource}`;

  test.each<[string, HttpOutcome, string, readonly string[]]>([
    ['the same properties', onboarded, both, ['pass supplied-on-command-line', 'pass onboarded']],
    [
      'upper case and a slash',
      onboarded,
      both.replace(client, client.toUpperCase()).replace(resource, `${resource.toLowerCase()}/`),
      ['pass supplied-on-command-line', 'pass onboarded'],
    ],
    [
      'another client app',
      onboarded,
      both.replace(client, tenantId),
      ['pass supplied-on-command-line', 'warn properties-differ'],
    ],
    [
      'another resource',
      onboarded,
      both.replace(resource, 'api://other'),
      ['pass supplied-on-command-line', 'warn properties-differ'],
    ],
    ['one of them, the same', onboarded, `${line} AADCLIENTAPPID=${client}`, ['pass onboarded']],
    ['one of them, another', onboarded, `${line} AADRESOURCEURI=api://other`, ['warn properties-differ']],
    ['not onboarded', unknownTenant, both, ['pass supplied-on-command-line', 'warn not-onboarded']],
    ['not a CMG', iisNotFound, both, ['pass supplied-on-command-line', 'warn not-a-cmg']],
    ['an error', answered(503), both, ['pass supplied-on-command-line', 'warn service-error']],
    [
      'unreachable',
      { status: 'reset', address: '203.0.113.10' },
      both,
      ['pass supplied-on-command-line', 'warn unreachable'],
    ],
    ['one of them, not onboarded', unknownTenant, `${line} AADCLIENTAPPID=${client}`, ['fail not-onboarded']],
  ])('%s', (_, answer, text, expected) => {
    expect(codes(judged(evidence(answer), text))).toEqual(expected);
  });

  test('what ccmsetup will not ask has no symptom', () => {
    const [, warning] = judged(evidence(unknownTenant), both);
    expect(warning).not.toHaveProperty('symptom');
    expect(warning?.why).toMatch(/does not ask/);
  });

  test('/UsePKICert keeps the properties from some devices', () => {
    const pki = (text: string) =>
      judged(evidence(onboarded), text.replace('ccmsetup.exe', 'ccmsetup.exe /UsePKICert')).at(-1);
    expect(pki(line)?.why).toMatch(/UsePKICert/);
    expect(pki(both)?.why).toBeUndefined();
  });
});

describe('a peer that is not to be trusted', () => {
  const connection = failed({ status: 'refused', address });

  const distrusted = (answer: HttpOutcome, control: HttpOutcome, by: Check, gathered: unknown) =>
    codes(tenantOnboarding.judge(evidence(answer, control), contextOf(undefined, new Map([[by, gathered]]))));
  const unreadable = { kind: 'unreadable-certificate', why: 'none was sent' };

  test('explains a strange answer, and hides none that only a CMG gives', () => {
    expect(distrusted(answered(200, page), answered(200, page), cmgConnection, connection)).toEqual([
      'skip peer-untrusted',
    ]);
    expect(distrusted(answered(503), answered(503), cmgConnection, connection)).toEqual(['skip peer-untrusted']);
    expect(distrusted(onboarded, unknownTenant, cmgConnection, connection)).toEqual(['pass onboarded']);
    expect(distrusted(unknownTenant, unknownTenant, cmgConnection, connection)).toEqual(['fail not-onboarded']);
  });

  test('a root that is open but not bad explains nothing', () => {
    const status = rootCa.judge(unreadable as never, contextOf())[0]?.status;
    const expected = status === 'fail' ? 'skip peer-untrusted' : 'fail not-a-cmg';
    expect(distrusted(iisNotFound, iisNotFound, rootCa, unreadable)).toEqual([expected]);
  });
});

describe('probe', () => {
  const certificate = leaf();
  const connection = () =>
    connectedTo([certificate], { proxy: { source: 'option', proxy: 'http://proxy.contoso.com:8080/', bypass: '' } });

  function probe(target: Target, gathered: ReadonlyMap<Check, unknown>) {
    const host = fakeHost({
      http: {
        [`GET ${aadAuthInfoUrl(cmg, tenantId)}`]: onboarded,
        [`GET ${aadAuthInfoUrl(cmg, CONTROL_TENANT_ID)}`]: unknownTenant,
      },
    });
    const requests: HttpRequest[] = [];
    const context: ProbeContext = {
      target,
      observedAt,
      evidenceOf: <E>(check: Check<E>) => gathered.get(check) as E | undefined,
      host: {
        ...host,
        http: {
          request: (request, signal) => {
            requests.push(request);
            return host.http.request(request, signal);
          },
        },
      },
      signal: new AbortController().signal,
      debug: () => {},
    };
    return tenantOnboarding.probe(context).then((outcome) => ({ outcome, requests }));
  }

  test('asks as ccmsetup does, the same peer, over the same way', async () => {
    const { outcome, requests } = await probe(
      { ...targetOf(), tenantId: tenantId.toUpperCase() },
      new Map([[cmgConnection, connection()]]),
    );
    expect(outcome).toEqual({ ...evidence(onboarded), tenantFrom: 'target' });
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      expect(request).toMatchObject({
        method: 'GET',
        headers: { 'user-agent': 'SMS CCM 5.0' },
        peerSha256: connection().connection?.leafSha256,
        maxRedirects: 0,
        proxy: { host: 'proxy.contoso.com', port: 8080 },
      });
    }
  });

  test('is blocked without a connection or a tenant', async () => {
    const { connection: _, ...unconnected } = connection();
    const blocker = async (target: Target, gathered: ReadonlyMap<Check, unknown>) => {
      const { outcome, requests } = await probe(target, gathered);
      expect(requests).toEqual([]);
      return isBlocked(outcome) ? outcome.blocked.by : undefined;
    };
    const { cmg: __, ...homeless } = targetOf();
    expect(await blocker({ ...targetOf(), tenantId }, new Map())).toBe(cmgConnection);
    expect(await blocker({ ...targetOf(), tenantId }, new Map([[cmgConnection, unconnected]]))).toBe(cmgConnection);
    expect(await blocker({ ...homeless, tenantId }, new Map([[cmgConnection, connection()]]))).toBe(cmgConnection);
    expect(await blocker(targetOf(), new Map([[cmgConnection, connection()]]))).toBe(entraJoin);
  });

  test("asks for the device's own tenant, and for none where none is needed", async () => {
    const own = joinEvidence('entra-joined-system');
    const joined = await probe(
      targetOf(),
      new Map<Check, unknown>([
        [cmgConnection, connection()],
        [entraJoin, own],
      ]),
    ).catch(String);
    expect(joined).toMatch(new RegExp(`unscripted call: http GET .*TenantID=${TENANT_ID}`));
    const known = new Map<Check, unknown>([
      [cmgConnection, connection()],
      [entraJoin, joinEvidence('not-joined')],
    ]);
    const { outcome } = await probe(targetOf(tokenLine), known);
    expect(outcome).toEqual({ kind: 'not-needed', identity: 'registration-token' });
  });
});

describe('a device that registers without Entra', () => {
  const known = new Map<Check, unknown>([[entraJoin, joinEvidence('not-joined')]]);
  const found = (answer: HttpOutcome, control: HttpOutcome) =>
    codes(tenantOnboarding.judge(evidence(answer, control), contextOf(tokenLine, known)));

  test('needs no tenant', () => {
    const gathered = { kind: 'not-needed', identity: 'registration-token' } as const;
    expect(codes(tenantOnboarding.judge(gathered, contextOf(tokenLine, known)))).toEqual(['skip not-needed']);
    expect(tenantOnboarding.present(gathered)).toEqual({ identity: 'registration-token' });
  });

  test('is not stopped by what concerns the tenant only', () => {
    expect(found(unknownTenant, unknownTenant)).toEqual(['warn not-onboarded']);
    expect(found(onboarded, onboarded)).toEqual(['warn unrecognised-response']);
    expect(found(answered(503), answered(503))).toEqual(['fail service-error']);
    expect(found(iisNotFound, iisNotFound)).toEqual(['fail not-a-cmg']);
    expect(found(onboarded, unknownTenant)).toEqual(['pass onboarded']);
  });
});

test('the evidence is bounded and holds no cookies', () => {
  const headers = { server: 'x'.repeat(1000), 'set-cookie': 'secret=1' };
  const shown = tenantOnboarding.present(evidence(answered(200, 'y'.repeat(10_000), { statusText: 'OK', headers })));
  const text = JSON.stringify(shown);
  expect(text.length).toBeLessThan(6000);
  expect(text).not.toContain('secret');
  expect(shown).toMatchObject({
    tenantId,
    answer: { statusCode: 200, statusText: 'OK', bodyBytes: 10_000, bodyCut: true },
  });
  const failed = tenantOnboarding.present(evidence({ status: 'reset', address: '203.0.113.10' }));
  expect(failed).toMatchObject({ answer: { status: 'reset', address: '203.0.113.10' } });
});
