import { createDns } from '../../src/host/network/dns.ts';
import { createHttp } from '../../src/host/network/http.ts';
import { createTls } from '../../src/host/network/tls.ts';
import type { Host } from '../../src/host/ports.ts';
import { createSimulatedHost, type NetworkFactory } from '../../src/host/simulated.ts';
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
const PATIENCE_MS = 2_000;

/** The host of a lab's device: data for the machine, real sockets to the lab's servers. */
export function hostOf({ device, scenario }: Pick<Lab, 'device' | 'scenario'>): Host {
  const patience = scenario.silent ? { patienceMs: PATIENCE_MS } : {};
  return createSimulatedHost(device, realNetwork, { silenceMs: SILENCE_MS, ...patience });
}
