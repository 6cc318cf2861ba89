import { describe, expect, test } from '@jest/globals';
import { cmgConnection } from '../../checks/cmg-connection.ts';
import { questionsFor } from '../../checks/cmg-service/questions.ts';
import { type CmgServiceEvidence, cmgService } from '../../checks/cmg-service.ts';
import { type TenantOnboardingEvidence, tenantOnboarding } from '../../checks/tenant-onboarding.ts';
import { type Check, isBlocked, type JudgeContext } from '../../src/core/check.ts';
import type { Target } from '../../src/core/target.ts';
import { aadAuthInfoUrl, CONTROL_TENANT_ID } from '../../src/formats/aad-auth-info.ts';
import { parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import type { HttpOutcome } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';
import { address, connectedTo, failed, leaf } from './cmg-connection/evidence.ts';
import { answered, iisNotFound } from './http-outcomes.ts';

const cmg = { host: 'cmg.contoso.com', port: 443, path: '/CCM_Proxy_MutualAuth/72057594037927941' };
const tenantId = '5c0e8a2d-4f1b-4b6e-9a73-d1c2f3a4b596';
const target = { cmg, noCrlCheck: false, proxy: { kind: 'none' }, publicResolvers: [] } as const;
const observedAt = new Date('2026-06-01T12:00:00Z');

const noCertificate = answered(403, '', { statusText: 'CMGConnector_Clientcertificaterequired' });
const noToken = answered(401, '', { statusText: 'CMGService_Invalid_Token' });
const iisForbidden = answered(403, '<html>403.7</html>', { headers: { server: 'Microsoft-IIS/10.0' } });
const silence: HttpOutcome = { status: 'timed-out', address: '203.0.113.10' };

/** Answers by topic; every other question gets the first one. */
function evidence(all: HttpOutcome, by: Readonly<Record<string, HttpOutcome>> = {}): CmgServiceEvidence {
  return { questions: questionsFor(cmg).map((question) => ({ ...question, outcome: by[question.topic] ?? all })) };
}

function onboarding(answer: HttpOutcome, control: HttpOutcome): TenantOnboardingEvidence {
  return {
    kind: 'asked',
    tenantId,
    tenantFrom: 'device',
    answer: { url: aadAuthInfoUrl(cmg, tenantId), outcome: answer },
    control: { url: aadAuthInfoUrl(cmg, CONTROL_TENANT_ID), outcome: control },
  };
}
const onboarded = onboarding(
  answered(200, JSON.stringify({ a: CONTROL_TENANT_ID, b: 'https://ConfigMgrService' })),
  noToken,
);

function judged(gathered: CmgServiceEvidence, others: readonly (readonly [Check, unknown])[] = []) {
  const known = new Map<Check, unknown>(others);
  const context: JudgeContext = {
    target,
    observedAt,
    evidenceOf: <E>(check: Check<E>) => known.get(check) as E | undefined,
  };
  return cmgService.judge(gathered, context);
}
const codes = (findings: ReturnType<typeof judged>) =>
  findings.map(({ code, status }) => `${status} ${code.split('.')[1]}`);

const refusedConnection = failed({ status: 'refused', address });

test('the questions', () => {
  expect(questionsFor(cmg).map(({ url }) => new URL(url).pathname)).toEqual([
    '/CCM_Proxy_MutualAuth/ServiceMetadata',
    '/CCM_Proxy_ServerAuth/ServiceMetadata',
    '/CCM_Proxy_MutualAuth/72057594037927941/SMS_MP/.sms_aut',
    '/CCM_Proxy_ServerAuth/72057594037927941/CCM_STS',
    '/downloadrestservice.svc/getcontentxmlsecure',
  ]);
  const lab = questionsFor({ host: 'cmg.contoso.com', port: 8443 });
  expect(lab).toHaveLength(3);
  expect(lab[0]?.url).toMatch(/^https:\/\/cmg\.contoso\.com:8443\/CCM/);
});

describe('judgement', () => {
  test.each<[string, CmgServiceEvidence, readonly string[]]>([
    ['both sides refuse', evidence(noToken, { 'management-point': noCertificate }), ['pass alive']],
    ['the Azure side refuses', evidence(noToken), ['pass alive']],
    ['one mark among pages', evidence(iisNotFound, { metadata: noToken }), ['pass alive', 'warn id-unknown']],
    [
      'the id is not known',
      evidence(noToken, { 'management-point': answered(404) }),
      ['pass alive', 'warn id-unknown'],
    ],
    [
      'everything is 404 in the words of a CMG',
      evidence(answered(404, '', { statusText: 'CMGService_Not_Found' })),
      ['pass alive'],
    ],
    ['the id times out', evidence(noToken, { 'management-point': silence }), ['pass alive']],
    [
      'the token service is ill',
      evidence(noToken, { 'token-service': answered(500, '', { statusText: 'CMGConnector_InternalServerError' }) }),
      ['pass alive', 'warn service-error'],
    ],
    ['throttled', evidence(noToken, { content: answered(429) }), ['pass alive', 'warn throttled']],
    ['503 everywhere', evidence(answered(503)), ['fail service-error']],
    ['503 or silence', evidence(answered(503), { content: silence }), ['fail service-error']],
    ['a plain web server', evidence(iisNotFound), ['unknown unrecognised-response']],
    ['a captive portal', evidence(answered(200, '<!doctype html>')), ['fail not-a-cmg']],
    [
      'a proxy that lets some through',
      evidence(iisNotFound, { content: answered(302, '', { headers: { location: 'https://portal.fabrikam.com/' } }) }),
      ['fail not-a-cmg'],
    ],
    ['IIS refuses without a mark', evidence(iisForbidden), ['unknown unrecognised-response']],
    ['some pages, some bare', evidence(iisNotFound, { content: answered(400) }), ['unknown unrecognised-response']],
    ['silence', evidence(silence), ['unknown unrecognised-response']],
    ['200 everywhere', evidence(answered(200, 'hello')), ['unknown unrecognised-response']],
  ])('%s', (_, gathered, expected) => {
    expect(codes(judged(gathered))).toEqual(expected);
  });

  test('what the sides prove', () => {
    expect(judged(evidence(noToken))[0]?.why).toMatch(/Only its Azure side/);
    expect(judged(evidence(noToken, { 'management-point': noCertificate }))[0]?.why).toMatch(
      /connection point, so that is connected/,
    );
  });

  test('silence may pass, a refusal does not', () => {
    expect(judged(evidence(silence))[0]?.transient).toBe(true);
    expect(judged(evidence(iisForbidden))[0]?.transient).toBeUndefined();
  });

  test('one cause, one fail: tenant-onboarding has told it', () => {
    const told = (gathered: CmgServiceEvidence, answer: HttpOutcome) =>
      codes(judged(gathered, [[tenantOnboarding, onboarding(answer, answer)]]));
    expect(told(evidence(answered(503)), answered(503))).toEqual(['skip explained']);
    expect(told(evidence(iisNotFound), iisNotFound)).toEqual(['skip explained']);
    expect(told(evidence(silence), silence)).toEqual(['skip explained']);
    expect(told(evidence(noToken, { content: answered(503) }), answered(503))).toEqual(['pass alive']);
  });

  test('a CMG that gave the tenant its apps is one', () => {
    expect(codes(judged(evidence(iisForbidden), [[tenantOnboarding, onboarded]]))).toEqual(['pass alive']);
    expect(codes(judged(evidence(silence), [[tenantOnboarding, onboarding(noToken, noToken)]]))).toEqual([
      'pass alive',
    ]);
  });

  describe('one path passes and the others are filtered', () => {
    const beside = (gathered: CmgServiceEvidence) => codes(judged(gathered, [[tenantOnboarding, onboarded]]));
    const reset: HttpOutcome = { status: 'reset', address: '203.0.113.10' };
    const page = answered(200, '<!doctype html>');

    test.each<[string, CmgServiceEvidence]>([
      ['405', evidence(answered(405))],
      ['501', evidence(answered(501))],
      ['a page', evidence(page)],
      ['the same text everywhere', evidence(answered(200, 'hello'))],
      ['resets', evidence(reset)],
      ['all of them', evidence(answered(405), { metadata: reset, content: page })],
    ])('%s', (_, gathered) => {
      expect(beside(gathered)).toEqual(['warn paths-filtered']);
    });

    test.each<[string, CmgServiceEvidence]>([
      ['one is silent', evidence(answered(405), { content: silence })],
      ['one is refused as anybody may', evidence(answered(405), { content: answered(403) })],
      ['one is not there', evidence(answered(405), { content: iisNotFound })],
      ['only one has a text', evidence(answered(405), { metadata: answered(200, '{}') })],
      ['one is refused in the words of a CMG', evidence(answered(405, '', { statusText: 'CMGService_Bad_Method' }))],
    ])('not when %s', (_, gathered) => {
      expect(beside(gathered)).toEqual(['pass alive']);
    });

    test('whose answers they are is told elsewhere where the peer is not to be trusted', () => {
      const others = [
        [tenantOnboarding, onboarded],
        [cmgConnection, refusedConnection],
      ] as const;
      expect(codes(judged(evidence(answered(405)), others))).toEqual(['pass alive']);
    });

    test('whom to ask', () => {
      const [filtered] = judged(evidence(answered(405)), [[tenantOnboarding, onboarded]]);
      expect(filtered).toMatchObject({ owner: 'network', fix: expect.stringContaining('Exempt cmg.contoso.com from') });
    });
  });

  test('a peer that is not to be trusted explains strange answers', () => {
    expect(codes(judged(evidence(iisNotFound), [[cmgConnection, refusedConnection]]))).toEqual(['skip peer-untrusted']);
    expect(codes(judged(evidence(noToken), [[cmgConnection, refusedConnection]]))).toEqual(['pass alive']);
  });
});

describe('probe', () => {
  const connection = connectedTo([leaf()]);

  const run = (known: ReadonlyMap<Check, unknown>, asked: Target = target) =>
    cmgService.probe({
      target: asked,
      observedAt,
      evidenceOf: <E>(check: Check<E>) => known.get(check) as E | undefined,
      host: fakeHost({ http: Object.fromEntries(questionsFor(cmg).map(({ url }) => [`GET ${url}`, noToken])) }),
      signal: new AbortController().signal,
      debug: () => {},
    });

  test('asks every path', async () => {
    expect(await run(new Map([[cmgConnection, connection]]))).toEqual(evidence(noToken));
  });

  test("takes the path of the line's CCMHOSTNAME when it is for this host", async () => {
    const known = new Map([[cmgConnection, connection]]);
    const { path, ...bare } = cmg;
    const urls = async (line: string) => {
      const parsed = parseCcmsetupCommand(line);
      if (!parsed.ok) throw new Error(parsed.reason);
      const outcome = await run(known, { ...target, cmg: bare, ccmsetup: parsed.command });
      return isBlocked(outcome) ? [] : outcome.questions.map(({ url }) => url);
    };
    expect(await urls(`ccmsetup.exe CCMHOSTNAME=${cmg.host}${path}`)).toHaveLength(5);
    expect(await urls(`ccmsetup.exe CCMHOSTNAME=other.contoso.com${path}`)).toHaveLength(3);
    expect(await urls('ccmsetup.exe SMSSITECODE=ABC')).toHaveLength(3);
  });

  test('is blocked without a connection', async () => {
    const outcome = await run(new Map([[cmgConnection, refusedConnection]]));
    expect(isBlocked(outcome) && outcome.blocked.by).toBe(cmgConnection);
  });
});

test('the evidence shows every answer', () => {
  expect(cmgService.present(evidence(noToken))).toMatchObject({
    questions: expect.arrayContaining([
      expect.objectContaining({ topic: 'content', statusCode: 401, statusText: 'CMGService_Invalid_Token' }),
    ]),
  });
});
