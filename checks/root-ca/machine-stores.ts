import type { ProbeContext } from '../../src/core/check.ts';
import type { RegistryKey, RegistryOutcome } from '../../src/host/ports.ts';
import type { RegistryStores, RootMember, StoreEntry } from '../../src/trust/trust-store.ts';

/** The three prefixes under which machine-wide stores lie ("System Store Locations", learn.microsoft.com/windows/win32/seccrypto/system-store-locations). */
const LOCAL = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates';
const ENTERPRISE = 'HKLM\\SOFTWARE\\Microsoft\\EnterpriseCertificates';

const rootKeys: readonly (readonly [RootMember, string])[] = [
  ['default', `${LOCAL}\\ROOT`],
  ['auth-root', `${LOCAL}\\AuthRoot`],
  ['group-policy', `${POLICY}\\Root`],
  ['enterprise', `${ENTERPRISE}\\Root`],
  ['smart-card', `${LOCAL}\\SmartCardRoot`],
];
const intermediateKeys = [`${LOCAL}\\CA`, `${POLICY}\\CA`, `${ENTERPRISE}\\CA`];
const disallowedKeys = [`${LOCAL}\\Disallowed`, `${POLICY}\\Disallowed`];

/** The SIDs of accounts that people sign in with: local or AD, and Entra. */
const personalSid = /\\(S-1-5-21-[\d-]+|S-1-12-1-[\d-]+)$/i;

export interface MachineStores {
  readonly stores: RegistryStores;
  /** Keys without whose content nothing can be said about trust, and why they could not be read. */
  readonly unread: readonly { readonly key: string; readonly why: string }[];
}

/** Reads every member of the logical stores of this machine, and users' own roots to tell them apart. */
export async function readMachineStores(context: ProbeContext, isSystem: boolean | null): Promise<MachineStores> {
  const { registry } = context.host;
  const unread: { key: string; why: string }[] = [];
  const entries = async (key: string): Promise<readonly StoreEntry[]> => {
    const outcome = await registry.read(`${key}\\Certificates`, { recursive: true }, context.signal);
    const why = trouble(outcome);
    if (why !== undefined) unread.push({ key, why });
    return outcome.status === 'found' ? entriesOf(outcome.keys) : [];
  };
  const all = async (keys: readonly string[]) => (await Promise.all(keys.map(entries))).flat();
  const [members, intermediates, disallowed, userRoots] = await Promise.all([
    Promise.all(rootKeys.map(async ([member, key]) => [member, await entries(key)] as const)),
    all(intermediateKeys),
    all(disallowedKeys),
    readUserRoots(context, isSystem),
  ]);
  return { stores: { roots: Object.fromEntries(members), intermediates, disallowed, userRoots }, unread };
}

/**
 * As SYSTEM the loaded hives of signed-in users are looked at, else the caller's own: a root there does not help
 * ccmsetup, and only explains why a browser shows no error. That it cannot be read changes no verdict.
 */
async function readUserRoots(context: ProbeContext, isSystem: boolean | null): Promise<readonly StoreEntry[]> {
  const { registry } = context.host;
  const hives = isSystem === true ? await userHives(context) : ['HKCU'];
  const outcomes = await Promise.all(
    hives.map((hive) =>
      registry.read(
        `${hive}\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates`,
        { recursive: true },
        context.signal,
      ),
    ),
  );
  return outcomes.flatMap((outcome) => (outcome.status === 'found' ? entriesOf(outcome.keys) : []));
}

async function userHives(context: ProbeContext): Promise<readonly string[]> {
  const users = await context.host.registry.read('HKU', { recursive: false }, context.signal);
  if (users.status !== 'found') return [];
  return users.keys.flatMap(({ path }) => personalSid.exec(path)?.[1] ?? []).map((sid) => `HKU\\${sid}`);
}

function entriesOf(keys: readonly RegistryKey[]): readonly StoreEntry[] {
  return keys.flatMap(({ path, values }) => {
    const blob = values.Blob;
    return blob?.type === 'binary' ? [{ keyName: path.slice(path.lastIndexOf('\\') + 1), blob: blob.value }] : [];
  });
}

/** A key that does not exist is an empty store. */
function trouble(outcome: RegistryOutcome): string | undefined {
  switch (outcome.status) {
    case 'found':
    case 'absent':
      return undefined;
    case 'denied':
      return 'access was denied';
    case 'timed-out':
      return 'reading it took too long';
    case 'unavailable':
      return outcome.why;
  }
}
