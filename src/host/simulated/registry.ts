import type { Registry, RegistryData, RegistryKey, RegistryOutcome } from '../ports.ts';
import type { SimulatedDevice, SimulatedValue } from './device.ts';

const longHive: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKU: 'HKEY_USERS',
  HKCR: 'HKEY_CLASSES_ROOT',
};

/** The device's registry as the port shows it: names compare without case, keys above a described one exist too. */
export function createSimulatedRegistry({ registry, deniedKeys = [] }: SimulatedDevice): Registry {
  if (registry === null) {
    const outcome: RegistryOutcome = { status: 'unavailable', why: 'this machine has no registry' };
    return { read: async () => outcome };
  }
  const keys = allKeys(Object.entries(registry).map(([path, values]) => keyOf(path, values)));
  const denied = deniedKeys.map((path) => fullPath(path).toLowerCase());
  return {
    read: async (path, { recursive }) => {
      const wanted = fullPath(path).toLowerCase();
      if (denied.some((prefix) => isAtOrBelow(wanted, prefix))) return { status: 'denied' };
      const own = keys.get(wanted);
      if (own === undefined) return { status: 'absent' };
      const depth = wanted.split('\\').length;
      const below = [...keys.entries()]
        .filter(([name]) => name.startsWith(`${wanted}\\`))
        .filter(([name]) => recursive || name.split('\\').length === depth + 1)
        // As `reg query` without /s: sub-keys are listed by name, their values take `recursive` or a read of their own.
        .map(([, key]) => (recursive ? key : { path: key.path, values: {} }));
      return { status: 'found', keys: [own, ...below] };
    },
  };
}

function keyOf(path: string, values: Readonly<Record<string, SimulatedValue>>): RegistryKey {
  const data = Object.entries(values).map(([name, value]): [string, RegistryData] => [name, dataOf(value)]);
  return { path: fullPath(path), values: Object.fromEntries(data) };
}

function dataOf(value: SimulatedValue): RegistryData {
  return value.type === 'binary' ? { type: 'binary', value: new Uint8Array(Buffer.from(value.hex, 'hex')) } : value;
}

/** The described keys and those above them, by lower-case path. */
function allKeys(described: readonly RegistryKey[]): ReadonlyMap<string, RegistryKey> {
  const keys = new Map<string, RegistryKey>();
  for (const key of described) {
    const parts = key.path.split('\\');
    for (let length = 1; length < parts.length; length++) {
      const path = parts.slice(0, length).join('\\');
      if (!keys.has(path.toLowerCase())) keys.set(path.toLowerCase(), { path, values: {} });
    }
    const known = keys.get(key.path.toLowerCase());
    keys.set(key.path.toLowerCase(), { path: key.path, values: { ...known?.values, ...key.values } });
  }
  return keys;
}

/** With the hive's long name and without a trailing backslash. */
function fullPath(path: string): string {
  const [hive = '', ...rest] = path.replace(/\\+$/, '').split('\\');
  return [longHive[hive.toUpperCase()] ?? hive, ...rest].join('\\');
}

function isAtOrBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}\\`);
}
