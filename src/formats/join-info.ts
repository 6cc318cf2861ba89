import { guidOf, thumbprintOf } from './dsregcmd/values.ts';

/**
 * Where Windows keeps the facts that `dsregcmd` prints, read from registry keys that somebody else has fetched.
 * Layout observed by the AADInternals project (aadinternals.com, "Stealing and faking Azure AD device identities");
 * Microsoft documents the tool, not the keys, so everything here is a second opinion.
 */

/** A registry key in the shape of the registry port, by structure, so that this folder imports no host. */
export interface RegistryKeyView {
  readonly path: string;
  readonly values: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
}

export const CLOUD_DOMAIN_JOIN = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin';
export const ENROLLMENTS = 'HKLM\\SOFTWARE\\Microsoft\\Enrollments';
export const CLIENT_SIDE_SCP = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\CDJ';
/** Physical store of Local Computer\Personal: [MS-GPEF] and Microsoft Learn "System Store Locations". */
export const MACHINE_PERSONAL_STORE = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates';

/** Registrations of one user, below `HKU\<SID>\`. */
export function workplaceJoinKey(sid: string): string {
  return `HKU\\${sid}\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo`;
}

/** One join of the device (or one registration of a user): a sub-key named by the certificate's thumbprint. */
export interface JoinInfo {
  /** Upper-case SHA-1 of the certificate. */
  readonly thumbprint: string;
  /** Lower-case GUID. */
  readonly tenantId?: string;
}

/** Most sub-keys that are looked at: one is normal. */
const MAX_ENTRIES = 64;

/** `JoinInfo\<thumbprint>` at any depth below what was read. The parent without a sub-key proves nothing. */
export function joinInfosOf(keys: readonly RegistryKeyView[]): readonly JoinInfo[] {
  return keys.slice(0, MAX_ENTRIES * 64).flatMap((key) => {
    const [parent, name] = key.path.split('\\').slice(-2);
    const thumbprint = thumbprintOf(name);
    if (parent?.toLowerCase() !== 'joininfo' || thumbprint === undefined) return [];
    const tenantId = guidOf(textOf(key, 'TenantId'));
    return [
      {
        thumbprint,
        ...(tenantId !== undefined && { tenantId }),
      },
    ];
  });
}

/** `TenantInfo\<tenant id>`. */
export interface TenantInfo {
  /** Lower-case GUID. */
  readonly tenantId: string;
  readonly displayName?: string;
}

export function tenantInfosOf(keys: readonly RegistryKeyView[]): readonly TenantInfo[] {
  return keys.slice(0, MAX_ENTRIES * 64).flatMap((key) => {
    const [parent, name] = key.path.split('\\').slice(-2);
    const tenantId = guidOf(name);
    if (parent?.toLowerCase() !== 'tenantinfo' || tenantId === undefined) return [];
    const displayName = textOf(key, 'DisplayName');
    return [{ tenantId, ...(displayName !== undefined && displayName !== '' && { displayName }) }];
  });
}

/** An MDM enrolment, e.g. with Intune (`MS DM Server`). It is another thing than the join. */
export interface MdmEnrollment {
  readonly id: string;
  readonly providerId: string;
  /** 1: enrolled. */
  readonly state?: number;
}

export function mdmEnrollmentsOf(keys: readonly RegistryKeyView[]): readonly MdmEnrollment[] {
  return keys
    .flatMap((key) => {
      const [parent, name] = key.path.split('\\').slice(-2);
      const id = guidOf(name);
      const providerId = textOf(key, 'ProviderID');
      if (parent?.toLowerCase() !== 'enrollments' || id === undefined || !providerId) return [];
      const state = numberOf(key, 'EnrollmentState');
      return [{ id, providerId, ...(state !== undefined && { state }) }];
    })
    .slice(0, MAX_ENTRIES);
}

/** The client-side service connection point and whether sync join is allowed as a fallback (policy of hybrid join). */
export interface ClientSideScp {
  readonly tenantId?: string;
  readonly tenantName?: string;
  readonly fallbackToSyncJoin?: boolean;
}

export function clientSideScpOf(keys: readonly RegistryKeyView[]): ClientSideScp | undefined {
  const aad = keys.find((key) => /\\CDJ\\AAD$/i.test(key.path));
  const cdj = keys.find((key) => /\\CDJ$/i.test(key.path));
  const tenantId = aad && guidOf(textOf(aad, 'TenantId'));
  const tenantName = aad && textOf(aad, 'TenantName');
  const fallback = cdj && numberOf(cdj, 'FallbackToSyncJoin');
  if (tenantId === undefined && !tenantName && fallback === undefined) return undefined;
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(tenantName && { tenantName }),
    ...(fallback !== undefined && { fallbackToSyncJoin: fallback !== 0 }),
  };
}

/**
 * Security identifiers of people among the names of loaded hives: `S-1-5-21-…` (domain and local accounts) and
 * `S-1-12-1-…` (Entra accounts); not the services' own, and not the `_Classes` companions.
 */
export function userSidsOf(keys: readonly RegistryKeyView[]): readonly string[] {
  const names = keys.map((key) => key.path.split('\\').at(-1) ?? '');
  const people = names.filter((name) => /^S-1-(?:5-21|12-1)(?:-\d{1,10}){4}$/i.test(name));
  return [...new Set(people.map((name) => name.toUpperCase()))];
}

/** A string value; the names of values are compared without case, as Windows does. */
export function textOf(key: RegistryKeyView, name: string): string | undefined {
  const data = dataOf(key, name);
  return typeof data === 'string' ? data.trim() : undefined;
}

/** A number value. */
export function numberOf(key: RegistryKeyView, name: string): number | undefined {
  const data = dataOf(key, name);
  return typeof data === 'number' ? data : undefined;
}

function dataOf(key: RegistryKeyView, name: string): unknown {
  const wanted = name.toLowerCase();
  const found = Object.entries(key.values).find(([candidate]) => candidate.toLowerCase() === wanted);
  return found?.[1].value;
}
