import type { RegistryData, RegistryKey } from '../host/ports.ts';
import { addressScope } from './ip-address.ts';

/** Name servers of one network adapter, as the registry has them. */
export interface AdapterDns {
  /** GUID with braces, upper case. */
  readonly adapter: string;
  /** In the order in which Windows asks them. */
  readonly servers: readonly string[];
  /** Its own addresses, to recognise an adapter that is up. */
  readonly addresses: readonly string[];
  readonly from: 'static' | 'dhcp';
}

export const TCPIP_INTERFACES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces';
export const TCPIP6_INTERFACES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters\\Interfaces';
/** Sub-keys `{adapter}\Connection` hold the name that people see ("Ethernet"). */
export const ADAPTER_NAMES =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}';

/** Group Policy "DNS servers", value `NameServer`: it replaces those of every adapter (Policy CSP ADMX_DnsClient). */
export const DNS_CLIENT_POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient';

/** The servers of the policy key; empty when there is no such policy. */
export function readPolicyServers(keys: readonly RegistryKey[]): readonly string[] {
  return addressList(keys[0]?.values.NameServer);
}

/**
 * Reads the sub-keys of an Interfaces key. `NameServer` (set by hand, by a VPN) wins over `ProfileNameServer` (set for one
 * wireless network, DNS_INTERFACE_SETTINGS in netioapi.h), and both over what DHCP gave. Windows' own fallback servers fec0:0:0:ffff::1 to ::3 are left out: nobody has them.
 */
export function readAdapterDns(keys: readonly RegistryKey[]): readonly AdapterDns[] {
  return keys.flatMap((key) => {
    const adapter = /\{[0-9a-f-]{36}\}$/i.exec(key.path)?.[0]?.toUpperCase();
    if (adapter === undefined) {
      return [];
    }
    const own = [key.values.NameServer, key.values.ProfileNameServer].map(addressList).find(({ length }) => length > 0);
    const servers = own ?? [...addressList(key.values.DhcpNameServer), ...binaryList(key.values.Dhcpv6DNSServers)];
    const addresses = [...addressList(key.values.IPAddress), ...addressList(key.values.DhcpIPAddress)];
    return [{ adapter, servers, addresses, from: own === undefined ? 'dhcp' : 'static' } satisfies AdapterDns];
  });
}

/** Adapter GUID (braces, upper case) to the name that people see. */
export function readAdapterNames(keys: readonly RegistryKey[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const key of keys) {
    const adapter = /(\{[0-9a-f-]{36}\})\\Connection$/i.exec(key.path)?.[1]?.toUpperCase();
    const name = key.values.Name;
    if (adapter !== undefined && name?.type === 'string') {
      names.set(adapter, name.value);
    }
  }
  return names;
}

function addressList(data: RegistryData | undefined): readonly string[] {
  const texts = data?.type === 'string' ? data.value.split(/[\s,;]+/) : data?.type === 'strings' ? data.value : [];
  return texts.filter(isUsable);
}

function isUsable(text: string): boolean {
  const scope = addressScope(text);
  // A link-local address is of no use without the adapter it is on.
  const reachable = scope !== 'unusable' && (scope !== 'link-local' || text.includes('%'));
  return scope !== undefined && reachable && !/^fec0:/i.test(text);
}

const IPV6_BYTES = 16;
/** DHCPv6 gives two or three. */
const MAX_BINARY_SERVERS = 16;

/** IPv6 addresses end to end, as DHCPv6 leaves them. */
function binaryList(data: RegistryData | undefined): readonly string[] {
  const bytes = data?.type === 'binary' ? Buffer.from(data.value) : Buffer.alloc(0);
  const count = Math.min(Math.floor(bytes.length / IPV6_BYTES), MAX_BINARY_SERVERS);
  const texts = Array.from({ length: count }, (_, index) => {
    const groups = Array.from({ length: IPV6_BYTES / 2 }, (_, group) =>
      bytes.readUInt16BE(index * IPV6_BYTES + group * 2).toString(16),
    );
    return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
  });
  return texts.filter(isUsable);
}
