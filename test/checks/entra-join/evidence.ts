import type { CloudDomainJoin, DsregcmdReading, EntraJoinEvidence } from '../../../checks/entra-join/evidence.ts';
import { type PersonalStore, personalStoreOf } from '../../../checks/entra-join/personal-store.ts';
import type { Reading } from '../../../checks/entra-join/reading.ts';
import type { JudgeContext } from '../../../src/core/check.ts';
import type { Finding } from '../../../src/core/finding.ts';
import type { Target } from '../../../src/core/target.ts';
import { renderCertificateBlob } from '../../../src/formats/certificate-blob.ts';
import type { SessionFacts } from '../../../src/host/ports.ts';
import { type FixtureName, fixtureStatus } from '../../formats/dsregcmd/fixtures.ts';
import type { LabCertificate } from '../../lab/pki/certificate.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');

export const TARGET: Target = { noCrlCheck: false, proxy: { kind: 'machine' }, publicResolvers: [] };

export function judgeContext(target: Partial<Target> = {}): JudgeContext {
  return { target: { ...TARGET, ...target }, observedAt: NOW, evidenceOf: () => undefined };
}

export function dsregcmdOf(name: FixtureName): DsregcmdReading {
  return {
    status: 'read',
    said: fixtureStatus(name),
    encoding: 'utf-8',
    exitCode: 0,
    truncated: false,
    durationMs: 700,
  };
}

export const read = <T>(value: T): Reading<T> => ({ status: 'read', value });
export const unread: Reading<never> = { status: 'unread', why: 'access was denied' };

export const SESSION: SessionFacts = {
  platform: 'windows',
  osRelease: '10.0.22631',
  osBuild: 22_631,
  arch: 'x64',
  computerName: 'PC-4711',
  user: 'NT AUTHORITY\\SYSTEM',
  isSystem: true,
  elevated: true,
};

const NO_JOIN: CloudDomainJoin = { joins: [], tenants: [] };

/** Evidence with an empty registry behind what dsregcmd says. */
export function evidenceOf(
  dsregcmd: FixtureName | DsregcmdReading,
  facts: Partial<EntraJoinEvidence> = {},
): EntraJoinEvidence {
  return {
    session: SESSION,
    dsregcmd: typeof dsregcmd === 'string' ? dsregcmdOf(dsregcmd) : dsregcmd,
    cloudDomainJoin: read(NO_JOIN),
    personalStore: storeOf([]),
    enrollments: read([]),
    ...facts,
  };
}

/** Local Computer\Personal with these certificates, each with a key. */
export function storeOf(
  certificates: readonly (LabCertificate | readonly [LabCertificate, 'without-key'])[],
): Reading<PersonalStore> {
  const keys = certificates.map((entry) => {
    const [certificate, hasKey] = 'der' in entry ? [entry, true] : [entry[0], false];
    const properties = hasKey ? [{ id: 2, value: new Uint8Array(28) }] : [];
    return {
      path: `HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates\\${certificate.thumbprint}`,
      values: { Blob: { type: 'binary' as const, value: renderCertificateBlob(certificate.der, properties) } },
    };
  });
  return read(personalStoreOf(keys));
}

export function joinOf(thumbprint: string, tenantId?: string): Reading<CloudDomainJoin> {
  return read({
    joins: [{ thumbprint, ...(tenantId !== undefined && { tenantId }) }],
    tenants: tenantId === undefined ? [] : [{ tenantId }],
  });
}

export const codesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);
export const statusesOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ code, status }) => `${status} ${code}`);
