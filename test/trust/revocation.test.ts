import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decodeCrl } from '../../src/formats/crl.ts';
import { encodeOid, encodeValue } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import { judgeRevocation } from '../../src/trust/revocation-judgement.ts';
import { deltaSources, revocationSources } from '../../src/trust/revocation-sources.ts';
import {
  boolean,
  type CrlRequest,
  crlExtensions,
  DAY_MS,
  explicit,
  extension,
  extensions,
  type Issued,
  implicit,
  issue,
  issueCrl,
  issueOcspResponse,
  NOW_MS,
  name,
  namedBits,
  newKey,
  type OcspRequestOfTest,
  ocspStatus,
  octetString,
  sequence,
  text,
  uriName,
} from './test-pki.ts';

const CRL_URL = 'http://pki.contoso.test/issuing.crl';
const DELTA_URL = 'http://pki.contoso.test/issuing+.crl';
const OCSP_URL = 'http://ocsp.contoso.test';

const root = issue({ subject: name('Contoso Root CA'), extensions: [extensions.ca(), extensions.keyUsage(5, 6)] });
const issuing = issue({
  subject: name('Contoso Issuing CA'),
  issuer: root,
  extensions: [extensions.ca(), extensions.keyUsage(5, 6), extensions.subjectKeyIdentifier(Uint8Array.of(1))],
});
const server = issue({
  subject: name('cmg.contoso.test'),
  issuer: issuing,
  extensions: [
    extensions.crlDistributionPoints('ldap:///CN=Contoso', CRL_URL),
    extensions.freshestCrl(DELTA_URL),
    extensions.authorityInfoAccess([OID.ocsp, OCSP_URL]),
  ],
});
const other = issue({ subject: name('other'), issuer: issuing }).certificate;

const crl = (bytes: Uint8Array, url = CRL_URL): CollectedAnswer => ({ method: 'crl', url, status: 'answered', bytes });
const delta = (bytes: Uint8Array): CollectedAnswer => ({
  method: 'delta-crl',
  url: DELTA_URL,
  status: 'answered',
  bytes,
});
const ocsp = (bytes: Uint8Array): CollectedAnswer => ({ method: 'ocsp', url: OCSP_URL, status: 'answered', bytes });
const dead = (method: CollectedAnswer['method'], url: string): CollectedAnswer => ({
  method,
  url,
  status: 'unreachable',
  detail: 'timed out',
});
const list = (request: Partial<CrlRequest> = {}): Uint8Array => issueCrl({ issuer: issuing, ...request });
const listed = (...own: readonly Uint8Array[]) => ({ serial: server.certificate.serial, extensions: own });

function judge(answers: readonly CollectedAnswer[], certificate = server.certificate, issuer: Issued = issuing) {
  const judgement = judgeRevocation({ certificate, issuer: issuer.certificate, answers, atMs: NOW_MS });
  return {
    status: judgement.status,
    codes: judgement.outcomes.map(({ code }) => code),
    cautions: judgement.cautions.map(({ code }) => code),
  };
}

describe('sources', () => {
  test('OCSP first, then distribution points in order, then deltas', () => {
    expect(revocationSources(server.certificate)).toEqual([
      { method: 'ocsp', scheme: 'http', url: OCSP_URL },
      { method: 'crl', scheme: 'ldap', url: 'ldap:///CN=Contoso' },
      { method: 'crl', scheme: 'http', url: CRL_URL },
      { method: 'delta-crl', scheme: 'http', url: DELTA_URL },
    ]);
    expect(revocationSources(other)).toEqual([]);
  });

  test('a list names its deltas too', () => {
    const base = decodeCrl(list({ extensions: [extensions.freshestCrl('https://pki.contoso.test/d.crl')] }));
    expect(base.ok && deltaSources(server.certificate, base.value).map(({ scheme }) => scheme)).toEqual([
      'https',
      'http',
    ]);
  });
});

describe('complete lists', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['fresh and empty', list(), 'good', 'good'],
    ['others are listed', list({ entries: [{ serial: other.serial }] }), 'good', 'good'],
    ['listed', list({ entries: [{ serial: other.serial }, listed()] }), 'revoked', 'revoked'],
    ['on hold', list({ entries: [listed(crlExtensions.reason(6))] }), 'revoked', 'revoked'],
    ['removed from hold', list({ entries: [listed(crlExtensions.reason(8))] }), 'good', 'good'],
    ['removed, and listed again', list({ entries: [listed(crlExtensions.reason(8)), listed()] }), 'revoked', 'revoked'],
    [
      'listed with an unknown critical extension',
      list({ entries: [listed(extension('1.2.3', octetString(Uint8Array.of(1)), true))] }),
      'revoked',
      'revoked',
    ],
    ['gzip', gzipSync(list()), 'unknown', 'not-der'],
    ['listed, in gzip', gzipSync(list({ entries: [listed()] })), 'revoked', 'revoked'],
    [
      'PEM',
      Buffer.from(`-----BEGIN X509 CRL-----\n${Buffer.from(list()).toString('base64')}\n-----END X509 CRL-----\n`),
      'unknown',
      'not-der',
    ],
    ['a line end behind it', Buffer.concat([list(), Buffer.from('\r\n')]), 'good', 'good'],
    ['an HTML page', Buffer.from('<html>404</html>'), 'unknown', 'malformed'],
    ['nothing', new Uint8Array(0), 'unknown', 'malformed'],
    ['past', list({ nextUpdateMs: NOW_MS - 1000 }), 'unknown', 'expired'],
    ['past by a second less than now', list({ nextUpdateMs: NOW_MS }), 'good', 'good'],
    ['future', list({ thisUpdateMs: NOW_MS + 1000 }), 'unknown', 'not-yet-valid'],
    ['no end date: the last one ever', list({ nextUpdateMs: null }), 'good', 'good'],
    ['another issuer', issueCrl({ issuer: root }), 'unknown', 'wrong-issuer'],
    [
      'signed with another key',
      issueCrl({ issuer: root, issuerName: issuing.certificate.subject.der }),
      'unknown',
      'bad-signature',
    ],
    ['name in other letters', list({ issuerName: name('CONTOSO ISSUING  CA') }), 'good', 'good'],
    [
      'unknown critical extension',
      list({ extensions: [extension('1.2.3', octetString(Uint8Array.of(1)), true)] }),
      'unknown',
      'unknown-critical',
    ],
    [
      'malformed issuing distribution point',
      list({ extensions: [extension(OID.issuingDistributionPoint, Uint8Array.of(5, 0), true)] }),
      'unknown',
      'malformed',
    ],
  ])('%s', (_, bytes, status, code) => {
    expect(judge([crl(bytes)])).toMatchObject({ status, codes: [code] });
  });

  test('the issuer may not sign lists', () => {
    const signer = issue({
      subject: name('No lists'),
      issuer: root,
      extensions: [extensions.ca(), extensions.keyUsage(5)],
    });
    const leaf = issue({ subject: name('x'), issuer: signer });
    expect(judge([crl(issueCrl({ issuer: signer }))], leaf.certificate, signer)).toMatchObject({
      codes: ['signer-key-usage'],
    });
  });

  test.each(['rsa', 'rsa-pss', 'P-384', 'P-521', 'ed25519'] as const)('signed by a key of kind %s', (kind) => {
    const signer = issue({ subject: name(`CA ${kind}`), key: newKey(kind), extensions: [extensions.ca()] });
    const leaf = issue({ subject: name('x'), issuer: signer }).certificate;
    const good = issueCrl({ issuer: signer });
    const damaged = Buffer.from(good);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
    expect(judge([crl(good)], leaf, signer).status).toBe('good');
    expect(judge([crl(damaged)], leaf, signer).codes).toEqual(['bad-signature']);
  });

  test('one working source is enough, and every one is reported', () => {
    const answers = [dead('ocsp', OCSP_URL), dead('crl', 'ldap:///CN=Contoso'), crl(list())];
    expect(judge(answers)).toEqual({ status: 'good', codes: ['unreachable', 'unreachable', 'good'], cautions: [] });
    expect(judge([]).status).toBe('unknown');
  });
});

describe('partitions', () => {
  const point = (url: string): Uint8Array => explicit(0, explicit(0, uriName(url)));
  const idp = (...fields: readonly Uint8Array[]): Uint8Array =>
    list({ extensions: [crlExtensions.issuingDistributionPoint(...fields)] });
  const flag = (number: number): Uint8Array => implicit(number, boolean(true).subarray(2));
  const reasons = (...bits: readonly number[]): Uint8Array => implicit(3, namedBits(...bits));

  test.each<[string, Uint8Array, string]>([
    ['the point of this certificate', idp(point(CRL_URL)), 'good'],
    ['the point of this certificate in other letters', idp(point(CRL_URL.toUpperCase())), 'good'],
    ['the point of others', idp(point('http://pki.contoso.test/2.crl')), 'out-of-scope'],
    ['users only', idp(flag(1)), 'good'],
    ['authorities only', idp(flag(2)), 'out-of-scope'],
    ['attribute certificates only', idp(flag(5)), 'out-of-scope'],
    ['indirect', idp(flag(4)), 'indirect'],
    ['some reasons', idp(reasons(1, 2)), 'partial-reasons'],
  ])('%s', (_, bytes, code) => {
    expect(judge([crl(bytes)]).codes).toEqual([code]);
  });

  test('lists for different reasons do not complete each other, as for Windows', () => {
    const first = crl(idp(reasons(1, 2, 3)));
    const second = crl(idp(reasons(4, 5, 6, 7, 8)), 'http://pki.contoso.test/2.crl');
    expect(judge([first, second])).toMatchObject({
      status: 'unknown',
      codes: ['partial-reasons', 'partial-reasons'],
    });
  });

  test.each<[string, Uint8Array[]]>([
    ['with reasons', [explicit(0, explicit(0, uriName(CRL_URL))), implicit(1, namedBits(1))]],
    [
      'with an issuer of its own',
      [explicit(0, explicit(0, uriName(CRL_URL))), explicit(2, explicit(4, issuing.certificate.subject.der))],
    ],
    ['with a name relative to the issuer', [explicit(0, encodeValue(0xa1, sequence(encodeOid('2.5.4.3'), text('x'))))]],
  ])('a point %s belongs to no partition', (_, fields) => {
    const leaf = issue({
      subject: name('x'),
      issuer: issuing,
      extensions: [extension(OID.crlDistributionPoints, sequence(sequence(...fields)))],
    });
    expect(judge([crl(idp(point(CRL_URL)))], leaf.certificate).codes).toEqual(['out-of-scope']);
  });
});

describe('deltas', () => {
  const base = (number: number, request: Partial<CrlRequest> = {}): CollectedAnswer =>
    crl(list({ ...request, extensions: [crlExtensions.number(number)] }));
  const deltaList = (number: number, baseNumber: number, request: Partial<CrlRequest> = {}): CollectedAnswer =>
    delta(list({ ...request, extensions: [crlExtensions.number(number), crlExtensions.deltaBase(baseNumber)] }));

  test.each<[string, CollectedAnswer[], string]>([
    ['says nothing', [base(5), deltaList(7, 5)], 'good'],
    ['revokes', [base(5), deltaList(7, 5, { entries: [listed()] })], 'revoked'],
    [
      'takes a hold back',
      [
        base(5, { entries: [listed(crlExtensions.reason(6))] }),
        deltaList(7, 5, { entries: [listed(crlExtensions.reason(8))] }),
      ],
      'good',
    ],
    [
      'is older than the complete list',
      [base(8, { entries: [listed()] }), deltaList(7, 5, { entries: [listed(crlExtensions.reason(8))] })],
      'revoked',
    ],
    ['needs a newer complete list', [base(4), deltaList(7, 5, { entries: [listed(crlExtensions.reason(8))] })], 'good'],
    ['revokes, and needs a newer complete list', [base(4), deltaList(7, 5, { entries: [listed()] })], 'revoked'],
    [
      'revokes, beside a complete list without a number',
      [crl(list()), deltaList(7, 5, { entries: [listed()] })],
      'revoked',
    ],
    [
      'revoked, and the complete list is newer',
      [base(8), deltaList(7, 5, { entries: [listed(crlExtensions.reason(6))] })],
      'good',
    ],
    ['alone', [deltaList(7, 5)], 'unknown'],
    ['stale', [base(5), deltaList(7, 5, { nextUpdateMs: NOW_MS - DAY_MS })], 'unknown'],
    ['damaged', [base(5), delta(Buffer.from('<html>'))], 'unknown'],
  ])('%s', (_, answers, status) => {
    expect(judge(answers).status).toBe(status);
  });

  test('a delta that cannot be fetched is a remark', () => {
    expect(judge([base(5), dead('delta-crl', DELTA_URL)])).toMatchObject({
      status: 'good',
      cautions: ['delta-unreachable'],
    });
  });

  test('a stale delta is known as one by its content', () => {
    const file = { ...deltaList(7, 5, { nextUpdateMs: NOW_MS - DAY_MS }), method: 'crl' as const };
    expect(judge([base(5), file])).toMatchObject({ status: 'unknown', codes: ['delta-unusable', 'expired'] });
  });
});

describe('OCSP', () => {
  const delegate = issue({
    subject: name('OCSP responder'),
    issuer: issuing,
    extensions: [extensions.extendedKeyUsage(OID.ocspSigning), extension(OID.ocspNoCheck, Uint8Array.of(5, 0))],
  });
  const respond = (request: Partial<OcspRequestOfTest> = {}): CollectedAnswer =>
    ocsp(issueOcspResponse({ certificate: server.certificate, issuer: issuing, ...request }));
  const delegated = (more: Partial<Parameters<typeof issue>[0]>): CollectedAnswer => {
    const signer = issue({ subject: name('OCSP responder'), issuer: issuing, ...more });
    return respond({ signer, certificates: [signer] });
  };
  const signing = extensions.extendedKeyUsage(OID.ocspSigning);

  test.each<[string, CollectedAnswer, string, string]>([
    ['good, signed by the issuer', respond(), 'good', 'good'],
    ['good, issuer by name', respond({ byName: true }), 'good', 'good'],
    ['good, SHA-256 identifiers', respond({ hash: 'sha256' }), 'good', 'good'],
    ['good, delegated', respond({ signer: delegate, certificates: [delegate] }), 'good', 'good'],
    ['revoked', respond({ status: ocspStatus.revoked(NOW_MS - DAY_MS, 1) }), 'revoked', 'revoked'],
    ['unknown there', respond({ status: ocspStatus.unknown }), 'unknown', 'responder-unknown'],
    ['past', respond({ nextUpdateMs: NOW_MS - 1000 }), 'unknown', 'expired'],
    ['future', respond({ thisUpdateMs: NOW_MS + 1000 }), 'unknown', 'not-yet-valid'],
    ['no end date', respond({ nextUpdateMs: null }), 'unknown', 'no-next-update'],
    ['about another certificate', respond({ certificate: other }), 'unknown', 'no-answer'],
    [
      'unknown critical extension',
      respond({ extensions: [extension('1.2.3', octetString(Uint8Array.of(1)), true)] }),
      'unknown',
      'unknown-critical',
    ],
    ['delegate without its certificate', respond({ signer: delegate }), 'unknown', 'untrusted-responder'],
    ['delegate without the purpose', delegated({}), 'unknown', 'untrusted-responder'],
    [
      'delegate expired',
      delegated({ extensions: [signing], notAfterMs: NOW_MS - DAY_MS }),
      'unknown',
      'untrusted-responder',
    ],
    [
      'delegate of another authority',
      delegated({ extensions: [signing], issuer: root }),
      'unknown',
      'untrusted-responder',
    ],
    [
      'delegate by name only',
      delegated({ extensions: [signing], issuer: root, issuerName: issuing.certificate.subject.der }),
      'unknown',
      'untrusted-responder',
    ],
    ['try later', ocsp(Uint8Array.of(0x30, 3, 0x0a, 1, 3)), 'unknown', 'responder-error'],
    ['an HTML page', ocsp(Buffer.from('<html>')), 'unknown', 'malformed'],
  ])('%s', (_, answer, status, code) => {
    expect(judge([answer])).toMatchObject({ status, codes: [code] });
  });

  test('a wrong signature', () => {
    const forged = issue({ subject: name('forger'), key: newKey() });
    const signer = { certificate: issuing.certificate, key: forged.key };
    expect(judge([respond({ signer })]).codes).toEqual(['bad-signature']);
  });

  test('a delegate that is not exempt from revocation checking is remarked', () => {
    expect(judge([delegated({ extensions: [signing] })])).toMatchObject({
      status: 'good',
      cautions: ['responder-not-exempt'],
    });
  });

  test('a nonce must be the one that was sent, when the answer has one', () => {
    const nonce = (value: number): Uint8Array => extension(OID.ocspNonce, octetString(Uint8Array.of(value)));
    const withNonce = (extensionsOfAnswer: readonly Uint8Array[]): string | undefined =>
      judgeRevocation({
        certificate: server.certificate,
        issuer: issuing.certificate,
        answers: [respond({ extensions: extensionsOfAnswer })],
        atMs: NOW_MS,
        nonce: Uint8Array.of(1),
      }).outcomes[0]?.code;
    expect(withNonce([nonce(1)])).toBe('good');
    expect(withNonce([nonce(2)])).toBe('nonce-mismatch');
    expect(withNonce([])).toBe('good');
  });

  test('revoked in a list beats good in a response, and the contradiction is remarked', () => {
    expect(judge([respond(), crl(list({ entries: [listed()] }))])).toEqual({
      status: 'revoked',
      codes: ['good', 'revoked'],
      cautions: ['sources-disagree'],
    });
  });
});

test('a crlIssuer in the certificate is somebody whom Windows does not ask', () => {
  const signer = issue({ subject: name('CRL signer'), issuer: root });
  const point = sequence(
    explicit(0, explicit(0, uriName(CRL_URL))),
    explicit(2, explicit(4, signer.certificate.subject.der)),
  );
  const leaf = issue({
    subject: name('x'),
    issuer: issuing,
    extensions: [extension(OID.crlDistributionPoints, sequence(point))],
  });
  expect(judge([crl(issueCrl({ issuer: signer }))], leaf.certificate).codes).toEqual(['indirect']);
});
