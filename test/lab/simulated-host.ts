import { createDns } from '../../src/host/network/dns.ts';
import { createHttp } from '../../src/host/network/http.ts';
import { createTls } from '../../src/host/network/tls.ts';
import type { Host } from '../../src/host/ports.ts';
import {
  createSimulatedHost,
  type NetworkFactory,
  type SimulatedDevice,
  type SimulationOptions,
} from '../../src/host/simulated.ts';
import type { Lab } from './lab.ts';

/** The real network adapters, for a simulated device. */
const realNetwork: NetworkFactory = (dependencies) => ({
  query: createDns({ ...dependencies, configuredServers: async () => [] }).query,
  tls: createTls(dependencies),
  http: createHttp(dependencies),
});

/** How long a lab's void swallows a packet: long enough to be seen, short enough for tests. */
const SILENCE_MS = 100;

/** What is waited for a server of a lab that never answers: far more than one takes that does. */
const PATIENCE_MS = 3_000;

/** A described device as a host: data for the machine, real sockets to the lab's servers. */
export function hostOf(device: SimulatedDevice, options: SimulationOptions = {}): Host {
  return createSimulatedHost(device, realNetwork, { silenceMs: SILENCE_MS, ...options });
}

/** The host of a lab, which waits shorter where the scenario says that somebody never answers. */
export function labHost({ device, scenario }: Pick<Lab, 'device' | 'scenario'>): Host {
  return hostOf(device, scenario.silent ? { patienceMs: PATIENCE_MS } : {});
}
