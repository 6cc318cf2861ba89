import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';

/** All keys; where a key comes again its values are added to the earlier ones. */
export function mergeKeys(...parts: readonly SimulatedRegistry[]): SimulatedRegistry {
  const merged: Record<string, SimulatedRegistry[string]> = {};
  for (const part of parts) {
    for (const [path, values] of Object.entries(part)) merged[path] = { ...merged[path], ...values };
  }
  return merged;
}

/** Without these keys and everything below them. */
export function withoutKeys(registry: SimulatedRegistry, absent: readonly string[]): SimulatedRegistry {
  const gone = absent.map((path) => path.toLowerCase());
  const isGone = (path: string) => gone.some((prefix) => path === prefix || path.startsWith(`${prefix}\\`));
  return Object.fromEntries(Object.entries(registry).filter(([path]) => !isGone(path.toLowerCase())));
}
