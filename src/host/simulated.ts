import type { Dns, FileOutcome, Host } from './ports.ts';
import { createSimulatedCommands } from './simulated/commands.ts';
import type { SimulatedDevice, SimulatedRoutes } from './simulated/device.ts';
import { createSimulatedLookup } from './simulated/lookup.ts';
import { createSimulatedRegistry } from './simulated/registry.ts';
import { impatient, type NetworkPorts, wiring, withSilence } from './simulated/routes.ts';
import { createConfiguredServers, type NetworkView } from './windows/configured-servers.ts';

export type { SimulatedDevice } from './simulated/device.ts';

/** Makes the real network adapters; what they resolve and where they connect is the simulated device's business. */
export type NetworkFactory = (dependencies: {
  readonly lookup: Dns['lookup'];
  readonly dial: (address: string, port: number) => { readonly address: string; readonly port: number };
}) => NetworkPorts;

export interface SimulationOptions {
  /** How long a connection into nothing takes; a real one takes as long as the caller waits. */
  readonly silenceMs?: number;
  /** Longest time that anything on the network may take, whatever the caller allows. */
  readonly patienceMs?: number;
}

/** Free space of a device that nothing is said about: 64 GB. */
const AMPLE_BYTES = 64_000_000_000;
const DEFAULT_SILENCE_MS = 1_000;
const DEFAULT_PATIENCE_MS = 120_000;

/**
 * A Host made of a described device and the real network adapters: the lab's servers are spoken to over real sockets, the
 * machine around them is data.
 */
export function createSimulatedHost(
  device: SimulatedDevice,
  createNetwork: NetworkFactory,
  { silenceMs = DEFAULT_SILENCE_MS, patienceMs = DEFAULT_PATIENCE_MS }: SimulationOptions = {},
): Host {
  const routes: SimulatedRoutes = device.network ?? { wires: {}, refusing: [] };
  // The adapters need the lookup and the lookup asks through the adapters; by the first question both exist.
  const lookup: Dns['lookup'] = (name, limit, signal) => answer(name, limit, signal);
  const dial = device.network ? wiring(routes) : (address: string, port: number) => ({ address, port });
  const real = impatient(createNetwork({ lookup, dial }), patienceMs);
  const network = device.network ? withSilence(real, routes, lookup, silenceMs) : real;
  const registry = createSimulatedRegistry(device);
  const configuredServers = createConfiguredServers(registry, networkOf(device));
  const answer = createSimulatedLookup({
    hosts: device.hosts ?? '',
    registry,
    configuredServers,
    query: network.query,
  });
  return {
    clock: { now: () => new Date(Date.now() + (device.clockOffsetMs ?? 0)) },
    session: { describe: async () => device.session },
    commands: createSimulatedCommands(device),
    registry,
    files: { read: async (_file, { maxBytes }) => hostsFile(device.hosts, maxBytes) },
    volumes: { freeSpace: async () => ({ status: 'measured', freeBytes: device.freeBytes ?? AMPLE_BYTES }) },
    dns: { lookup, configuredServers, query: network.query },
    tls: network.tls,
    http: network.http,
  };
}

/** The device's adapters as its operating system would show them. */
function networkOf({ session, addresses, nameServers }: SimulatedDevice): NetworkView {
  return {
    interfaces: () => ({ Ethernet: addresses.map((address) => ({ address })) }),
    servers: () => nameServers.map(({ address }) => address),
    platform: session.platform === 'windows' ? 'win32' : 'linux',
  };
}

function hostsFile(text: string | undefined, maxBytes: number): FileOutcome {
  if (text === undefined) return { status: 'absent' };
  const bytes = new Uint8Array(Buffer.from(text, 'utf8'));
  return { status: 'read', bytes: bytes.subarray(0, maxBytes), truncated: bytes.length > maxBytes };
}
