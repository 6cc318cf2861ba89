import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { clockSkew } from '../../checks/clock-skew.ts';
import { judgedPaths } from '../../checks/crl-reachability/evidence.ts';
import { crlReachability } from '../../checks/crl-reachability.ts';
import { rootCa } from '../../checks/root-ca.ts';
import { OID } from '../../src/formats/oids.ts';
import type { HttpOutcome } from '../../src/host/ports.ts';
import {
  boolean,
  type CrlRequest,
  crlExtensions,
  DAY_MS,
  explicit,
  extension,
  extensions,
  implicit,
  issue,
  issueCrl,
  issueOcspResponse,
  NOW_MS,
  name,
  newKey,
  ocspStatus,
  uriName,
} from '../trust/test-pki.ts';
import { trustList } from '../trust/test-trust-list.ts';
import {
  blockOf,
  blockWithoutChain,
  type CrlWorld,
  DELTA_CRL,
  entryOf,
  ISSUING_CRL,
  issuing,
  issuingList,
  LDAP,
  MIRROR_CRL,
  OCSP,
  ocspUrl,
  points,
  ROOT_CRL,
  responders,
  root,
  rootList,
  runRevocation,
  server,
  serverWith,
} from './crl-reachability/world.ts';
import { nameless } from './http-outcomes.ts';
import { binary, dword } from './root-ca/machine.ts';
import { connectionTo, HOST, notFound, served, silent } from './root-ca/world.ts';

const seen = new Set<string>();
async function run(world: CrlWorld) {
  const result = await runRevocation(world);
  for (const { code } of result.findings) seen.add(code.replace('crl-reachability.', ''));
  return result;
}
/** Codes about the server certificate, when the authority's list is in order. */
async function codes(world: CrlWorld): Promise<readonly string[]> {
  const result = await run(world);
  expect(result.rootCa).toBe('pass trusted');
  expect(result.codes.at(-1)).toBe('pass reachable');
  return result.codes.slice(0, -1);
}
const list = (outcome: HttpOutcome): CrlWorld => ({ web: { [ISSUING_CRL]: outcome } });
const past = { thisUpdateMs: NOW_MS - 8 * DAY_MS, nextUpdateMs: NOW_MS - DAY_MS };
const stranger = issue({ subject: name('Contoso Issuing CA'), extensions: [extensions.ca()] });
const unreachable = { status: 'refused', address: '203.0.113.20' } as const;

describe('a complete list', () => {
  test('fresh, signed, and lists nothing of ours', async () => {
    const result = await run(list(issuingList({ entries: [entryOf(issuing)] })));
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({
      what: `"${HOST}" is not on the list at ${ISSUING_CRL}, valid until 2025-06-22 12:00 UTC`,
      subject: ISSUING_CRL,
    });
    expect(result.asked.toSorted()).toEqual([ISSUING_CRL, ROOT_CRL].toSorted());
  });

  test.each<[string, (der: Uint8Array) => Uint8Array]>([
    ['PEM', pemOf],
    ['gzip', (der) => gzipSync(der)],
  ])('as %s: whether Windows reads that nobody says', async (_, wrap) => {
    const result = await run(list(served(wrap(issueCrl({ issuer: issuing })))));
    expect(result.codes[0]).toBe('unknown undetermined');
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining('it is not in DER form') });
  });

  test.each<[string, HttpOutcome, string, string]>([
    ['404', notFound, 'unreachable', 'pki'],
    ['a sign-in wall', served('', { statusCode: 401, statusText: 'Unauthorized' }), 'unreachable', 'pki'],
    ['an error of the server', served('', { statusCode: 500, statusText: '' }), 'unreachable', 'pki'],
    ['no answer', silent, 'unreachable', 'network'],
    ['refused', unreachable, 'unreachable', 'network'],
    ['reset', { status: 'reset', address: '203.0.113.20' }, 'unreachable', 'network'],
    ['no route', { status: 'unreachable', address: '203.0.113.20', code: 'ENETUNREACH' }, 'unreachable', 'network'],
    ['an internal name', nameless('pki.contoso.test'), 'unreachable', 'pki'],
    ['a proxy without a name', nameless('proxy.contoso.test'), 'unreachable', 'network'],
    ['a proxy that asks who', { status: 'proxy-refused', statusCode: 407, statusText: 'x' }, 'unreachable', 'network'],
    ['redirects without end', { status: 'too-many-redirects', url: ISSUING_CRL }, 'unreachable', 'network'],
    ['redirected to broken TLS', { status: 'alert', address: '203.0.113.20', detail: 'x' }, 'unreachable', 'network'],
    ['no HTTP', { status: 'malformed-response', detail: 'SSH-2.0' }, 'unreachable', 'network'],
    ['too large', served('', { truncated: true }), 'unreachable', 'pki'],
    ['expired', issuingList(past), 'expired', 'pki'],
    ['in the future', issuingList({ thisUpdateMs: NOW_MS + DAY_MS }), 'not-yet-valid', 'pki'],
    ['rubbish', served(Buffer.alloc(600, 0x41)), 'malformed', 'pki'],
    ['empty', served(''), 'malformed', 'pki'],
    ['a sign-in page', served('<html>Welcome</html>'), 'malformed', 'pki'],
    ['a certificate', served(issuing.certificate.der), 'malformed', 'pki'],
    ['cut short', served(issueCrl({ issuer: issuing }).subarray(0, 90)), 'malformed', 'pki'],
    ['signed by another key', issuingList({ issuer: stranger }), 'bad-signature', 'pki'],
    ["another authority's", rootList(), 'bad-signature', 'pki'],
    [
      'a partition for others',
      issuingList({ extensions: [partition('http://pki.contoso.test/2.crl')] }),
      'unusable',
      'pki',
    ],
    ['about authorities only', issuingList({ extensions: [forAuthorities()] }), 'unusable', 'pki'],
    ['an indirect list', issuingList({ extensions: [indirect()] }), 'unusable', 'pki'],
    [
      'a delta in its place',
      issuingList({ extensions: [crlExtensions.number(8), crlExtensions.deltaBase(7)] }),
      'unusable',
      'pki',
    ],
    [
      'an unknown critical extension',
      issuingList({ extensions: [extension('1.2.3.4', Uint8Array.of(5, 0), true)] }),
      'unusable',
      'pki',
    ],
    ['revoked', issuingList({ entries: [entryOf(server, crlExtensions.reason(1))] }), 'revoked', 'pki'],
    ['on hold', issuingList({ entries: [entryOf(server, crlExtensions.reason(6))] }), 'revoked', 'pki'],
  ])('%s', async (_, outcome, code, owner) => {
    const world = list(outcome);
    const result = await run(world);
    expect(result.codes).toEqual([`fail ${code}`, 'pass reachable']);
    expect(result.findings[0]).toMatchObject({
      owner,
      subject: ISSUING_CRL,
      docs: `docs/checks/crl-reachability.md#${code}`,
      symptom: expect.stringContaining(code === 'revoked' ? 'CERT_REVOKED' : 'CERT_REV_FAILED'),
    });
    expect(result.findings[0]).not.toHaveProperty('transient');
    const tolerated = await run({ ...world, noCrlCheck: true });
    expect(tolerated.codes).toEqual(['warn bootstrap-only', 'pass reachable']);
    expect(tolerated.findings[0]).toMatchObject({
      what: expect.stringContaining(`(${code})`),
      why: expect.stringContaining('/nocrlcheck is for ccmsetup only'),
      owner,
      subject: ISSUING_CRL,
    });
  });

  test('taken off the list again', async () => {
    const removed = issuingList({ entries: [entryOf(server, crlExtensions.reason(8))] });
    expect(await codes(list(removed))).toEqual(['pass reachable']);
  });

  test('the words of a revocation', async () => {
    const entry = { ...entryOf(server, crlExtensions.reason(1)), revokedAtMs: NOW_MS - 2 * DAY_MS };
    const { findings } = await run(list(issuingList({ entries: [entry] })));
    expect(findings[0]?.what).toBe(
      `"${HOST}" (serial ${server.certificate.serialText}) is revoked since 2025-06-13 12:00 UTC (keyCompromise), says ${ISSUING_CRL}`,
    );
  });

  test("the authority's own list counts as much", async () => {
    const web = { [ISSUING_CRL]: issuingList(), [ROOT_CRL]: notFound };
    expect((await run({ web })).codes).toEqual(['pass reachable', 'fail unreachable']);
    const revoked = { ...web, [ROOT_CRL]: rootList({ entries: [entryOf(issuing)] }) };
    expect((await run({ web: revoked })).codes).toEqual(['pass reachable', 'fail revoked']);
  });

  test('an authority that may not sign lists', async () => {
    const between = issue({
      subject: name('Contoso Issuing CA'),
      key: issuing.key,
      issuer: root,
      extensions: [extensions.ca(0), extensions.keyUsage(5), points(ROOT_CRL)],
    });
    const result = await run({ ...list(issuingList()), connection: connectionTo([server, between]) });
    expect(result.codes[0]).toBe('fail unusable');
    expect(result.findings[0]).toMatchObject({ fix: expect.stringContaining('CRL signing') });
  });

  test.each(['P-384', 'P-521', 'rsa', 'rsa-pss'] as const)('signed with %s', async (kind) => {
    const top = issue({ subject: name('Root'), key: newKey(kind), extensions: [extensions.ca()] });
    const leaf = issue({ subject: name(HOST), issuer: top, extensions: [points(ISSUING_CRL)] });
    const world = {
      connection: connectionTo([leaf]),
      machine: { root: [top] },
      web: { [ISSUING_CRL]: served(issueCrl({ issuer: top })) },
    };
    expect((await run(world)).codes).toEqual(['pass reachable']);
    const broken = issueCrl({ issuer: top });
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    expect((await run({ ...world, web: { [ISSUING_CRL]: served(broken) } })).codes).toEqual(['fail bad-signature']);
  });

  test('without an end: the last one ever', async () => {
    expect(await codes(list(issuingList({ nextUpdateMs: null })))).toEqual(['pass reachable']);
  });

  test('an open question under /nocrlcheck is a warning', async () => {
    const world = list(served(pemOf(issueCrl({ issuer: issuing }))));
    expect((await run({ ...world, noCrlCheck: true })).codes[0]).toBe('warn bootstrap-only');
  });
});

describe('several sources', () => {
  const mirrored = serverWith(points(ISSUING_CRL, MIRROR_CRL));

  test('both work', async () => {
    const web = { [ISSUING_CRL]: issuingList(), [MIRROR_CRL]: issuingList() };
    expect(await codes({ leaf: mirrored, web })).toEqual(['pass reachable']);
  });

  test.each<[string, HttpOutcome]>([
    ['dead', silent],
    ['expired', issuingList(past)],
    ['rubbish', served('<html>')],
  ])('one of two is %s', async (_, outcome) => {
    const web = { [ISSUING_CRL]: outcome, [MIRROR_CRL]: issuingList() };
    const result = await run({ leaf: mirrored, web });
    expect(result.codes).toEqual(['pass reachable', 'warn partly-unreachable', 'pass reachable']);
    expect(result.finding('partly-unreachable')).toMatchObject({ subject: ISSUING_CRL });
  });

  test('both dead: all are told, the most telling one speaks', async () => {
    const web = { [ISSUING_CRL]: silent, [MIRROR_CRL]: issuingList(past) };
    const result = await run({ leaf: mirrored, web });
    expect(result.codes).toEqual(['fail expired', 'pass reachable']);
    expect(result.findings[0]?.what).toBe(
      `Whether "${HOST}" is revoked cannot be found out: ${ISSUING_CRL}: no answer from 203.0.113.20; ${MIRROR_CRL}: expired 2025-06-14 12:00 UTC`,
    );
  });

  test('LDAP first, then http: works, and what it costs is told', async () => {
    const leaf = serverWith(points(LDAP, ISSUING_CRL));
    const result = await run({ leaf, ...list(issuingList()) });
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining(LDAP) });
  });

  test.each<[string, readonly string[]]>([
    ['LDAP', [LDAP]],
    ['a share', ['file://fs01/pki/issuing.crl']],
    ['a UNC path', ['\\\\fs01\\pki\\issuing.crl', LDAP]],
  ])('%s only', async (_, urls) => {
    const leaf = serverWith(points(...urls));
    const result = await run({ leaf });
    expect(result.codes).toEqual(['fail ldap-only', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ subject: urls[0] });
    expect((await run({ leaf, noCrlCheck: true })).codes[0]).toBe('warn bootstrap-only');
  });

  test('LDAP and a dead web server', async () => {
    expect(await codes({ leaf: serverWith(points(LDAP, ISSUING_CRL)), ...list(notFound) })).toEqual([
      'fail unreachable',
    ]);
  });

  test('a URL of a kind that Windows does not ask', async () => {
    expect(await codes({ leaf: serverWith(points('ftp://pki.contoso.test/issuing.crl')) })).toEqual([
      'fail unreachable',
    ]);
  });

  test('nothing at all', async () => {
    const result = await run({ leaf: serverWith() });
    expect(result.codes).toEqual(['fail no-distribution-point', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('Most likely') });
    expect((await run({ leaf: serverWith(), noCrlCheck: true })).codes[0]).toBe('warn bootstrap-only');
  });

  test('https only: a warning, also when http only leads there', async () => {
    const url = 'https://pki.contoso.test/issuing.crl';
    const leaf = serverWith(points(url));
    expect(await codes({ leaf, web: { [url]: issuingList() } })).toEqual(['pass reachable', 'warn https-only']);
    const redirected = served(issueCrl({ issuer: issuing }), { url });
    expect(await codes(list(redirected))).toEqual(['pass reachable', 'warn https-only']);
    const both = serverWith(points(url, ISSUING_CRL));
    const web = { [url]: issuingList(), [ISSUING_CRL]: issuingList() };
    expect(await codes({ leaf: both, web })).toEqual(['pass reachable']);
  });

  test('a list that both certificates name is fetched once', async () => {
    const top = issue({ subject: name('Root'), extensions: [extensions.ca()] });
    const between = issue({ subject: name('Root'), issuer: top, extensions: [extensions.ca(), points(ISSUING_CRL)] });
    const leaf = issue({ subject: name(HOST), issuer: between, extensions: [points(ISSUING_CRL)] });
    const result = await run({
      connection: connectionTo([leaf, between]),
      machine: { root: [top] },
      web: { [ISSUING_CRL]: served(issueCrl({ issuer: between })) },
    });
    expect(result.asked).toEqual([ISSUING_CRL]);
    expect(result.codes).toEqual(['pass reachable', 'fail bad-signature']);
  });

  test('a hostile number of URLs is not followed to the end', async () => {
    const urls = Array.from({ length: 40 }, (_, index) => `http://pki.contoso.test/${index}.crl`);
    const web = Object.fromEntries(urls.map((url) => [url, notFound]));
    const result = await run({ leaf: serverWith(points(...urls)), web });
    expect(result.codes[0]).toBe('fail unreachable');
    expect(result.asked.length).toBeLessThan(12);
  });

  test('nor are they over all certificates together: lists are large', async () => {
    const urlsOf = (host: string) =>
      Array.from({ length: 10 }, (_, index) => `http://${host}.contoso.test/${index}.crl`);
    const between = issue({
      subject: name('Contoso Issuing CA'),
      key: issuing.key,
      issuer: root,
      extensions: [extensions.ca(0), extensions.keyUsage(5, 6), points(...urlsOf('upper'))],
    });
    const leaf = serverWith(points(...urlsOf('lower')));
    const web = Object.fromEntries([...urlsOf('upper'), ...urlsOf('lower')].map((url) => [url, notFound]));
    const result = await run({ connection: connectionTo([leaf, between]), web });
    expect(result.codes).toEqual(['fail unreachable', 'fail unreachable']);
    expect(result.asked).toHaveLength(12);
    expect(result.findings[1]?.what).toContain('not asked after 12 lists');
  });
});

describe('delta lists', () => {
  const base = (more: Partial<CrlRequest> = {}): HttpOutcome =>
    issuingList({ extensions: [crlExtensions.number(7), extensions.freshestCrl(DELTA_CRL)], ...more });
  const delta = (more: Partial<CrlRequest> = {}): HttpOutcome =>
    issuingList({ extensions: [crlExtensions.number(8), crlExtensions.deltaBase(7)], ...more });
  const world = (change: HttpOutcome, complete = base()): CrlWorld => ({
    web: { [ISSUING_CRL]: complete, [DELTA_CRL]: change },
  });

  test('in order', async () => {
    const result = await run(world(delta()));
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
    expect(result.asked).toContain(DELTA_CRL);
  });

  test('it revokes', async () => {
    expect(await codes(world(delta({ entries: [entryOf(server)] })))).toEqual(['fail revoked']);
  });

  test('it takes back', async () => {
    const held = base({
      extensions: [crlExtensions.number(7), extensions.freshestCrl(DELTA_CRL)],
      entries: [entryOf(server, crlExtensions.reason(6))],
    });
    const back = delta({ entries: [entryOf(server, crlExtensions.reason(8))] });
    expect(await codes(world(back, held))).toEqual(['pass reachable']);
  });

  test('unreachable: a warning', async () => {
    const result = await run(world(notFound));
    expect(result.codes).toEqual(['pass reachable', 'warn delta-unreachable', 'pass reachable']);
    expect(result.finding('delta-unreachable')).toMatchObject({
      subject: DELTA_CRL,
      fix: expect.stringContaining('double escaping'),
    });
  });

  test('LDAP first, then http: no warning', async () => {
    const freshest = extensions.freshestCrl(LDAP, DELTA_CRL);
    const complete = issuingList({ extensions: [crlExtensions.number(7), freshest] });
    expect(await codes(world(delta(), complete))).toEqual(['pass reachable']);
  });

  test('stale: Windows fails', async () => {
    const result = await run(world(delta(past)));
    expect(result.codes).toEqual(['fail unusable', 'pass reachable']);
    expect(result.findings[0]?.what).toContain(`${DELTA_CRL}: expired`);
  });
});

describe('OCSP', () => {
  const leaf = serverWith(responders(OCSP), points(ISSUING_CRL));
  const only = serverWith(responders(OCSP));
  const says = (request: Partial<Parameters<typeof issueOcspResponse>[0]> = {}, about = leaf): HttpOutcome =>
    served(issueOcspResponse({ certificate: about.certificate, issuer: issuing, ...request }));
  const asking = (about: typeof leaf, outcome: HttpOutcome, crl = notFound): CrlWorld => ({
    leaf: about,
    web: { [ocspUrl(about)]: outcome, [`POST ${OCSP}`]: outcome, [ISSUING_CRL]: crl },
  });

  test('good, and the list too', async () => {
    const result = await run(asking(leaf, says(), issuingList()));
    expect(result.codes).toEqual(['pass ocsp-good', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ subject: OCSP, what: expect.stringContaining('says OCSP') });
  });

  test('good, and the list dead: enough for Windows', async () => {
    expect(await codes(asking(leaf, says()))).toEqual(['pass ocsp-good', 'warn partly-unreachable']);
  });

  test('good, and no list named', async () => {
    expect(await codes(asking(only, says({}, only)))).toEqual(['pass ocsp-good']);
  });

  test('revoked counts, whatever the list says', async () => {
    const result = await run(asking(leaf, says({ status: ocspStatus.revoked(NOW_MS - DAY_MS, 1) }), issuingList()));
    expect(result.codes).toEqual(['fail ocsp-revoked', 'pass reachable']);
    expect(result.findings[0]?.what).toContain(`although ${ISSUING_CRL} says good`);
  });

  test.each<[string, HttpOutcome]>([
    ['dead', silent],
    ['404', notFound],
    ['try later', served(Uint8Array.of(0x30, 3, 0x0a, 1, 3))],
    ['a page', served('<html>')],
    ['unknown', says({ status: ocspStatus.unknown })],
    ['expired', says({ thisUpdateMs: past.thisUpdateMs, nextUpdateMs: past.nextUpdateMs })],
    ['signed by a stranger', says({ signer: stranger })],
  ])('%s, and the list is good', async (_, outcome) => {
    expect(await codes(asking(leaf, outcome, issuingList()))).toEqual(['pass reachable', 'warn partly-unreachable']);
  });

  test.each<[string, HttpOutcome, string]>([
    ['dead', silent, 'unreachable'],
    ['404', notFound, 'unreachable'],
    ['a page', served('<html>'), 'malformed'],
    ['unknown', says({ status: ocspStatus.unknown }, only), 'unusable'],
    ['expired', says({ thisUpdateMs: past.thisUpdateMs, nextUpdateMs: past.nextUpdateMs }, only), 'expired'],
    ['signed by a stranger', says({ signer: stranger }, only), 'bad-signature'],
  ])('%s, and nothing else', async (_, outcome, code) => {
    const result = await run(asking(only, outcome));
    expect(result.codes).toEqual([`fail ${code}`, 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ subject: OCSP, fix: expect.not.stringContaining('certutil -crl') });
  });

  test('a responder that takes POST only', async () => {
    const web = {
      [ocspUrl(only)]: served('', { statusCode: 405, statusText: 'Method Not Allowed' }),
      [`POST ${OCSP}`]: says({}, only),
    };
    const result = await run({ leaf: only, web });
    expect(result.codes).toEqual(['pass ocsp-good', 'pass reachable']);
    expect(result.asked).toContain(`POST ${OCSP}`);
  });

  test('a responder whose URL leaves no room for the question', async () => {
    const long = `${OCSP}/${'x'.repeat(240)}`;
    const leaf = serverWith(responders(long));
    const result = await run({ leaf, web: { [`POST ${long}`]: says({}, leaf) } });
    expect(result.codes).toEqual(['pass ocsp-good', 'pass reachable']);
  });

  test('LDAP as a responder is not asked', async () => {
    expect(await codes({ leaf: serverWith(responders('ldap:///x')) })).toEqual(['fail ldap-only']);
  });

  test('stapled by the CMG: good without asking anybody', async () => {
    const stapledOcsp = issueOcspResponse({ certificate: server.certificate, issuer: issuing });
    const result = await run({ stapledOcsp, ...list(notFound) });
    expect(result.codes).toEqual(['pass ocsp-good', 'warn partly-unreachable', 'pass reachable']);
    expect(result.findings[0]).not.toHaveProperty('subject');
    expect(result.findings[0]?.what).toContain('stapled by the CMG');
  });

  test('stapled and stale: no harm while the list is good, no help when there is none', async () => {
    const stapledOcsp = issueOcspResponse({
      certificate: server.certificate,
      issuer: issuing,
      nextUpdateMs: past.nextUpdateMs,
    });
    expect(await codes({ stapledOcsp, ...list(issuingList()) })).toEqual(['pass reachable']);
    expect(await codes({ stapledOcsp, leaf: serverWith() })).toEqual(['fail no-distribution-point']);
    expect(await codes({ stapledOcsp, ...list(notFound) })).toEqual(['fail unreachable']);
  });
});

describe('what this machine is set to', () => {
  const expired = list(issuingList({ thisUpdateMs: NOW_MS - 2 * DAY_MS, nextUpdateMs: NOW_MS - 3_600_000 }));

  test.each<[string, number, readonly string[]]>([
    ['twelve hours of grace', 12, ['warn expired-tolerated', 'pass reachable']],
    ['one hour, to the second', 1, ['warn expired-tolerated', 'pass reachable']],
    ['none', 0, ['fail expired', 'pass reachable']],
  ])('%s by policy', async (_, hours, expected) => {
    const machine = { root: [root], settings: { chainEnginePolicy: { CRLValidityExtensionPeriod: dword(hours) } } };
    expect((await run({ machine, ...expired })).codes).toEqual(expected);
  });

  test('grace does not make a revoked certificate good', async () => {
    const machine = { root: [root], settings: { chainEnginePolicy: { CRLValidityExtensionPeriod: dword(12) } } };
    const revoked = issuingList({ nextUpdateMs: NOW_MS - 3_600_000, entries: [entryOf(server)] });
    expect(await codes({ machine, ...list(revoked) })).toEqual(['fail revoked']);
  });

  test.each<[string, number, number, readonly string[]]>([
    ['in time', 9_000, 20_000, ['pass reachable']],
    ['longer than half of what Windows has', 11_000, 20_000, ['pass reachable', 'warn slow']],
    ['within a longer time that is set', 11_000, 60_000, ['pass reachable']],
  ])('a list that comes %s', async (_, durationMs, budget, expected) => {
    const settings = { chainEngine: { ChainRevAccumulativeUrlRetrievalTimeoutMilliseconds: dword(budget) } };
    const slow = served(issueCrl({ issuer: issuing }), { durationMs });
    expect(await codes({ machine: { root: [root], settings }, ...list(slow) })).toEqual(expected);
  });

  test('behind LDAP there is less time left', async () => {
    const slow = served(issueCrl({ issuer: issuing }), { durationMs: 6_000 });
    expect(await codes({ leaf: serverWith(points(LDAP, ISSUING_CRL)), ...list(slow) })).toEqual([
      'pass reachable',
      'warn slow',
    ]);
  });

  test('time and size limits of the registry are kept, within reason', async () => {
    const settings = {
      chainEngine: { ChainUrlRetrievalTimeoutMilliseconds: dword(5_000), MaxUrlRetrievalByteCount: dword(1_000_000) },
    };
    const { evidence } = await run({ machine: { root: [root], settings }, ...list(issuingList()) });
    expect(evidence.engine).toMatchObject({ urlTimeoutMs: 5_000, maxUrlBytes: 1_000_000 });
    const wild = {
      chainEngine: {
        ChainUrlRetrievalTimeoutMilliseconds: dword(600_000),
        MaxUrlRetrievalByteCount: dword(0xffff_ffff),
      },
    };
    const other = await run({ machine: { root: [root], settings: wild }, ...list(issuingList()) });
    expect(other.evidence.engine).toMatchObject({ urlTimeoutMs: 20_000, maxUrlBytes: 128 * 1024 * 1024 });
  });

  test('a list installed on the machine: works until it ends', async () => {
    const installed = { root: [root], installedCrls: [issueCrl({ issuer: issuing })] };
    const result = await run({ machine: installed, ...list(notFound) });
    expect(result.codes).toEqual(['warn cached-only', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ subject: ISSUING_CRL, what: expect.stringContaining('2025-06-22') });
    expect(await codes({ machine: installed, ...list(issuingList()) })).toEqual(['pass reachable']);
  });

  test('an installed list that has ended, is foreign or broken is as good as none', async () => {
    const crls = [issueCrl({ issuer: issuing, ...past }), issueCrl({ issuer: root }), Buffer.from('rubbish')];
    const machine = { root: [root], installedCrls: crls };
    const result = await run({ machine, ...list(notFound) });
    expect(result.codes[0]).toBe('fail unreachable');
    expect(result.findings[0]?.what).not.toContain('installed');
  });

  test('an installed list that revokes counts before the network', async () => {
    const machine = { root: [root], installedCrls: [issueCrl({ issuer: issuing, entries: [entryOf(server)] })] };
    expect(await codes({ machine, ...list(issuingList()) })).toEqual(['fail revoked']);
  });

  test('an installed list for a certificate that names no place: nobody documented it', async () => {
    const machine = { root: [root], installedCrls: [issueCrl({ issuer: issuing })] };
    expect(await codes({ machine, leaf: serverWith() })).toEqual(['unknown undetermined']);
  });

  const script = { proxy: '', bypass: '', autoConfigUrl: 'http://wpad.contoso.test/proxy.pac', autoDetect: false };
  const scripted = connectionTo([server, issuing], {
    proxy: { source: 'none', proxy: '', bypass: '', internetSettings: script },
  });

  test('a proxy script that was not followed: silence proves nothing', async () => {
    const result = await run({ connection: scripted, ...list(silent) });
    expect(result.codes).toEqual(['unknown undetermined', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('proxy.pac') });
    expect(await codes({ connection: scripted, ...list(notFound) })).toEqual(['fail unreachable']);
    expect(await codes({ connection: scripted, ...list(issuingList()) })).toEqual(['pass reachable']);
  });
});

describe('when the chain is not trusted', () => {
  test('root missing, intermediate sent: the server certificate is judged all the same', async () => {
    const result = await run({ machine: {}, ...list(issuingList()) });
    expect(result.rootCa).toBe('fail missing');
    expect(result.codes).toEqual(['pass reachable', 'skip issuer-missing']);
    expect(result.findings[1]).toMatchObject({ subject: 'root-ca' });
    expect((await run({ machine: {}, ...list(notFound) })).codes).toEqual(['fail unreachable', 'skip issuer-missing']);
  });

  test('root missing and sent: everything is judged', async () => {
    const result = await run({
      machine: {},
      connection: connectionTo([server, issuing, root]),
      ...list(issuingList()),
    });
    expect(result.rootCa).toBe('fail missing');
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
  });

  test('no issuer at all: nothing can be verified', async () => {
    const blocked = await blockOf({ connection: connectionTo([server]) });
    expect(blocked.by).toBe(rootCa);
  });

  test('an issuer that did not sign: its list is not ours', async () => {
    const fake = issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: [extensions.ca()] });
    expect((await blockOf({ connection: connectionTo([server, fake]) })).by).toBe(rootCa);
  });

  test('no connection', async () => {
    expect((await blockWithoutChain()).by).toBe(rootCa);
  });

  test('faults of the chain that leave the lists verifiable hide nothing', async () => {
    const client = issue({
      subject: name(HOST),
      issuer: issuing,
      extensions: [extensions.extendedKeyUsage(OID.clientAuth), points(ISSUING_CRL)],
    });
    const result = await run({ leaf: client, ...list(notFound) });
    expect(result.rootCa).toBe('fail invalid-chain');
    expect(result.codes).toEqual(['fail unreachable', 'pass reachable']);
  });

  test('a self-signed certificate in Root: nobody could revoke it', async () => {
    const own = issue({ subject: name(HOST) });
    const result = await run({ connection: connectionTo([own]), machine: { root: [own] } });
    expect(result.codes).toEqual(['pass nothing-to-check']);
  });

  test('a root that Windows would fetch and that could not be fetched here leaves a question open', async () => {
    const folder = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en';
    const autoUpdate = { EncodedCtl: binary(trustList([{ certificate: root.certificate, properties: [] }])) };
    const file = `${folder}/${root.certificate.thumbprint.toLowerCase()}.crt`;
    const web = { [ISSUING_CRL]: issuingList(), [`${folder}/authrootstl.cab`]: served('MSCF'), [file]: notFound };
    const world = { machine: { settings: { autoUpdate } }, web };
    const result = await run(world);
    expect(result.rootCa).toBe('pass auto-update');
    expect(result.codes).toEqual(['pass reachable', 'unknown undetermined']);
    const fetched = await run({ ...world, web: { ...web, [file]: served(root.certificate.der) } });
    expect(fetched.codes).toEqual(['pass reachable', 'pass reachable']);
  });
});

test('a chain that Windows may or may not accept is looked at too', async () => {
  const between = issue({
    subject: name('Contoso Ed CA'),
    key: newKey('ed25519'),
    issuer: root,
    extensions: [extensions.ca(0), extensions.keyUsage(5, 6), points(ROOT_CRL)],
  });
  const leaf = issue({ subject: name(HOST), issuer: between, extensions: [points(ISSUING_CRL)] });
  const web = { [ISSUING_CRL]: served(issueCrl({ issuer: between })) };
  const result = await run({ connection: connectionTo([leaf, between]), web });
  expect(result.rootCa).toBe('unknown undetermined');
  expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
});

describe('several chains', () => {
  // The same authority, certified by another root too.
  const other = issue({ subject: name('Fabrikam Root CA'), extensions: [extensions.ca(), extensions.keyUsage(5, 6)] });
  const OTHER_CRL = 'http://pki.fabrikam.test/root.crl';
  const cross = issue({
    subject: name('Contoso Issuing CA'),
    key: issuing.key,
    issuer: other,
    extensions: [extensions.ca(0), extensions.keyUsage(5, 6), points(OTHER_CRL)],
  });
  const machine = { root: [root, other], ca: [cross] };
  const web = { [ISSUING_CRL]: issuingList() };

  test('both in order', async () => {
    const fine = { ...web, [OTHER_CRL]: served(issueCrl({ issuer: other })) };
    expect(await codes({ machine, web: fine })).toEqual(['pass reachable']);
  });

  test('one with trouble is warned about, whichever was sent', async () => {
    const result = await run({ machine, web: { ...web, [OTHER_CRL]: notFound } });
    expect(result.codes).toEqual(['pass reachable', 'pass reachable', 'warn chains-differ']);
    expect(result.finding('chains-differ')).toMatchObject({
      subject: OTHER_CRL,
      what: expect.stringContaining('"Fabrikam Root CA"'),
    });
    const crossOnly = { machine: { root: [root, other], ca: [issuing] }, connection: connectionTo([server, cross]) };
    const sent = await run({ ...crossOnly, web: { ...web, [OTHER_CRL]: notFound } });
    expect(sent.codes).toEqual(['pass reachable', 'pass reachable', 'warn chains-differ']);
  });

  test('a chain that is not trusted is not looked at', async () => {
    const result = await run({ machine: { root: [root], ca: [cross] }, web });
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
    expect(result.asked).not.toContain(OTHER_CRL);
  });

  test('/nocrlcheck leaves nothing to warn about', async () => {
    const result = await run({ machine, web: { ...web, [OTHER_CRL]: notFound }, noCrlCheck: true });
    expect(result.codes).toEqual(['pass reachable', 'pass reachable']);
  });
});

describe('a wrong clock', () => {
  const skew = (offsetMs: number): CrlWorld => ({
    nowMs: NOW_MS + offsetMs,
    evidence: new Map([
      [clockSkew, { samples: [1, 2].map((n) => ({ url: `https://s${n}/`, offsetMs, toleranceMs: 1 })) }],
    ]),
  });

  test('clock-skew fails for it: one cause, one failure', async () => {
    const result = await run({ ...skew(-3 * DAY_MS), ...list(issuingList()) });
    expect(result.codes).toEqual(['skip not-yet-valid', 'skip not-yet-valid']);
    expect(result.findings[0]).toMatchObject({ subject: 'clock-skew', what: expect.stringContaining('3 days behind') });
  });

  test('clock-skew only warns: the clock is what to set', async () => {
    const fresh = issuingList({ thisUpdateMs: NOW_MS - 3_600_000 });
    const result = await run({ ...skew(-7_200_000), ...list(fresh) });
    expect(result.codes).toEqual(['fail not-yet-valid', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({ owner: 'device', fix: expect.stringContaining('w32tm') });
  });

  test('a clock does not excuse a list that is stale by any', async () => {
    expect(await codes({ ...skew(3_600_000), ...list(issuingList(past)) })).toEqual(['fail expired']);
  });
});

test('lists are judged once, for judgement and for the report', async () => {
  const { evidence } = await run(list(issuingList()));
  expect(judgedPaths(evidence)).toBe(judgedPaths(evidence));
  expect(crlReachability.present(evidence)).toMatchObject({
    chain: 'accepted',
    paths: [
      {
        certificates: [
          {
            subject: `CN=${HOST}`,
            status: 'good',
            sources: [
              {
                method: 'crl',
                url: ISSUING_CRL,
                outcome: 'good',
                durationMs: 20,
                nextUpdate: '2025-06-22T12:00:00.000Z',
              },
            ],
          },
          { subject: 'CN=Contoso Issuing CA', status: 'good' },
        ],
        notJudged: [],
      },
    ],
    stapledOcsp: false,
    installedLists: [],
  });
});

test('every code was seen', () => {
  // What Windows itself says is in crl-reachability/schannel.test.ts.
  const own = crlReachability.codes.filter((code) => !code.startsWith('schannel-'));
  expect([...seen].toSorted()).toEqual(own.toSorted());
});

function partition(url: string): Uint8Array {
  return crlExtensions.issuingDistributionPoint(explicit(0, explicit(0, uriName(url))));
}
function forAuthorities(): Uint8Array {
  return crlExtensions.issuingDistributionPoint(implicit(2, boolean(true).subarray(2)));
}
function indirect(): Uint8Array {
  return crlExtensions.issuingDistributionPoint(implicit(4, boolean(true).subarray(2)));
}
function pemOf(der: Uint8Array): Uint8Array {
  const body = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`);
}
