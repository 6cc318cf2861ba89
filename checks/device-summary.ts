import type { EvidenceAccess } from '../src/core/check.ts';
import type { DeviceSummary } from '../src/core/report.ts';
import { deviceContext } from './device-context.ts';
import { deviceIdOf, deviceTenantIdOf, entraJoin, joinTypeOf } from './entra-join.ts';

/** Who the report is about, from what the checks gathered anyway; null where nothing was. */
export function describeDevice({ evidenceOf }: EvidenceAccess): DeviceSummary {
  const session = evidenceOf(deviceContext)?.session;
  const join = evidenceOf(entraJoin);
  return {
    computerName: session?.computerName ?? null,
    user: session?.user ?? null,
    isSystem: session?.isSystem ?? null,
    elevated: session?.elevated ?? null,
    osBuild: session?.osBuild ?? null,
    arch: session?.arch ?? null,
    deviceId: (join && deviceIdOf(join)) ?? null,
    tenantId: (join && deviceTenantIdOf(join)) ?? null,
    joinType: (join && joinTypeOf(join)) ?? null,
  };
}
