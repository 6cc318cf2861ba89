import { createDns } from '../../src/host/network/dns.ts';
import { createHttp } from '../../src/host/network/http.ts';
import { createTls } from '../../src/host/network/tls.ts';
import type { Host } from '../../src/host/ports.ts';
import { createSimulatedHost, type NetworkFactory, type SimulatedDevice } from '../../src/host/simulated.ts';

/** The real network adapters, for a simulated device. */
const realNetwork: NetworkFactory = (dependencies) => ({
  query: createDns({ ...dependencies, configuredServers: async () => [] }).query,
  tls: createTls(dependencies),
  http: createHttp(dependencies),
});

/** How long a lab's void swallows a packet: long enough to be seen, short enough for tests. */
const SILENCE_MS = 100;

/** The host of a lab's device: data for the machine, real sockets to the lab's servers. */
export function hostOf(device: SimulatedDevice): Host {
  return createSimulatedHost(device, realNetwork, { silenceMs: SILENCE_MS });
}
