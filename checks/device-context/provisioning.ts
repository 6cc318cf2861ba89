import { guidOf } from '../../src/formats/dsregcmd/values.ts';
import { numberOf, type RegistryKeyView, textOf } from '../../src/formats/join-info.ts';

/**
 * Whether the device is being set up by Windows Autopilot, and how far. Microsoft documents none of these keys; they were
 * read off devices by many (e.g. Michael Niehaus' Get-AutopilotDiagnostics). They explain, and decide nothing alone.
 */
export const PROVISIONING_KEYS = {
  /** `DevicePreparationCategory.Status` and two more: JSON, one per phase of the Enrollment Status Page. */
  phases: 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\AutopilotSettings',
  /** The Autopilot profile. */
  profile: 'HKLM\\SOFTWARE\\Microsoft\\Provisioning\\Diagnostics\\AutoPilot',
  /** `OOBEInProgress`. */
  setup: 'HKLM\\SYSTEM\\Setup',
} as const;

export interface Provisioning {
  readonly esp: EspPhase;
  readonly autopilot?: AutopilotProfile;
  /** The out-of-box experience has not ended; absent when not told. */
  readonly oobeInProgress?: boolean;
}

/** Phase of the Enrollment Status Page. `none`: nothing is on record, or its record is older than the sign-in. */
export type EspPhase = 'none' | 'device-preparation' | 'device-setup' | 'account-setup' | 'finished' | 'failed';

export interface AutopilotProfile {
  /** Lower-case GUID. */
  readonly tenantId?: string;
  readonly tenantDomain?: string;
  readonly name?: string;
  readonly join?: 'entra' | 'hybrid';
}

interface ProvisioningFacts {
  readonly phases?: RegistryKeyView | undefined;
  readonly profile?: RegistryKeyView | undefined;
  readonly setup?: RegistryKeyView | undefined;
}

export function provisioningOf({ phases, profile, setup }: ProvisioningFacts): Provisioning {
  const oobe = setup && numberOf(setup, 'OOBEInProgress');
  const oobeInProgress = oobe === undefined ? undefined : oobe !== 0;
  const autopilot = profile && autopilotOf(profile);
  return {
    esp: phases === undefined ? 'none' : espPhaseOf(phases, oobeInProgress),
    ...(autopilot && { autopilot }),
    ...(oobeInProgress !== undefined && { oobeInProgress }),
  };
}

/** In these phases nobody is signed in but the set-up account, which has no Entra token. */
export function isDevicePhase({ esp }: Provisioning): boolean {
  return esp === 'device-preparation' || esp === 'device-setup';
}

type CategoryState = 'not-started' | 'in-progress' | 'succeeded' | 'failed' | 'absent';

function espPhaseOf(key: RegistryKeyView, oobeInProgress: boolean | undefined): EspPhase {
  const preparation = categoryOf(textOf(key, 'DevicePreparationCategory.Status'));
  const setup = categoryOf(textOf(key, 'DeviceSetupCategory.Status'));
  const account = categoryOf(textOf(key, 'AccountSetupCategory.Status'));
  const all = [preparation, setup, account];
  if (all.every((state) => state === 'absent' || state === 'not-started')) return 'none';
  if (all.includes('failed')) return 'failed';
  const devicePhase = preparation !== 'succeeded' ? 'device-preparation' : 'device-setup';
  // Device phases belong to the out-of-box experience; after it, an unfinished one is a leftover of a page that was left.
  if (preparation !== 'succeeded' || (setup !== 'succeeded' && setup !== 'absent')) {
    return oobeInProgress === false ? 'none' : devicePhase;
  }
  return account === 'in-progress' ? 'account-setup' : 'finished';
}

/** Longest JSON that is parsed; real ones have under 2,000 characters. */
const MAX_JSON_CHARACTERS = 65_536;

/** `categoryState` on newer releases; `categorySucceeded`, once it is known, on all. */
function categoryOf(text: string | undefined): CategoryState {
  if (text === undefined || text === '' || text.length > MAX_JSON_CHARACTERS) return 'absent';
  const status = jsonObjectOf(text);
  if (status === undefined) return 'absent';
  if (status.categorySucceeded === true || status.categoryState === 'succeeded') return 'succeeded';
  if (status.categorySucceeded === false || status.categoryState === 'failed') return 'failed';
  return status.categoryState === 'notStarted' ? 'not-started' : 'in-progress';
}

function jsonObjectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // JSON.parse's only way to say that it is none.
    return undefined;
  }
}

function autopilotOf(key: RegistryKeyView): AutopilotProfile | undefined {
  const tenantId = guidOf(textOf(key, 'CloudAssignedTenantId'));
  const tenantDomain = textOf(key, 'CloudAssignedTenantDomain');
  if (tenantId === undefined && !tenantDomain) return undefined;
  const name = textOf(key, 'DeploymentProfileName');
  const method = numberOf(key, 'CloudAssignedDomainJoinMethod');
  const join = method === 0 ? 'entra' : method === 1 ? 'hybrid' : undefined;
  return {
    ...(tenantId !== undefined && { tenantId }),
    ...(tenantDomain && { tenantDomain }),
    ...(name && { name }),
    ...(join && { join }),
  };
}
