import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encodeOid } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import { NO_TRUST_PROPERTIES } from '../../src/formats/trust-properties.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { type PathElement, pathVerdict } from '../../src/trust/path.ts';
import { MAX_PATHS, type PathQuestion, searchPaths } from '../../src/trust/path-search.ts';
import { storeOfRoots, type TrustStore } from '../../src/trust/trust-store.ts';
import {
  DAY_MS,
  dnsName,
  emailName,
  extension,
  extensions,
  type Issued,
  implicit,
  issue,
  NOW_MS,
  name,
  newKey,
  octetString,
  sequence,
  text,
  threeTier,
} from './test-pki.ts';

const sent = (...issued: readonly Issued[]): PathElement[] =>
  issued.map(({ certificate }) => ({ certificate, source: 'server' }));

function search(
  leaf: Issued,
  pool: readonly PathElement[],
  roots: readonly Issued[],
  more: Partial<PathQuestion> = {},
) {
  const store = storeOfRoots(roots.map(({ certificate }) => certificate));
  return searchPaths({ leaf: leaf.certificate, pool, store, atMs: NOW_MS, ...more });
}

/** Verdict, faults as `code@position` and the end of the best path. */
function best(leaf: Issued, pool: readonly PathElement[], roots: readonly Issued[], more: Partial<PathQuestion> = {}) {
  const path = search(leaf, pool, roots, more).candidates[0];
  if (path === undefined) return undefined;
  const faults = path.faults.map(({ code, position, certainty }) =>
    certainty === 'certain' ? `${code}@${position}` : `${code}@${position}?`,
  );
  return { verdict: pathVerdict(path), faults, end: path.end.kind };
}

/** Of a modulus that nobody has the factors of. */
function rsaPublicKey(bits: number, exponent: bigint): Uint8Array {
  const modulus = (1n << BigInt(bits - 1)) + 1n;
  const jwk = (value: bigint): string => {
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
  };
  const key = createPublicKey({ key: { kty: 'RSA', n: jwk(modulus), e: jwk(exponent) }, format: 'jwk' });
  return key.export({ format: 'der', type: 'spki' });
}

const trusted = { verdict: 'valid', faults: [], end: 'trusted-root' };

const { root, issuing, server } = threeTier();
const caExtensions = [extensions.ca(), extensions.keyUsage(5, 6)];

describe('links', () => {
  test('the root is not sent and found in the store', () => {
    expect(best(server, sent(issuing), [root])).toEqual(trusted);
  });

  test('the order of the sent certificates proves nothing', () => {
    const stranger = threeTier('other.contoso.test');
    expect(best(server, sent(stranger.server, root, stranger.issuing, issuing), [root])).toEqual(trusted);
  });

  test('a missing intermediate is asked for by AIA', () => {
    const leaf = issue({
      subject: name('cmg.contoso.test'),
      issuer: issuing,
      extensions: [
        extensions.authorityInfoAccess(
          [OID.caIssuers, 'ldap:///CN=Contoso'],
          [OID.ocsp, 'http://ocsp.contoso.test'],
          [OID.caIssuers, 'http://pki.contoso.test/issuing.crt'],
        ),
      ],
    });
    const result = search(leaf, [], [root]);
    expect(result.candidates[0]?.end.kind).toBe('issuer-not-found');
    expect(result.wantedIssuers).toEqual([
      {
        certificate: leaf.certificate,
        urls: ['ldap:///CN=Contoso', 'http://pki.contoso.test/issuing.crt'],
        reason: 'missing',
      },
    ]);
    const fetched: PathElement[] = [{ certificate: issuing.certificate, source: 'aia' }];
    expect(best(leaf, fetched, [root])).toEqual(trusted);
  });

  test('the CA store of the machine completes the chain', () => {
    const store = storeOfRoots([root.certificate], [issuing.certificate]);
    expect(best(server, [], [], { store })).toEqual(trusted);
  });

  test('nothing is wanted once a path is valid', () => {
    expect(search(server, sent(issuing), [root]).wantedIssuers).toEqual([]);
  });

  test('a namesake with another key is not the issuer', () => {
    const namesake = issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: caExtensions });
    expect(best(server, sent(namesake), [root])).toMatchObject({ verdict: 'invalid', faults: ['bad-signature@0'] });
    expect(best(server, sent(namesake, issuing), [root])).toEqual(trusted);
  });

  test('a namesake whose key identifier rules it out leaves the issuer unfound', () => {
    const keyed = issue({
      subject: name('Keyed CA'),
      issuer: root,
      extensions: [...caExtensions, extensions.subjectKeyIdentifier(Uint8Array.of(1))],
    });
    const leaf = issue({
      subject: name('cmg.contoso.test'),
      issuer: keyed,
      extensions: [extensions.authorityKeyIdentifier(Uint8Array.of(1))],
    });
    const renewed = issue({
      subject: name('Keyed CA'),
      issuer: root,
      extensions: [...caExtensions, extensions.subjectKeyIdentifier(Uint8Array.of(2))],
    });
    expect(best(leaf, sent(keyed), [root])).toEqual(trusted);
    expect(best(leaf, sent(renewed), [root])).toMatchObject({ end: 'issuer-not-found', faults: [] });
  });

  test('an issuer whose key identifier does not fit is undetermined', () => {
    const keyed = issue({
      subject: name('Keyed CA'),
      issuer: root,
      extensions: [...caExtensions, extensions.subjectKeyIdentifier(Uint8Array.of(2))],
    });
    const leaf = issue({
      subject: name('cmg.contoso.test'),
      issuer: keyed,
      extensions: [extensions.authorityKeyIdentifier(Uint8Array.of(1))],
    });
    expect(best(leaf, sent(keyed), [root])).toMatchObject({
      verdict: 'undetermined',
      faults: ['key-identifier-mismatch@0?'],
    });
  });

  test('names are compared by RFC 5280, and a difference in encoding is remarked', () => {
    const leaf = issue({
      subject: name('cmg.contoso.test'),
      issuer: issuing,
      issuerName: name(['2.5.4.3', 'CONTOSO  issuing CA ', 0x13]),
    });
    const path = search(leaf, sent(issuing), [root]).candidates[0];
    expect(path && pathVerdict(path)).toBe('valid');
    expect(path?.cautions.map(({ code }) => code)).toEqual(['name-encoding-differs']);
  });

  test('cross-signed authorities: every way up is found, one trusted way is enough', () => {
    const otherRoot = issue({ subject: name('Fabrikam Root'), extensions: caExtensions });
    const cross = issue({
      subject: name('Contoso Root CA'),
      key: root.key,
      issuer: otherRoot,
      extensions: caExtensions,
    });
    const pool = sent(issuing, cross, otherRoot);
    expect(search(server, pool, [root, otherRoot]).candidates.map(pathVerdict)).toEqual(['valid', 'valid']);
    expect(best(server, pool, [otherRoot])).toEqual(trusted);
    expect(best(server, pool, [root])).toEqual(trusted);
  });

  test('two authorities that certify each other end the search', () => {
    const a = { subject: name('A'), key: newKey() };
    const b = { subject: name('B'), key: newKey() };
    const selfA = issue({ ...a, extensions: caExtensions });
    const selfB = issue({ ...b, extensions: caExtensions });
    const aByB = issue({ ...a, issuer: selfB, extensions: caExtensions });
    const bByA = issue({ ...b, issuer: selfA, extensions: caExtensions });
    const leaf = issue({ subject: name('leaf'), issuer: selfA });
    expect(best(leaf, sent(aByB, bByA), [])).toMatchObject({ verdict: 'invalid', end: 'issuer-not-found' });
  });

  test('the short way is found through authorities that have certified each other in every direction', () => {
    const authorities = Array.from({ length: 12 }, (_, number) => ({ subject: name(`CA ${number}`), key: newKey() }));
    const selves = authorities.map((authority) => issue({ ...authority, extensions: caExtensions }));
    const crosses = authorities.flatMap((authority) =>
      selves
        .filter(({ key }) => key !== authority.key)
        .map((issuer) => issue({ ...authority, issuer, extensions: caExtensions })),
    );
    const [first] = selves;
    const last = authorities.at(-1);
    if (first === undefined || last === undefined) throw new Error('no authorities');
    const bridge = issue({ ...last, issuer: root, extensions: caExtensions });
    const leaf = issue({ subject: name('leaf'), issuer: first });
    expect(best(leaf, sent(...crosses, bridge), [root])).toEqual(trusted);
  });

  test('a detour that comes back to its own beginning is no path of its own', () => {
    const a = { subject: name('A'), key: newKey() };
    const selfA = issue({ ...a, extensions: caExtensions });
    const b = issue({ subject: name('B'), issuer: selfA, extensions: caExtensions });
    const aByB = issue({ ...a, issuer: b, extensions: caExtensions });
    const aByRoot = issue({ ...a, issuer: root, extensions: caExtensions });
    const leaf = issue({ subject: name('leaf'), issuer: selfA });
    const { candidates, incomplete } = search(leaf, sent(aByB, b, aByRoot), [root]);
    expect(candidates.map(pathVerdict)).toEqual(['valid']);
    expect(incomplete).toBe(false);
  });

  test('a flood of look-alikes is cut off and says so', () => {
    const key = newKey();
    const upper = issue({ subject: name('Upper'), key });
    const likes = Array.from({ length: MAX_PATHS + 5 }, () =>
      issue({ subject: name('Upper'), key, issuer: root, extensions: caExtensions }),
    );
    const leaf = issue({ subject: name('leaf'), issuer: upper });
    const result = search(leaf, sent(...likes), []);
    expect(result.candidates).toHaveLength(MAX_PATHS);
    expect(result.incomplete).toBe(true);
  });
});

describe('ends', () => {
  test('a self-signed server certificate in Root is its own root', () => {
    const self = issue({ subject: name('cmg.contoso.test') });
    expect(best(self, [], [self])).toEqual(trusted);
    expect(best(self, [], [])).toMatchObject({ verdict: 'invalid', end: 'untrusted-root' });
  });

  test('an intermediate in Root does not end a chain, as for Schannel', () => {
    expect(best(server, [], [issuing])).toMatchObject({ verdict: 'invalid', end: 'issuer-not-found' });
  });

  test("a root in the user's store only is told apart", () => {
    const userRoots = [{ certificate: root.certificate, member: 'default', properties: NO_TRUST_PROPERTIES } as const];
    const store: TrustStore = { ...storeOfRoots([]), userRoots };
    expect(best(server, sent(issuing), [], { store })).toMatchObject({ verdict: 'invalid', end: 'user-root' });
  });

  test('a known public root that the machine lacks is told apart', () => {
    const more = { knownPublicRoots: [root.certificate] };
    expect(best(server, sent(issuing), [], more)).toMatchObject({ verdict: 'invalid', end: 'program-root' });
  });
});

describe('rules', () => {
  const below = (certificate: Partial<Parameters<typeof issue>[0]>, issuer: Issued = root): Issued =>
    issue({ subject: name('cmg.contoso.test'), issuer, ...certificate });
  const intermediate = (certificate: Partial<Parameters<typeof issue>[0]>): Issued =>
    issue({ subject: name(`Sub ${Math.random()}`), issuer: root, ...certificate });

  test.each<[string, Issued, Issued[], string[]]>([
    ['expired', below({ notAfterMs: NOW_MS - 1000 }), [], ['expired@0']],
    ['not yet valid', below({ notBeforeMs: NOW_MS + 1000 }), [], ['not-yet-valid@0']],
    ['valid to the second', below({ notBeforeMs: NOW_MS, notAfterMs: NOW_MS }), [], []],
    [
      'for clients only',
      below({ extensions: [extensions.extendedKeyUsage(OID.clientAuth)] }),
      [],
      ['extended-key-usage@0'],
    ],
    ['for every purpose', below({ extensions: [extensions.extendedKeyUsage(OID.anyExtendedKeyUsage)] }), [], []],
    [
      'unknown critical extension',
      below({ extensions: [extension('1.2.3.4', octetString(text('x')), true)] }),
      [],
      ['unknown-critical@0'],
    ],
    ['unknown extension', below({ extensions: [extension('1.2.3.4', octetString(text('x')))] }), [], []],
    [
      'malformed extension',
      below({ extensions: [extension(OID.subjectAltName, text('x'))] }),
      [],
      ['malformed-extension@0?'],
    ],
  ])('server certificate: %s', (_, leaf, pool, faults) => {
    expect(best(leaf, sent(...pool), [root])?.faults).toEqual(faults);
  });

  test.each<[string, Issued, string[]]>([
    ['no basic constraints', intermediate({}), ['not-a-ca@1']],
    ['version 1', intermediate({ version: 1 }), ['not-a-ca@1']],
    ['not a CA', intermediate({ extensions: [extensions.notCa()] }), ['not-a-ca@1']],
    [
      'may not sign certificates',
      intermediate({ extensions: [extensions.ca(), extensions.keyUsage(0, 6)] }),
      ['key-usage@1'],
    ],
    [
      'for clients only',
      intermediate({ extensions: [...caExtensions, extensions.extendedKeyUsage(OID.clientAuth)] }),
      ['extended-key-usage@1'],
    ],
    ['expired', intermediate({ extensions: caExtensions, notAfterMs: NOW_MS - DAY_MS }), ['expired@1']],
    [
      'permits the host',
      intermediate({ extensions: [...caExtensions, extensions.nameConstraints([dnsName('contoso.test')])] }),
      [],
    ],
    [
      'permits another domain',
      intermediate({ extensions: [...caExtensions, extensions.nameConstraints([dnsName('fabrikam.test')])] }),
      ['name-constraint@0'],
    ],
    [
      'excludes the domain',
      intermediate({ extensions: [...caExtensions, extensions.nameConstraints([], [dnsName('contoso.test')])] }),
      ['name-constraint@0'],
    ],
  ])('intermediate: %s', (_, sub, faults) => {
    const leaf = below({ extensions: [extensions.subjectAltName(dnsName('cmg.contoso.test'))] }, sub);
    expect(best(leaf, sent(sub), [root])?.faults).toEqual(faults);
  });

  test('a common name outside of the permitted domains is undetermined', () => {
    const sub = intermediate({ extensions: [...caExtensions, extensions.nameConstraints([dnsName('fabrikam.test')])] });
    expect(best(below({}, sub), sent(sub), [root])).toMatchObject({
      verdict: 'undetermined',
      faults: ['name-constraint@0?'],
    });
  });

  test('constraints on other kinds of names cost nothing, however many there are', () => {
    const many = Array.from({ length: 20_000 }, () => emailName('a'));
    const constrained = issue({
      subject: name('Constrained CA'),
      issuer: root,
      extensions: [...caExtensions, extensions.nameConstraints(many)],
    });
    const names = Array.from({ length: 20_000 }, () => dnsName('a.b'));
    const leaf = issue({ subject: name('x'), issuer: constrained, extensions: [extensions.subjectAltName(...names)] });
    expect(best(leaf, sent(constrained), [root])).toEqual(trusted);
  });

  test('more names and constraints than anybody compares are undetermined', () => {
    const many = Array.from({ length: 20_000 }, () => dnsName('.z'));
    const constrained = issue({
      subject: name('Constrained CA'),
      issuer: root,
      extensions: [...caExtensions, extensions.nameConstraints([], many)],
    });
    const names = Array.from({ length: 20_000 }, () => dnsName('a.b'));
    const leaf = issue({ subject: name('x'), issuer: constrained, extensions: [extensions.subjectAltName(...names)] });
    expect(best(leaf, sent(constrained), [root])).toMatchObject({ verdict: 'undetermined' });
  });

  const policies = (...oids: readonly string[]) =>
    extension(OID.certificatePolicies, sequence(...oids.map((oid) => sequence(encodeOid(oid)))));
  const explicitPolicy = (skip: number) =>
    extension(OID.policyConstraints, sequence(implicit(0, Uint8Array.of(skip))), true);
  test.each<[string, Uint8Array[], Uint8Array[], string[]]>([
    ['none at all', [explicitPolicy(0)], [], ['certificate-policy@1']],
    ['one in common', [explicitPolicy(0), policies('1.2.3.4')], [policies('1.2.3.5', '1.2.3.4')], []],
    ['others', [explicitPolicy(0), policies('1.2.3.4')], [policies('1.2.3.5')], ['certificate-policy@1']],
    ['a wildcard', [explicitPolicy(0), policies('2.5.29.32.0')], [policies('1.2.3.5')], []],
    ['none, not demanded this far up', [explicitPolicy(2)], [], []],
    [
      'one by a mapping',
      [explicitPolicy(0), policies('1.2.3.4'), extension(OID.policyMappings, sequence())],
      [policies('1.2.3.5')],
      ['certificate-policy@1?'],
    ],
  ])('an authority demands a certificate policy: %s', (_, ofAuthority, ofServer, faults) => {
    const authority = issue({
      subject: name('Policy CA'),
      issuer: root,
      extensions: [...caExtensions, ...ofAuthority],
    });
    const leaf = issue({ subject: name('x'), issuer: authority, extensions: ofServer });
    expect(best(leaf, sent(authority), [root])?.faults).toEqual(faults);
  });

  test("Microsoft's wildcard for application policies allows servers too", () => {
    const any = extension(OID.applicationPolicies, sequence(sequence(encodeOid(OID.anyApplicationPolicy))));
    const authority = issue({ subject: name('Any CA'), issuer: root, extensions: [...caExtensions, any] });
    const leaf = issue({ subject: name('x'), issuer: authority });
    expect(best(leaf, sent(authority), [root])).toEqual(trusted);
  });

  test('path length counts authorities between, not self-issued ones, and the root limits too', () => {
    const first = issue({ subject: name('First'), issuer: root, extensions: [extensions.ca(0)] });
    const second = issue({ subject: name('Second'), issuer: first, extensions: [extensions.ca()] });
    const selfIssued = issue({ subject: name('First'), issuer: first, extensions: [extensions.ca()] });
    expect(best(below({}, second), sent(first, second), [root])?.faults).toEqual(['path-length@2']);
    expect(best(below({}, selfIssued), sent(first, selfIssued), [root])?.faults).toEqual([]);
    const tight = issue({ subject: name('Tight'), extensions: [extensions.ca(0)] });
    const sub = issue({ subject: name('Sub of tight'), issuer: tight, extensions: caExtensions });
    expect(best(below({}, sub), sent(sub), [tight])?.faults).toEqual(['path-length@2']);
  });

  test('a root of version 1 is a CA', () => {
    const old = issue({ subject: name('Old Root'), version: 1 });
    expect(best(below({}, old), [], [old])).toEqual(trusted);
  });

  test('an expired root fails, as for Windows', () => {
    const old = issue({ subject: name('Old Root'), notAfterMs: NOW_MS - DAY_MS, extensions: caExtensions });
    expect(best(below({}, old), [], [old])?.faults).toEqual(['expired@1']);
  });

  test('Disallowed wins over Root', () => {
    const store: TrustStore = {
      ...storeOfRoots([root.certificate]),
      disallowed: new Set([issuing.certificate.thumbprint]),
    };
    expect(best(server, sent(issuing), [], { store })?.faults).toEqual(['disallowed@1']);
  });
});

describe('algorithms', () => {
  const rsa = newKey('rsa');
  const rsaRoot = issue({ subject: name('RSA Root'), key: rsa, extensions: caExtensions });
  const leafOf = (issuer: Issued, more: Partial<Parameters<typeof issue>[0]> = {}): Issued =>
    issue({ subject: name('cmg.contoso.test'), issuer, ...more });
  const asPublic = (certificate: Certificate): Partial<PathQuestion> => ({
    rootProgram: new Set([certificate.thumbprint]),
  });

  test.each(['P-256', 'P-384', 'P-521', 'rsa', 'rsa-pss'] as const)('a root with a key of kind %s', (kind) => {
    const own = issue({ subject: name(`Root ${kind}`), key: newKey(kind), extensions: caExtensions });
    expect(best(leafOf(own), [], [own])).toEqual(trusted);
  });

  test('Ed25519 verifies and stays undetermined, as Schannel may not have it', () => {
    const own = issue({ subject: name('Root Ed'), key: newKey('ed25519'), extensions: caExtensions });
    expect(best(leafOf(own), [], [own])).toMatchObject({
      verdict: 'undetermined',
      faults: ['unsupported-algorithm@1?'],
    });
  });

  test('a signature that OpenSSL does not look at is not called wrong', () => {
    // 4,096 bits with an exponent of 65: OpenSSL stops at 64.
    const publicKeyInfo = rsaPublicKey(4096, 2n ** 64n + 1n);
    const authority = issue({
      subject: name('Long exponent'),
      key: { ...newKey('rsa'), publicKeyInfo },
      issuer: root,
      extensions: caExtensions,
    });
    const leaf = issue({ subject: name('x'), issuer: { ...authority, key: newKey('rsa') } });
    expect(best(leaf, sent(authority), [root])?.faults).toEqual(['unsupported-algorithm@0?']);
  });

  test('an RSA key longer than Windows documents is undetermined', () => {
    const key = { ...newKey(), publicKeyInfo: rsaPublicKey(20_480, 65_537n) };
    const leaf = issue({ subject: name('x'), key, issuer: root });
    expect(best(leaf, [], [root])?.faults).toEqual(['unsupported-algorithm@0?']);
  });

  test('SHA-224 verifies and stays undetermined, as Windows does not list it', () => {
    const leaf = issue({ subject: name('x'), issuer: root, scheme: 'ecdsa-sha224' });
    expect(best(leaf, [], [root])).toMatchObject({ verdict: 'undetermined', faults: ['unsupported-algorithm@0?'] });
  });

  test('SHA-1 below an enterprise root is accepted, below a public root it is not', () => {
    const leaf = leafOf(rsaRoot, { scheme: 'rsa-sha1' });
    expect(best(leaf, [], [rsaRoot])).toEqual(trusted);
    expect(search(leaf, [], [rsaRoot]).candidates[0]?.cautions[0]?.code).toBe('sha1-signature');
    expect(best(leaf, [], [rsaRoot], asPublic(rsaRoot.certificate))?.faults).toEqual(['weak-hash@0']);
  });

  test("SHA-1 on the root's own signature never matters", () => {
    const old = issue({ subject: name('Old RSA Root'), key: rsa, scheme: 'rsa-sha1', extensions: caExtensions });
    expect(best(leafOf(old), [], [old], asPublic(old.certificate))).toEqual(trusted);
  });

  test('MD5 fails below a public root and is undetermined elsewhere', () => {
    const leaf = leafOf(rsaRoot, { scheme: 'rsa-md5' });
    expect(best(leaf, [], [rsaRoot])?.faults).toEqual(['weak-hash@0?']);
    expect(best(leaf, [], [rsaRoot], asPublic(rsaRoot.certificate))?.faults).toEqual(['weak-hash@0']);
  });

  test('RSA of 1024 bits: enterprise accepted, public refused from Windows 11 24H2 on', () => {
    const leaf = leafOf(rsaRoot, { key: newKey('rsa-1024') });
    const publicRoot = asPublic(rsaRoot.certificate);
    expect(best(leaf, [], [rsaRoot])).toEqual(trusted);
    expect(best(leaf, [], [rsaRoot], { ...publicRoot, osBuild: 22_631 })).toEqual(trusted);
    expect(best(leaf, [], [rsaRoot], { ...publicRoot, osBuild: 26_100 })?.faults).toEqual(['weak-key@0']);
    expect(best(leaf, [], [rsaRoot], publicRoot)?.faults).toEqual(['weak-key@0?']);
  });
});
