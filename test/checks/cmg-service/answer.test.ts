import { describe, expect, test } from '@jest/globals';
import { classifyAnswer, isSameAnswer, statusOf, symptomOf } from '../../../checks/cmg-service/answer.ts';
import type { HttpOutcome } from '../../../src/host/ports.ts';
import { answered, iisNotFound, nameless } from '../http-outcomes.ts';

const url = 'https://cmg.contoso.com/CCM_Proxy_ServerAuth/AADAuthInfo?TenantID=x';
const page = '<!doctype html><html><body>hello</body></html>';
const iis = { server: 'Microsoft-IIS/10.0' };

describe('classifyAnswer', () => {
  test.each<[string, HttpOutcome, object]>([
    ['200', answered(200, '{}'), { kind: 'success', statusCode: 200, truncated: false }],
    ['204', answered(204), { kind: 'success', statusCode: 204 }],
    [
      'an Azure refusal',
      answered(401, '', { statusText: 'CMGService_Invalid_Token' }),
      { kind: 'refused', side: 'azure' },
    ],
    [
      'an on-premises refusal',
      answered(403, page, { statusText: 'CMGConnector_Clientcertificaterequired', headers: iis }),
      { kind: 'refused', side: 'on-premises' },
    ],
    ['a refusal in the body', answered(400, '{"error":"CMGService_Bad_Request"}'), { kind: 'refused', side: 'azure' }],
    [
      '500',
      answered(500, '', { statusText: 'CMGConnector_InternalServerError' }),
      { kind: 'service-error', side: 'on-premises' },
    ],
    ['503', answered(503, page), { kind: 'service-error', throttled: false }],
    ['429', answered(429), { kind: 'service-error', throttled: true }],
    ['408', answered(408), { kind: 'service-error' }],
    ['a captive portal', answered(200, page), { kind: 'foreign' }],
    [
      'a proxy page',
      answered(403, page, { headers: { via: '1.1 proxy' } }),
      { kind: 'foreign', why: expect.stringContaining('1.1 proxy') },
    ],
    [
      'a filter',
      answered(403, 'no', { headers: { server: 'squid/6' } }),
      { kind: 'foreign', why: expect.stringContaining('squid') },
    ],
    ['IIS without the path', iisNotFound, { kind: 'foreign' }],
    ['another web server', answered(404, page, { headers: { server: 'nginx' } }), { kind: 'foreign' }],
    ['a page with 403', answered(403, page, { headers: { server: 'nginx' } }), { kind: 'foreign' }],
    ['IIS saying 403', answered(403, page, { headers: iis }), { kind: 'other' }],
    ['a bare 404', answered(404), { kind: 'other' }],
    ['a bare 401', answered(401), { kind: 'other' }],
    ['405', answered(405), { kind: 'other' }],
    ['501', answered(501), { kind: 'other' }],
    ['407', answered(407), { kind: 'none', transient: false }],
    [
      'a redirect elsewhere',
      answered(302, '', { headers: { location: 'https://portal.fabrikam.com/x' } }),
      { kind: 'foreign' },
    ],
    ['a redirect to the same host', answered(302, '', { headers: { location: '/login' } }), { kind: 'other' }],
    ['a redirect without aim', answered(302), { kind: 'other' }],
    ['a redirect to nonsense', answered(302, '', { headers: { location: 'http://[' } }), { kind: 'other' }],
    ['no name', nameless('cmg.contoso.com'), { kind: 'none', transient: true }],
    ['refused', { status: 'refused', address: '203.0.113.10' }, { kind: 'none', transient: false }],
    ['timed out', { status: 'timed-out', address: '203.0.113.10' }, { kind: 'none', transient: true }],
    ['reset', { status: 'reset', address: '203.0.113.10' }, { kind: 'none', transient: false }],
    [
      'unreachable',
      { status: 'unreachable', address: '203.0.113.10', code: 'ENETUNREACH' },
      { kind: 'none', transient: true },
    ],
    ['proxy 407', { status: 'proxy-refused', statusCode: 407, statusText: 'Auth' }, { kind: 'none', transient: false }],
    ['proxy 503', { status: 'proxy-refused', statusCode: 503, statusText: '' }, { kind: 'none', transient: true }],
    ['not TLS', { status: 'not-tls', address: '203.0.113.10' }, { kind: 'none', transient: false }],
    ['old TLS', { status: 'protocol-unsupported', address: '203.0.113.10', detail: 'x' }, { kind: 'none' }],
    ['alert', { status: 'alert', address: '203.0.113.10', detail: 'handshake_failure' }, { kind: 'none' }],
    ['another peer', { status: 'peer-changed', address: '203.0.113.10' }, { kind: 'none' }],
    ['circles', { status: 'too-many-redirects', url }, { kind: 'none' }],
    ['no HTTP', { status: 'malformed-response', detail: 'x' }, { kind: 'none' }],
  ])('%s', (_, outcome, expected) => {
    expect(classifyAnswer(outcome, url)).toMatchObject(expected);
  });
});

test('answers alike', () => {
  const classify = (outcome: HttpOutcome) => classifyAnswer(outcome, url);
  const refused = classify(answered(401, '', { statusText: 'CMGService_Invalid_Token' }));
  expect(isSameAnswer(refused, classify(answered(401, 'x', { statusText: 'CMGService_Invalid_Token' })))).toBe(true);
  expect(isSameAnswer(refused, classify(answered(401, '', { statusText: 'CMGService_Other' })))).toBe(false);
  expect(isSameAnswer(refused, classify(answered(403, '', { statusText: 'CMGService_Invalid_Token' })))).toBe(false);
  expect(isSameAnswer(refused, classify(answered(200)))).toBe(false);
  expect(isSameAnswer(classify(answered(200, 'a')), classify(answered(200, 'b')))).toBe(true);
  expect(isSameAnswer(refused, { kind: 'none', why: '', transient: true })).toBe(false);
  expect(isSameAnswer({ kind: 'none', why: 'a', transient: true }, { kind: 'none', why: 'b', transient: false })).toBe(
    true,
  );
});

test('in words', () => {
  expect(statusOf({ statusCode: 503, phrase: '' })).toBe('503');
  expect(statusOf({ statusCode: 401, phrase: 'x'.repeat(300) })).toHaveLength(105);
  expect(symptomOf({ statusCode: 401, phrase: 'CMGService_Invalid_Token' })).toBe(
    '[CCMHTTP] ERROR INFO: StatusCode=401 StatusText=CMGService_Invalid_Token',
  );
});
