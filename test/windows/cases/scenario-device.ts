/** The device of a lab scenario, put on a device under Wine: the same registry, the same dsregcmd, the same resolvers. */
import type { SimulatedDevice, SimulatedTool, SimulatedValue } from '../../../src/host/simulated/device.ts';
import type { DeviceDescription } from '../rig/device-description.ts';
import type { RegistryEntry } from '../rig/registry-file.ts';

/** @param nameServers addresses for the system's resolver, which under Wine reads no registry */
export function describeForWine(device: SimulatedDevice, nameServers: readonly string[]): DeviceDescription {
  return {
    ...describeDsregcmd(device.tools.dsregcmd),
    registry: Object.entries(device.registry ?? {}).flatMap(([key, values]) => entriesOf(key, values)),
    hosts: parseHosts(device.hosts ?? ''),
    // Windows' DNS client asks the next server after 1 s; Wine asks through the C library, which would wait for 5.
    resolvConf: ['options timeout:1', ...nameServers.map((address) => `nameserver ${address}`), ''].join('\n'),
    computerName: device.session.computerName,
    ...describeSession(device.session),
  };
}

function describeSession({ isSystem, elevated }: SimulatedDevice['session']): DeviceDescription {
  return { account: isSystem ? 'system' : elevated ? 'administrator' : 'user' };
}

function describeDsregcmd(tool: SimulatedTool | undefined): DeviceDescription {
  switch (tool?.behaviour) {
    case 'prints':
      return { dsregcmdText: Buffer.from(tool.stdoutHex, 'hex'), dsregcmdExitCode: tool.exitCode };
    case 'hangs':
      // With a child of its own that hangs too: killing the one must not leave the other.
      return { dsregcmdText: Buffer.from(tool.stdoutHex ?? '', 'hex'), dsregcmdMode: 'hang-with-child' };
    default:
      return { dsregcmdMode: 'absent' };
  }
}

function entriesOf(key: string, values: Readonly<Record<string, SimulatedValue>>): readonly RegistryEntry[] {
  const named = Object.entries(values);
  if (named.length === 0) return [{ key, name: '', type: 'key-only' }];
  return named.map(([name, value]) => entryOf(key, name, value));
}

function entryOf(key: string, name: string, value: SimulatedValue): RegistryEntry {
  switch (value.type) {
    case 'string':
      return { key, name, type: 'REG_SZ', data: value.value };
    case 'strings':
      return { key, name, type: 'REG_MULTI_SZ', data: value.value };
    case 'number':
      return { key, name, type: 'REG_DWORD', data: value.value };
    case 'binary':
      return { key, name, type: 'REG_BINARY', data: Buffer.from(value.hex, 'hex') };
  }
}

function parseHosts(text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  return Object.fromEntries(
    lines.flatMap(([address, ...names]) => names.map((name) => [name, address ?? ''] as const)),
  );
}
