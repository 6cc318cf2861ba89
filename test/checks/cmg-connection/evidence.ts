import { createHash } from 'node:crypto';
import type { CmgConnectionEvidence } from '../../../checks/cmg-connection/evidence.ts';
import type { TimeSample } from '../../../checks/network-path/time-sample.ts';
import type { TlsOutcome } from '../../../src/host/ports.ts';
import { issueCertificate, type LabCertificate } from '../../lab/pki/certificate.ts';
import { type KeyKind, keyOf } from '../../lab/pki/keys.ts';

export const host = 'cmg.contoso.com';
export const address = '203.0.113.10';
export const now = new Date('2026-06-01T12:00:00Z');

export function authority(subject: string): LabCertificate {
  return issueCertificate({
    subject,
    key: keyOf(subject, 'ec-p256'),
    serial: 1n,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2040-01-01T00:00:00Z'),
    ca: { pathLength: null },
  });
}

export const contosoCa = authority('O=Contoso, CN=Contoso Issuing CA 1');
export const microsoftCa = authority('O=Microsoft Corporation, CN=Microsoft Azure RSA TLS Issuing CA 03');

export interface LeafChanges {
  readonly name?: string;
  readonly issuer?: LabCertificate;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly kind?: KeyKind;
}

export function leaf({
  name = host,
  issuer = contosoCa,
  notBefore,
  notAfter,
  kind = 'ec-p256',
}: LeafChanges = {}): LabCertificate {
  return issueCertificate({
    subject: `CN=${name}`,
    key: keyOf('leaf', kind),
    issuer,
    serial: 2n,
    notBefore: new Date(notBefore ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(notAfter ?? '2027-01-01T00:00:00Z'),
    alternativeNames: [{ dns: name }],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
  });
}

export function shows(...certificates: readonly LabCertificate[]): TlsOutcome {
  return {
    status: 'connected',
    address,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    certificates: certificates.map(({ der }) => new Uint8Array(der)),
    durationMs: 40,
  };
}

export const signIn = {
  host: 'login.microsoftonline.com',
  outcome: shows(leaf({ name: 'login.microsoftonline.com', issuer: microsoftCa })),
};

/** A CMG that shows these certificates. */
export function connectedTo(
  certificates: readonly LabCertificate[],
  changes: Partial<CmgConnectionEvidence> = {},
): CmgConnectionEvidence {
  const outcome = shows(...certificates);
  const [first] = certificates;
  return {
    host,
    port: 443,
    proxy: { source: 'none', proxy: '', bypass: '' },
    attempts: [{ to: address, outcome }],
    ...(first !== undefined && {
      connection: {
        address,
        port: 443,
        serverName: host,
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        certificates: certificates.map(({ der }) => new Uint8Array(der)),
        leafSha256: createHash('sha256').update(first.der).digest('hex'),
      },
    }),
    controls: [signIn],
    time: [],
    ...changes,
  };
}

/** A CMG that could not be connected to. */
export function failed(...outcomes: readonly TlsOutcome[]): CmgConnectionEvidence {
  return {
    host,
    port: 443,
    proxy: { source: 'none', proxy: '', bypass: '' },
    attempts: outcomes.map((outcome, index) => ({ to: index === 0 ? address : `203.0.113.${10 + index}`, outcome })),
    controls: [signIn],
    time: [],
  };
}

export function samples(...offsetsMs: readonly (number | undefined)[]): readonly TimeSample[] {
  return offsetsMs.map((offsetMs, index) => ({
    url: `https://server${index}.example/`,
    toleranceMs: 1000,
    ...(offsetMs === undefined ? { failure: 'timed-out' } : { offsetMs }),
  }));
}
