import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { renderCertificateBlob, storeKeyName } from '../../src/formats/certificate-blob.ts';
import { encodeOid } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import { PROPERTY } from '../../src/formats/store-blob.ts';
import { renderFiletime } from '../../src/formats/trust-properties.ts';
import type { PathElement } from '../../src/trust/path.ts';
import { type PathQuestion, searchPaths } from '../../src/trust/path-search.ts';
import { readRootProgramList, rootProgramThumbprints } from '../../src/trust/root-program-list.ts';
import { judgeRoot, type RootUpdateState } from '../../src/trust/root-verdict.ts';
import { type RegistryStores, readTrustStore } from '../../src/trust/trust-store.ts';
import { DAY_MS, extensions, type Issued, issue, NOW_MS, name, sequence, threeTier } from './test-pki.ts';
import { trustList } from './test-trust-list.ts';

const { root, issuing, server } = threeTier();
const pool: PathElement[] = [{ certificate: issuing.certificate, source: 'server' }];
const emptyStores: RegistryStores = { roots: {}, userRoots: [], intermediates: [], disallowed: [] };
const noUpdate: RootUpdateState = { list: { kind: 'absent' }, disabledByPolicy: false, source: 'not-asked' };

const entry = ({ certificate }: Issued, ...properties: Parameters<typeof renderCertificateBlob>[1] & object) => ({
  keyName: storeKeyName(certificate.der),
  blob: renderCertificateBlob(certificate.der, properties),
});

function verdict(
  stores: Partial<RegistryStores>,
  update: Partial<RootUpdateState> = {},
  more: Partial<PathQuestion> = {},
) {
  const state = { ...noUpdate, ...update };
  const store = readTrustStore({ ...emptyStores, ...stores });
  const rootProgram = rootProgramThumbprints(state.list);
  const search = searchPaths({ leaf: server.certificate, pool, store, rootProgram, atMs: NOW_MS, ...more });
  return judgeRoot(search, state, NOW_MS);
}

const usages = (...oids: readonly string[]): Uint8Array => sequence(...oids.map(encodeOid));
const listing = (properties: readonly { id: number; value: Uint8Array }[] = []) =>
  readRootProgramList(trustList([{ certificate: root.certificate, properties }]));

describe('roots in the registry', () => {
  test.each(['default', 'auth-root', 'group-policy', 'enterprise'] as const)('trusted by member %s', (member) => {
    expect(verdict({ roots: { [member]: [entry(root)] } }).code).toBe('trusted');
  });

  test.each<[string, { id: number; value: Uint8Array }[], string]>([
    ['enabled for servers', [{ id: PROPERTY.enhancedKeyUsage, value: usages(OID.serverAuth) }], 'trusted'],
    ['enabled for everything', [{ id: PROPERTY.enhancedKeyUsage, value: usages(OID.anyExtendedKeyUsage) }], 'trusted'],
    ['enabled for clients', [{ id: PROPERTY.enhancedKeyUsage, value: usages(OID.clientAuth) }], 'disallowed'],
    ['enabled for nothing', [{ id: PROPERTY.enhancedKeyUsage, value: usages() }], 'disallowed'],
    [
      'disabled since yesterday',
      [{ id: PROPERTY.disallowedFiletime, value: renderFiletime(NOW_MS - DAY_MS) }],
      'disallowed',
    ],
    [
      'disabled from tomorrow',
      [{ id: PROPERTY.disallowedFiletime, value: renderFiletime(NOW_MS + DAY_MS) }],
      'trusted',
    ],
    [
      'disabled for servers, without a date',
      [{ id: PROPERTY.disallowedEnhancedKeyUsage, value: usages(OID.serverAuth) }],
      'undetermined',
    ],
    [
      'disabled for mail, without a date',
      [{ id: PROPERTY.disallowedEnhancedKeyUsage, value: usages('1.3.6.1.5.5.7.3.4') }],
      'trusted',
    ],
    ['disabled since 1601', [{ id: PROPERTY.disallowedFiletime, value: new Uint8Array(8) }], 'disallowed'],
    [
      'disabled for mail only',
      [
        { id: PROPERTY.disallowedFiletime, value: renderFiletime(NOW_MS - DAY_MS) },
        { id: PROPERTY.disallowedEnhancedKeyUsage, value: usages('1.3.6.1.5.5.7.3.4') },
      ],
      'trusted',
    ],
    [
      'no certificates issued after last year',
      [{ id: PROPERTY.notBeforeFiletime, value: renderFiletime(NOW_MS - 365 * DAY_MS) }],
      'disallowed',
    ],
    [
      'no certificates issued after yesterday: ours is older',
      [{ id: PROPERTY.notBeforeFiletime, value: renderFiletime(NOW_MS - DAY_MS) }],
      'trusted',
    ],
    [
      'no code signing certificates issued after last year',
      [
        { id: PROPERTY.notBeforeFiletime, value: renderFiletime(NOW_MS - 365 * DAY_MS) },
        { id: PROPERTY.notBeforeEnhancedKeyUsage, value: usages('1.3.6.1.5.5.7.3.3') },
      ],
      'trusted',
    ],
    ['a limit that cannot be read', [{ id: PROPERTY.enhancedKeyUsage, value: Uint8Array.of(1) }], 'undetermined'],
    ['rules that are not evaluated', [{ id: PROPERTY.rootProgramNameConstraints, value: Uint8Array.of(1) }], 'trusted'],
  ])('%s', (_, properties, code) => {
    expect(verdict({ roots: { 'auth-root': [entry(root, ...properties)] } }).code).toBe(code);
  });

  test('one member without a limit is enough', () => {
    const limited = entry(root, { id: PROPERTY.enhancedKeyUsage, value: usages() });
    expect(verdict({ roots: { 'auth-root': [limited], 'group-policy': [entry(root)] } }).code).toBe('trusted');
  });

  test('Disallowed: the root itself and an intermediate', () => {
    const roots = { default: [entry(root)] };
    expect(verdict({ roots, disallowed: [entry(root)] }).code).toBe('disallowed');
    expect(verdict({ roots, disallowed: [entry(issuing)] }).code).toBe('disallowed');
  });

  test("Microsoft's list of disallowed certificates counts", () => {
    const disallowedList = trustList([{ certificate: issuing.certificate, properties: [] }]);
    expect(verdict({ roots: { default: [entry(root)] }, disallowedList }).code).toBe('disallowed');
  });

  test.each([
    ['the hash that the signature is over', 'sha256', issuing.certificate.tbs],
    ['the MD5 of the public key', 'md5', issuing.certificate.publicKey.keyOctets],
  ])("Microsoft's list names certificates by %s", (_, hash, bytes) => {
    const identifier = createHash(hash).update(bytes).digest();
    const disallowedList = trustList([{ certificate: issuing.certificate, identifier, properties: [] }]);
    expect(verdict({ roots: { default: [entry(root)] }, disallowedList }).code).toBe('disallowed');
  });

  test('in the user store only', () => {
    expect(verdict({ userRoots: [entry(root)] }).code).toBe('user-store-only');
  });

  test('a key that is not named after its certificate is not trusted, and listed as unreadable', () => {
    const wrong = { ...entry(root), keyName: '00'.repeat(20) };
    const store = readTrustStore({ ...emptyStores, roots: { default: [wrong] } });
    expect(store.roots).toEqual([]);
    expect(store.unreadable.map(({ error }) => error.code)).toEqual(['key-name-mismatch']);
  });
});

describe('automatic root update', () => {
  const sentRoot: PathElement[] = [...pool, { certificate: root.certificate, source: 'server' }];

  test.each<[string, Partial<RootUpdateState>, string]>([
    ['listed, source not asked', { list: listing() }, 'needs-update-source'],
    ['listed and reachable', { list: listing(), source: 'reachable' }, 'auto-update'],
    ['listed, blocked', { list: listing(), source: 'unreachable' }, 'auto-update-disabled'],
    ['listed, disabled', { list: listing(), disabledByPolicy: true, source: 'reachable' }, 'auto-update-disabled'],
    [
      'listed as disabled',
      { list: listing([{ id: PROPERTY.disallowedFiletime, value: new Uint8Array(8) }]), source: 'reachable' },
      'disallowed',
    ],
    [
      'listed with an empty date',
      { list: listing([{ id: PROPERTY.notBeforeFiletime, value: new Uint8Array(0) }]), source: 'reachable' },
      'undetermined',
    ],
    [
      'listed with an empty date, blocked',
      { list: listing([{ id: PROPERTY.notBeforeFiletime, value: new Uint8Array(0) }]), source: 'unreachable' },
      'auto-update-disabled',
    ],
    ['not listed', { list: readRootProgramList(trustList([])), source: 'reachable' }, 'missing'],
    ['no list', { source: 'reachable' }, 'missing'],
    [
      'unreadable list that mentions it',
      { list: readRootProgramList(Buffer.from(`??${root.certificate.thumbprint}`, 'latin1')), source: 'reachable' },
      'missing',
    ],
    [
      'unreadable list that holds its SHA-1',
      {
        list: readRootProgramList(Buffer.concat([Buffer.from('??'), Buffer.from(root.certificate.thumbprint, 'hex')])),
        source: 'reachable',
      },
      'undetermined',
    ],
  ])('root sent: %s', (_, update, code) => {
    expect(verdict({}, update, { pool: sentRoot }).code).toBe(code);
  });

  test('a root that nobody sent is found in the list by its name', () => {
    expect(verdict({}, { list: listing(), source: 'reachable' }).code).toBe('auto-update');
  });

  test('a public root without any list is undetermined, not missing', () => {
    const more = { knownPublicRoots: [root.certificate] };
    expect(verdict({}, { source: 'reachable' }, more)).toMatchObject({
      code: 'undetermined',
      why: 'root-list-unavailable',
    });
    expect(verdict({}, { source: 'unreachable' }, more).code).toBe('auto-update-disabled');
  });
});

describe('chains', () => {
  const roots = { default: [entry(root)] };

  test('the issuer of the server certificate is nowhere', () => {
    expect(verdict({ roots }, {}, { pool: [] }).code).toBe('incomplete-chain');
  });

  test('the issuer of an intermediate is nowhere', () => {
    expect(verdict({}).code).toBe('missing');
  });

  test('a faulty chain to a trusted root', () => {
    const fake = issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: [extensions.ca()] });
    const found = verdict({ roots }, {}, { pool: [{ certificate: fake.certificate, source: 'server' }] });
    expect(found.code).toBe('invalid-chain');
    expect(found.faults.map(({ code }) => code)).toEqual(['bad-signature']);
  });

  test("the server certificate's own dates belong to another check", () => {
    expect(verdict({ roots }, {}, { atMs: NOW_MS + 400 * DAY_MS }).faults.map(({ position }) => position)).toEqual([
      1, 2,
    ]);
    const old = issue({ subject: name('cmg.contoso.test'), issuer: issuing, notAfterMs: NOW_MS - DAY_MS });
    expect(verdict({ roots }, {}, { leaf: old.certificate }).code).toBe('trusted');
  });
});
