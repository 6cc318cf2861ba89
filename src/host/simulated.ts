import type { ConfiguredServer, Dns, FileOutcome, Host } from './ports.ts';
import { createSimulatedCommands } from './simulated/commands.ts';
import type { SimulatedDevice, SimulatedRoutes } from './simulated/device.ts';
import { createSimulatedLookup } from './simulated/lookup.ts';
import { createSimulatedRegistry } from './simulated/registry.ts';
import { type NetworkPorts, wiring, withSilence } from './simulated/routes.ts';

export type { SimulatedDevice } from './simulated/device.ts';

/** Makes the real network adapters; what they resolve and where they connect is the simulated device's business. */
export type NetworkFactory = (dependencies: {
  readonly lookup: Dns['lookup'];
  readonly dial: (address: string, port: number) => { readonly address: string; readonly port: number };
}) => NetworkPorts;

export interface SimulationOptions {
  /** How long a connection into nothing takes; a real one takes as long as the caller waits. */
  readonly silenceMs?: number;
}

const DEFAULT_SILENCE_MS = 1_000;

/**
 * A Host made of a described device and the real network adapters: the lab's servers are spoken to over real sockets, the
 * machine around them is data.
 */
export function createSimulatedHost(
  device: SimulatedDevice,
  createNetwork: NetworkFactory,
  options: SimulationOptions = {},
): Host {
  const routes: SimulatedRoutes | undefined = device.network;
  // The adapters need the lookup and the lookup asks through the adapters; by the first question both exist.
  const lookup: Dns['lookup'] = (name, limit, signal) => answer(name, limit, signal);
  const dial = routes ? wiring(routes) : (address: string, port: number) => ({ address, port });
  const real = createNetwork({ lookup, dial });
  const network = routes ? withSilence(real, routes, lookup, options.silenceMs ?? DEFAULT_SILENCE_MS) : real;
  const answer = createSimulatedLookup(device, network.query);
  const servers: readonly ConfiguredServer[] = device.nameServers;
  return {
    clock: { now: () => new Date(Date.now() + (device.clockOffsetMs ?? 0)) },
    session: { describe: async () => device.session },
    commands: createSimulatedCommands(device),
    registry: createSimulatedRegistry(device),
    files: { read: async (_file, { maxBytes }) => hostsFile(device.hosts, maxBytes) },
    dns: { lookup, configuredServers: async () => servers, query: network.query },
    tls: network.tls,
    http: network.http,
  };
}

function hostsFile(text: string | undefined, maxBytes: number): FileOutcome {
  if (text === undefined) return { status: 'absent' };
  const bytes = new Uint8Array(Buffer.from(text, 'utf8'));
  return { status: 'read', bytes: bytes.subarray(0, maxBytes), truncated: bytes.length > maxBytes };
}
