import type { ProbeContext } from '../../src/core/check.ts';
import type { RegistryKey } from '../../src/host/ports.ts';
import {
  type RegistryStores,
  type RootMember,
  readTrustStore,
  type StoreEntry,
  type TrustStore,
} from '../../src/trust/trust-store.ts';
import { readTrouble, type UnreadKey } from './unread-key.ts';

/** The three prefixes under which machine-wide stores lie ("System Store Locations", learn.microsoft.com/windows/win32/seccrypto/system-store-locations). */
export const LOCAL_STORES = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';
export const POLICY_STORES = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates';
export const ENTERPRISE_STORES = 'HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates';

const rootKeys: readonly (readonly [RootMember, string])[] = [
  ['default', `${LOCAL_STORES}\\ROOT`],
  ['auth-root', `${LOCAL_STORES}\\AuthRoot`],
  ['group-policy', `${POLICY_STORES}\\Root`],
  ['enterprise', `${ENTERPRISE_STORES}\\Root`],
  ['smart-card', `${LOCAL_STORES}\\SmartCardRoot`],
];
const intermediateKeys = [`${LOCAL_STORES}\\CA`, `${POLICY_STORES}\\CA`, `${ENTERPRISE_STORES}\\CA`];
const disallowedKeys = [LOCAL_STORES, POLICY_STORES, ENTERPRISE_STORES].map((stores) => `${stores}\\Disallowed`);

/** SYSTEM's own "current user". */
const SYSTEM_HIVE = 'HKU\\S-1-5-18';
/** The SIDs of accounts that people sign in with: local or AD, and Entra. */
const personalSid = /\\(S-1-5-21-[\d-]+|S-1-12-1-[\d-]+)$/i;

export interface MachineStores {
  readonly store: TrustStore;
  /** Entries that hold no certificate this program can read; Windows may be able to. */
  readonly damaged: readonly DamagedEntry[];
  /** Thumbprints of roots that SYSTEM trusts as a user: whether that helps ccmsetup is not known. */
  readonly systemRoots: ReadonlySet<string>;
  readonly unread: readonly UnreadKey[];
}

export interface DamagedEntry extends StoreEntry {
  readonly store: string;
  readonly why: string;
}

/**
 * Reads every member of the logical stores of this machine, and users' own roots to tell them apart.
 * @param disallowedList Microsoft's list of certificates that no Windows accepts, where the registry has it
 */
export async function readMachineStores(
  context: ProbeContext,
  isSystem: boolean | null,
  disallowedList: Promise<Uint8Array | undefined>,
): Promise<MachineStores> {
  const unread: UnreadKey[] = [];
  const entries = async (key: string, holds: UnreadKey['holds']): Promise<readonly StoreEntry[]> => {
    const outcome = await context.host.registry.read(`${key}\\Certificates`, { recursive: true }, context.signal);
    const why = readTrouble(outcome);
    if (why !== undefined) unread.push({ key, why, holds });
    return outcome.status === 'found' ? storeEntriesOf(outcome.keys) : [];
  };
  const all = async (keys: readonly string[], holds: UnreadKey['holds']) =>
    (await Promise.all(keys.map((key) => entries(key, holds)))).flat();
  const [members, intermediates, disallowed, systemRoots, userRoots, microsoftsList] = await Promise.all([
    Promise.all(rootKeys.map(async ([member, key]) => [member, await entries(key, 'roots')] as const)),
    all(intermediateKeys, 'intermediates'),
    all(disallowedKeys, 'disallowed'),
    rootsOfUser(context, SYSTEM_HIVE),
    readUserRoots(context, isSystem),
    disallowedList,
  ]);
  const stores: RegistryStores = {
    roots: Object.fromEntries(members),
    intermediates,
    disallowed,
    userRoots: [...systemRoots, ...userRoots],
    disallowedList: microsoftsList,
  };
  const store = readTrustStore(stores);
  const raw = [...members.flatMap(([, list]) => list), ...intermediates, ...stores.userRoots];
  return {
    store,
    damaged: store.unreadable.flatMap(({ store: name, keyName, error }) => {
      const entry = raw.find((candidate) => candidate.keyName === keyName);
      return entry ? [{ ...entry, store: name, why: error.message }] : [];
    }),
    systemRoots: new Set(systemRoots.map(({ keyName }) => keyName.toUpperCase())),
    unread,
  };
}

/**
 * As SYSTEM the loaded hives of signed-in users are looked at, else the caller's own: a root there does not help
 * ccmsetup, and only explains why a browser shows no error. That it cannot be read changes no verdict.
 */
async function readUserRoots(context: ProbeContext, isSystem: boolean | null): Promise<readonly StoreEntry[]> {
  const hives = isSystem === true ? await userHives(context) : ['HKCU'];
  return (await Promise.all(hives.map((hive) => rootsOfUser(context, hive)))).flat();
}

async function rootsOfUser(context: ProbeContext, hive: string): Promise<readonly StoreEntry[]> {
  const key = `${hive}\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates`;
  const outcome = await context.host.registry.read(key, { recursive: true }, context.signal);
  return outcome.status === 'found' ? storeEntriesOf(outcome.keys) : [];
}

async function userHives(context: ProbeContext): Promise<readonly string[]> {
  const users = await context.host.registry.read('HKU', { recursive: false }, context.signal);
  if (users.status !== 'found') return [];
  return users.keys.flatMap(({ path }) => personalSid.exec(path)?.[1] ?? []).map((sid) => `HKU\\${sid}`);
}

/** The entries of a store: keys named by SHA-1 with a value `Blob`. */
export function storeEntriesOf(keys: readonly RegistryKey[]): readonly StoreEntry[] {
  return keys.flatMap(({ path, values }) => {
    const blob = Object.entries(values).find(([name]) => name.toLowerCase() === 'blob')?.[1];
    return blob?.type === 'binary' ? [{ keyName: path.slice(path.lastIndexOf('\\') + 1), blob: blob.value }] : [];
  });
}
