/** The name servers of a device, told twice: Wine's resolver reads resolv.conf, programs read the registry. */
import { addresses } from './network.ts';
import type { RegistryEntry } from './registry-file.ts';

/** An invented network adapter. */
const adapterKey =
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\{5a1f8c0e-3b1d-4c55-9d0f-2f6d5c1a7e11}';

export const defaultResolvConf = `nameserver ${addresses.internalResolver}\n`;

/** What Windows' DHCP client notes for an adapter: name servers separated by blanks. */
export function nameServerEntries(resolvConf: string = defaultResolvConf): readonly RegistryEntry[] {
  const servers = [...resolvConf.matchAll(/^nameserver\s+(\S+)/gm)].map(([, server]) => server);
  return [
    { key: adapterKey, name: 'EnableDHCP', type: 'REG_DWORD', data: 1 },
    { key: adapterKey, name: 'DhcpIPAddress', type: 'REG_SZ', data: addresses.internalServer },
    { key: adapterKey, name: 'DhcpNameServer', type: 'REG_SZ', data: servers.join(' ') },
  ];
}
