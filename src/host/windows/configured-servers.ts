import { getServers } from 'node:dns';
import { networkInterfaces } from 'node:os';
import {
  ADAPTER_NAMES,
  type AdapterDns,
  DNS_CLIENT_POLICY,
  readAdapterDns,
  readAdapterNames,
  readPolicyServers,
  TCPIP_INTERFACES,
  TCPIP6_INTERFACES,
} from '../../formats/dns-configuration.ts';
import { addressScope } from '../../formats/ip-address.ts';
import type { ConfiguredServer, Dns, Registry, RegistryKey } from '../ports.ts';

const DNS_PORT = 53;

/** The network as the operating system shows it; a parameter so that tests need no network. */
export interface NetworkView {
  /** Names and addresses of the adapters that are up. */
  interfaces(): Readonly<Record<string, readonly { readonly address: string }[] | undefined>>;
  /** Servers as Node's own resolver found them. */
  servers(): readonly string[];
  readonly platform: string;
}

const realNetwork: NetworkView = { interfaces: networkInterfaces, servers: getServers, platform: process.platform };

/**
 * Name servers of a policy, else of the adapters that are up: on Windows from the registry, because several Node releases report nothing
 * but 127.0.0.1 there (nodejs/node#62347, c-ares/c-ares#1056); elsewhere, and where the registry knows none, as Node
 * reports them.
 */
export function createConfiguredServers(
  registry: Registry,
  network: NetworkView = realNetwork,
): Dns['configuredServers'] {
  return async (signal) => {
    if (network.platform !== 'win32') {
      return network.servers().map((server) => toServer(server, 'resolver configuration'));
    }
    const keysAt = async (path: string, recursive: boolean): Promise<readonly RegistryKey[]> => {
      const outcome = await registry.read(path, { recursive }, signal);
      return outcome.status === 'found' ? outcome.keys : [];
    };
    const [policy, v4, v6, names] = await Promise.all([
      keysAt(DNS_CLIENT_POLICY, false),
      keysAt(TCPIP_INTERFACES, true),
      keysAt(TCPIP6_INTERFACES, true),
      keysAt(ADAPTER_NAMES, true),
    ]);
    const imposed = readPolicyServers(policy);
    if (imposed.length > 0) {
      return imposed.map((server) => toServer(server, 'Group Policy "DNS servers"'));
    }
    const adapterNames = readAdapterNames(names);
    const up = network.interfaces();
    const adapters = readAdapterDns([...v4, ...v6]);
    const addressed = new Set(
      adapters.filter((adapter) => isUp(adapter, adapterNames, up)).map(({ adapter }) => adapter),
    );
    const found = adapters
      .filter(({ adapter }) => addressed.has(adapter))
      .flatMap(({ adapter, servers, from }) =>
        servers.map((server) => toServer(server, `${adapterNames.get(adapter) ?? adapter}, ${from}`)),
      );
    return found.length > 0 ? found : reported(network);
  };
}

/** What Node reports, less what may be its own mistake. */
function reported(network: NetworkView): readonly ConfiguredServer[] {
  return network
    .servers()
    .map((server) => toServer(server, 'reported by the runtime'))
    .filter(({ address }) => addressScope(address) !== 'loopback');
}

/** An adapter is up when the system lists its name, or one of the addresses the registry gives it. */
function isUp(
  { adapter, addresses }: AdapterDns,
  names: ReadonlyMap<string, string>,
  up: ReturnType<NetworkView['interfaces']>,
): boolean {
  const name = names.get(adapter);
  const listed = Object.values(up).flatMap((entries) => (entries ?? []).map(({ address }) => address));
  return (name !== undefined && up[name] !== undefined) || addresses.some((address) => listed.includes(address));
}

/** `getServers` writes a port only where it is not 53: `10.0.0.1:5353`, `[::1]:5353`. */
function toServer(text: string, source: string): ConfiguredServer {
  const match = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(text);
  return match === null
    ? { address: text, port: DNS_PORT, source }
    : { address: match[1] ?? match[2] ?? text, port: Number(match[3]), source };
}
