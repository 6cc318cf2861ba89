import type { Json, JsonObject } from '../../src/core/json.ts';
import type { PreJoin } from '../../src/formats/dsregcmd/pre-join.ts';
import type { DsregStatus } from '../../src/formats/dsregcmd/status.ts';
import { renderErrorCode } from '../../src/formats/dsregcmd/values.ts';
import type { DsregcmdReading, EntraJoinEvidence } from './evidence.ts';
import { deviceIdOf, deviceTenantIdOf, joinTypeOf } from './identity.ts';
import type { PersonalStore } from './personal-store.ts';
import type { Reading } from './reading.ts';

/** Most certificates that a report lists. */
const MAX_SHOWN = 50;

/** What of the evidence goes into the report: readable, bounded, no key material. */
export function presentJoinFacts(evidence: EntraJoinEvidence): JsonObject {
  return {
    joinType: joinTypeOf(evidence),
    deviceId: deviceIdOf(evidence),
    tenantId: deviceTenantIdOf(evidence),
    dsregcmd: presentDsregcmd(evidence.dsregcmd),
    cloudDomainJoin: presentReading(evidence.cloudDomainJoin, ({ joins, tenants }) => ({
      joins: joins.map((join) => ({ ...join })),
      tenants: tenants.map((tenant) => ({ ...tenant })),
    })),
    personalStore: presentReading(evidence.personalStore, presentStore),
    enrollments: presentReading(evidence.enrollments, (list) => list.map((enrollment) => ({ ...enrollment }))),
    ...(evidence.registrations && {
      registrations: presentReading(evidence.registrations, (list) => list.map((entry) => ({ ...entry }))),
    }),
    ...(evidence.clientSideScp && { clientSideScp: { ...evidence.clientSideScp } }),
  };
}

function presentReading<T>(reading: Reading<T>, present: (value: T) => Json): Json {
  return reading.status === 'read' ? present(reading.value) : { unread: reading.why };
}

function presentDsregcmd(reading: DsregcmdReading): JsonObject {
  if (reading.status !== 'read') return { ...reading };
  const { said, ...how } = reading;
  return { ...how, ...presentStatus(said) };
}

function presentStatus(said: DsregStatus): JsonObject {
  const { device, tenant, user, workAccounts, preJoin, ...rest } = said;
  const { certificateValidity, auth, keySign, ...deviceRest } = device;
  return {
    ...rest,
    device: {
      ...deviceRest,
      ...(certificateValidity && {
        notBefore: new Date(certificateValidity.notBeforeMs).toISOString(),
        notAfter: new Date(certificateValidity.notAfterMs).toISOString(),
      }),
      auth: auth.status === 'failed' && auth.code !== undefined ? `failed ${renderErrorCode(auth.code)}` : auth.status,
      keySign: keySign.status === 'failed' && keySign.key !== undefined ? `failed (${keySign.key})` : keySign.status,
    },
    tenant: { ...tenant },
    user: { ...user },
    workAccounts: workAccounts.map((account) => ({ ...account })),
    ...(preJoin && { preJoin: presentPreJoin(preJoin) }),
  };
}

function presentPreJoin({ lastAttempt, fallbackToSyncJoin, ...tests }: PreJoin): JsonObject {
  const shownTests = Object.entries(tests).map(([name, { result, codes }]) => [
    name,
    [result, ...codes.map(renderErrorCode)].join(' '),
  ]);
  const { atMs, clientCode, ...attempt } = lastAttempt ?? {};
  return {
    ...Object.fromEntries(shownTests),
    fallbackToSyncJoin,
    ...(lastAttempt && {
      lastAttempt: {
        ...attempt,
        ...(atMs !== undefined && { at: new Date(atMs).toISOString() }),
        ...(clientCode !== undefined && { clientCode: renderErrorCode(clientCode) }),
      },
    }),
  };
}

function presentStore({ certificates, unreadable }: PersonalStore): JsonObject {
  return {
    certificates: certificates.slice(0, MAX_SHOWN).map(({ certificate, hasKey, join, peerToPeer }) => ({
      thumbprint: certificate.thumbprint,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      notBefore: new Date(certificate.notBeforeMs).toISOString(),
      notAfter: new Date(certificate.notAfterMs).toISOString(),
      hasKey,
      ...(join && { join: { ...join } }),
      ...(peerToPeer && { peerToPeer }),
    })),
    count: certificates.length,
    ...(unreadable.length > 0 && { unreadable: unreadable.slice(0, MAX_SHOWN) }),
  };
}
