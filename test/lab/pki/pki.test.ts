import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import { decodeTrustList } from '../../../src/formats/authroot-ctl.ts';
import { joinCertificateOf } from '../../../src/formats/join-certificate.ts';
import { decodeCertificate } from '../../../src/formats/x509-certificate.ts';
import { identities, names } from '../site.ts';
import { type CertificateSpec, issueCertificate } from './certificate.ts';
import { daysFrom } from './days.ts';
import { issueDeviceCertificate, issueP2pCertificate } from './device-certificates.ts';
import { buildHierarchy } from './hierarchy.ts';
import { type KeyKind, keyOf } from './keys.ts';
import type { PkiPlan } from './plan.ts';
import { buildCrl } from './published.ts';
import type { SignatureChoice } from './signing.ts';
import { renderCabinet, renderTrustList } from './trust-list.ts';

const now = new Date('2026-06-01T12:00:00Z');

describe('a hierarchy', () => {
  const { root, issuing, server } = buildHierarchy({}, now);
  const [rootX, issuingX, serverX] = [root, issuing, server].map(({ der }) => new X509Certificate(der));

  test('is one chain, link by link', () => {
    expect(serverX?.checkIssued(issuingX as X509Certificate)).toBe(true);
    expect(serverX?.verify((issuingX as X509Certificate).publicKey)).toBe(true);
    expect(issuingX?.checkIssued(rootX as X509Certificate)).toBe(true);
    expect(issuingX?.verify((rootX as X509Certificate).publicKey)).toBe(true);
    expect(rootX?.verify(rootX.publicKey)).toBe(true);
  });

  test('says what a web server of a company says', () => {
    const read = new x509.X509Certificate(Uint8Array.from(server.der));
    expect(serverX?.checkHost(names.cmg)).toBe(names.cmg);
    expect(serverX?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(serverX?.infoAccess).toContain('http://pki.contoso.com/contoso-issuing-ca-1.crt');
    expect(read.getExtension(x509.CRLDistributionPointsExtension)?.distributionPoints).toHaveLength(1);
    expect(read.getExtension(x509.BasicConstraintsExtension)).toBeNull();
    expect(
      new x509.X509Certificate(Uint8Array.from(issuing.der)).getExtension(x509.BasicConstraintsExtension),
    ).toMatchObject({
      ca: true,
      pathLength: 0,
      critical: true,
    });
  });

  test('keeps its thumbprints and validity', () => {
    expect(serverX?.fingerprint.replaceAll(':', '')).toBe(server.thumbprint);
    expect(serverX?.validToDate).toEqual(daysFrom(now, 335));
  });

  test('is the same each time, keys included', () => {
    expect(buildHierarchy({}, now).server.thumbprint).toBe(server.thumbprint);
  });
});

describe('keys and signatures', () => {
  const kinds: readonly (readonly [KeyKind, SignatureChoice])[] = [
    ['rsa-1024', { hash: 'sha1' }],
    ['rsa-2048', { hash: 'sha256' }],
    ['rsa-2048', { hash: 'sha512', pss: true }],
    ['rsa-2048', { hash: 'sha256', pss: true, saltLength: 20 }],
    ['rsa-pss-2048', {}],
    ['ec-p256', { hash: 'sha256' }],
    ['ec-p384', { hash: 'sha384' }],
    ['ec-p521', { hash: 'sha512' }],
    ['ed25519', {}],
  ];

  test.each(kinds)('%s %j', (kind, signature) => {
    const certificate = new X509Certificate(selfSigned(kind, signature).der);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test('a broken signature does not verify', () => {
    const certificate = new X509Certificate(selfSigned('rsa-2048', { broken: true }).der);
    expect(certificate.verify(certificate.publicKey)).toBe(false);
  });

  function selfSigned(kind: KeyKind, signature: SignatureChoice) {
    const spec: CertificateSpec = {
      subject: 'CN=Test',
      key: keyOf('test', kind),
      serial: 1n,
      notBefore: now,
      notAfter: daysFrom(now, 1),
      signature,
    };
    return issueCertificate(spec);
  }
});

describe('CRLs', () => {
  const crl = async (plan: PkiPlan) => {
    const hierarchy = buildHierarchy(plan, now);
    const read = new x509.X509Crl(Uint8Array.from(buildCrl(hierarchy.issuing, hierarchy, plan.issuingCrl, now)));
    const publicKey = new x509.X509Certificate(Uint8Array.from(hierarchy.issuing.der)).publicKey;
    return { read, verified: await read.verify({ publicKey }), server: hierarchy.server };
  };

  test('a fresh one is signed by the issuer and empty', async () => {
    const { read, verified } = await crl({});
    expect(verified).toBe(true);
    expect(read.entries).toHaveLength(0);
    expect(read.thisUpdate).toEqual(daysFrom(now, -1));
    expect(read.nextUpdate).toEqual(daysFrom(now, 7));
  });

  test('lists who is revoked', async () => {
    const { read, server } = await crl({ issuingCrl: { revoked: ['server'], others: 3, reason: 1 } });
    expect(read.entries.map(({ serialNumber }) => serialNumber)).toContain(server.serial.toString(16));
    expect(read.entries).toHaveLength(4);
  });

  test('can be signed by somebody else', async () => {
    expect((await crl({ issuingCrl: { wrongSigner: true } })).verified).toBe(false);
  });

  test('can be old, or without an end', async () => {
    expect((await crl({ issuingCrl: { thisUpdate: -8, nextUpdate: -1 } })).read.nextUpdate).toEqual(daysFrom(now, -1));
    expect((await crl({ issuingCrl: { nextUpdate: null } })).read.nextUpdate).toBeUndefined();
  });
});

describe('device certificates', () => {
  test('say that the device is joined, to which tenant and who it is', () => {
    const decoded = decodeCertificate(issueDeviceCertificate({ tenantId: identities.tenantId }, now).der);
    expect(decoded.ok && joinCertificateOf(decoded.value)).toEqual({
      kind: 'joined',
      deviceId: identities.deviceId,
      tenantId: identities.tenantId,
    });
  });

  test('that of a registration says so', () => {
    const { der } = issueDeviceCertificate({ tenantId: identities.tenantId, kind: 'registered' }, now);
    const decoded = decodeCertificate(der);
    expect(decoded.ok && joinCertificateOf(decoded.value)).toMatchObject({ kind: 'registered' });
  });

  test('that for remote desktop is neither', () => {
    const decoded = decodeCertificate(issueP2pCertificate(now).der);
    expect(decoded.ok && joinCertificateOf(decoded.value)).toBeUndefined();
  });
});

test('a trust list names its roots', () => {
  const { root } = buildHierarchy({ kind: 'public' }, now);
  const decoded = decodeTrustList(renderTrustList([{ certificate: root }], now));
  expect(decoded.ok && [...decoded.value.entries.keys()]).toEqual([root.thumbprint]);
});

test('a cabinet file knows its own length', () => {
  const cabinet = renderCabinet('authroot.stl', Buffer.alloc(100_000, 7));
  expect(cabinet.toString('latin1', 0, 4)).toBe('MSCF');
  expect(cabinet.readUInt32LE(8)).toBe(cabinet.length);
});
