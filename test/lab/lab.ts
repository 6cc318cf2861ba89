import type { SimulatedDevice, SimulatedRoutes } from '../../src/host/simulated/device.ts';
import { buildDevice } from './device/build-device.ts';
import type { DevicePlan } from './device/plan.ts';
import { buildHierarchy, type Hierarchy } from './pki/hierarchy.ts';
import type { PkiKind } from './pki/plan.ts';
import type { Scenario } from './scenario.ts';
import type { Endpoint, Listener } from './servers/listener.ts';
import { RequestLog } from './servers/request-log.ts';
import { type Site, standardSite } from './site.ts';
import { serversOf } from './world/servers.ts';

export interface LabOptions {
  /** Where things are; default {@link standardSite}. */
  readonly site?: Site;
  /**
   * `free`: every server on 127.0.0.1 with a port of its own; the device finds it by {@link SimulatedRoutes}.
   * `standard`: on the very addresses and ports of the site, which takes a network namespace of one's own.
   */
  readonly ports?: 'free' | 'standard';
  /** Added to every round trip. */
  readonly delayMs?: number;
  /** What the certificates' dates are relative to; default: the present. */
  readonly now?: Date;
}

export interface Lab {
  readonly scenario: Scenario;
  readonly site: Site;
  readonly device: SimulatedDevice;
  /** The same device after some waiting, where a scenario says that it changes. */
  readonly laterDevice?: SimulatedDevice;
  readonly cmgPki: Hierarchy;
  /** PKI of strangers' servers, and that of Microsoft's; their roots are on every device. */
  readonly publicPki: Hierarchy;
  readonly microsoftPki: Hierarchy;
  readonly log: RequestLog;
  /** Where the servers really are, by name. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** May be called again; then it waits for the same end. */
  stop(): Promise<void>;
}

/** Starts all servers of a scenario and describes its device. Everything started is stopped again if one of them fails. */
export async function startLab(scenario: Scenario, options: LabOptions = {}): Promise<Lab> {
  const { site = standardSite, ports = 'free', delayMs = 0, now = new Date() } = options;
  const cmgPki = buildHierarchy(scenario.pki ?? {}, now);
  // One authority is one root: where the CMG's is a public one, everybody else's servers hang from the very same.
  const authority = (kind: PkiKind) => (scenario.pki?.kind === kind ? cmgPki : buildHierarchy({ kind }, now));
  const publicPki = authority('public');
  const microsoftPki = authority('microsoft');
  const log = new RequestLog();
  const wires: Record<string, Endpoint> = {};
  const endpoints: Record<string, Endpoint> = {};
  const running: Listener[] = [];
  let stopping: Promise<unknown> | undefined;
  const stop = async () => {
    stopping ??= Promise.all(running.map((listener) => listener.stop()));
    await stopping;
  };
  try {
    for (const server of serversOf({ scenario, site, cmgPki, publicPki, microsoftPki, now, delayMs, wires })) {
      const at = ports === 'standard' ? server.at : { address: '127.0.0.1', port: 0 };
      const listener = await server.start(at, log);
      running.push(listener);
      endpoints[server.name] = listener.endpoint;
      wires[`${server.at.address}:${server.at.port}`] = listener.endpoint;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const unroutable = scenario.cmg?.port === 'no-route' ? [site.addresses.cmg] : [];
  const network: SimulatedRoutes = { wires, refusing: refusingAddresses(scenario, site), unroutable };
  const parts = { site, now, cmgPki, publicRoots: [publicPki.root, microsoftPki.root] };
  const deviceOf = (plan: DevicePlan): SimulatedDevice => {
    const blocked = (plan.blocked ?? []).map((role) => site.addresses[role]);
    return { ...buildDevice(plan, parts), network: withoutAddresses(network, blocked) };
  };
  return {
    scenario,
    site,
    device: deviceOf(scenario.device ?? {}),
    ...(scenario.laterDevice ? { laterDevice: deviceOf(scenario.laterDevice) } : {}),
    cmgPki,
    publicPki,
    microsoftPki,
    log,
    endpoints,
    stop,
  };
}

/** The same network for a device that a firewall keeps from these addresses. */
function withoutAddresses(network: SimulatedRoutes, blocked: readonly string[]): SimulatedRoutes {
  const isOpen = ([endpoint]: readonly [string, Endpoint]) =>
    !blocked.includes(endpoint.slice(0, endpoint.lastIndexOf(':')));
  return {
    ...network,
    wires: Object.fromEntries(Object.entries(network.wires).filter(isOpen)),
    refusing: network.refusing.filter((address) => !blocked.includes(address)),
  };
}

/** Machines that are there but serve nothing on the port that is asked: all but those that a scenario takes away. */
function refusingAddresses({ dns = {}, cmg = {}, microsoftPort }: Scenario, { addresses }: Site): readonly string[] {
  const absent = new Set<string>([addresses.nowhere]);
  if (cmg.port === 'absent') absent.add(addresses.cmg);
  if (microsoftPort === 'absent') absent.add(addresses.microsoft);
  if (dns.internalServers === 'absent') absent.add(addresses.internalDns);
  if ((dns.secondInternalServer ?? dns.internalServers) === 'absent') absent.add(addresses.secondInternalDns);
  if (dns.publicServers === 'absent') {
    absent.add(addresses.publicDns);
    absent.add(addresses.secondPublicDns);
  }
  if (dns.doh === 'absent') absent.add(addresses.doh);
  return Object.values(addresses).filter((address) => !absent.has(address));
}
