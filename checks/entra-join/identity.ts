import { concludeJoin, deviceCertificateOf } from './conclusion.ts';
import type { EntraJoinEvidence } from './evidence.ts';
import { valueOr } from './reading.ts';

/** What other checks and the report want to know about the device's identity. All pure. */

/** The report's word for the join state. */
export type JoinType =
  | 'entra-joined'
  | 'hybrid-joined'
  | 'registered'
  | 'on-prem'
  | 'domain-joined'
  | 'none'
  | 'unknown';

export function joinTypeOf(evidence: EntraJoinEvidence): JoinType {
  const conclusion = concludeJoin(evidence);
  switch (conclusion.state) {
    case 'joined':
      return conclusion.hybrid === true ? 'hybrid-joined' : 'entra-joined';
    case 'hybrid-trouble':
      return 'domain-joined';
    case 'unreadable':
      return 'unknown';
    default:
      return conclusion.state;
  }
}

/** Whether the device has an Entra identity of its own. */
export function isJoined(evidence: EntraJoinEvidence): boolean {
  return concludeJoin(evidence).state === 'joined';
}

export type TenantSource = 'dsregcmd' | 'registry' | 'certificate';

export interface SourcedId {
  /** Lower-case GUID. */
  readonly id: string;
  readonly source: TenantSource;
}

/** The tenant that each source names, in order of trust; empty when the device is not joined. */
export function tenantIdsOf(evidence: EntraJoinEvidence): readonly SourcedId[] {
  if (!isJoined(evidence)) return [];
  const said = evidence.dsregcmd.status === 'read' ? evidence.dsregcmd.said.tenant.id : undefined;
  const certificate = deviceCertificateOf(evidence);
  const cloud = valueOr(evidence.cloudDomainJoin, { joins: [], tenants: [] });
  const thumbprint = certificate.status === 'found' ? certificate.entry.certificate.thumbprint : undefined;
  const join = cloud.joins.find((candidate) => candidate.thumbprint === thumbprint) ?? cloud.joins[0];
  const soleTenant = cloud.tenants.length === 1 ? cloud.tenants[0]?.tenantId : undefined;
  return [
    ...sourced('dsregcmd', said),
    ...sourced('registry', join?.tenantId ?? soleTenant),
    ...sourced('certificate', certificate.status === 'found' ? certificate.entry.join?.tenantId : undefined),
  ];
}

/** The device's own tenant: a lower-case GUID, or undefined when it is not joined or no source names one. */
export function deviceTenantIdOf(evidence: EntraJoinEvidence): string | undefined {
  return tenantIdsOf(evidence)[0]?.id;
}

/** The device id that each source names, in order of trust; empty when the device is not joined. */
export function deviceIdsOf(evidence: EntraJoinEvidence): readonly SourcedId[] {
  if (!isJoined(evidence)) return [];
  const said = evidence.dsregcmd.status === 'read' ? evidence.dsregcmd.said.device.id : undefined;
  const certificate = deviceCertificateOf(evidence);
  return [
    ...sourced('dsregcmd', said),
    ...sourced('certificate', certificate.status === 'found' ? certificate.entry.join?.deviceId : undefined),
  ];
}

/** The device's object id in Entra's "Device ID" column: a lower-case GUID. */
export function deviceIdOf(evidence: EntraJoinEvidence): string | undefined {
  return deviceIdsOf(evidence)[0]?.id;
}

function sourced(source: TenantSource, id: string | undefined): readonly SourcedId[] {
  return id === undefined ? [] : [{ id, source }];
}
