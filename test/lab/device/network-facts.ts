import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import type { InternetSettings } from './plan.ts';
import { binary, number, SOFTWARE, SYSTEM, text } from './registry-facts.ts';

/** Address of the device in the company's network. */
export const DEVICE_ADDRESS = '10.20.4.42';

const ADAPTER = '{6a1b2c3d-4e5f-4607-9182-93a4b5c6d7e8}';

/** The network adapter that is up, with its name servers as DHCP gave them. */
export function adapterFacts(nameServers: readonly string[]): SimulatedRegistry {
  return {
    [`${SYSTEM}\\Services\\Tcpip\\Parameters\\Interfaces\\${ADAPTER}`]: {
      EnableDHCP: number(1),
      DhcpIPAddress: text(DEVICE_ADDRESS),
      DhcpSubnetMask: text('255.255.252.0'),
      DhcpServer: text('10.20.0.1'),
      DhcpDomain: text('corp.contoso.com'),
      NameServer: text(''),
      DhcpNameServer: text(nameServers.join(' ')),
    },
    [`${SYSTEM}\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}\\${ADAPTER}\\Connection`]: {
      Name: text('Ethernet'),
    },
    [`${SYSTEM}\\Services\\Tcpip\\Parameters`]: { Domain: text(''), DhcpDomain: text('corp.contoso.com') },
  };
}

/** `netsh winhttp`: the static proxy of the machine, or none. */
export function winHttpFacts(proxy: string | undefined): SimulatedRegistry {
  return {
    [`${SOFTWARE}\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections`]: {
      WinHttpSettings: binary(connectionSettings(proxy ? { proxy } : {})),
    },
  };
}

/** Internet Settings of SYSTEM. */
export function systemInternetFacts(settings: InternetSettings): SimulatedRegistry {
  return {
    'HKEY_USERS\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections': {
      DefaultConnectionSettings: binary(connectionSettings(settings)),
    },
  };
}

/** Version, counter and flags (1 direct, 2 proxy, 4 script, 8 discovery), then counted strings: proxy, bypass list, script. */
function connectionSettings({ proxy = '', autoConfigUrl = '', autoDetect = false }: InternetSettings): Buffer {
  const counted = (value: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(value.length);
    return Buffer.concat([length, Buffer.from(value, 'latin1')]);
  };
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0x46, 0);
  head.writeUInt32LE(1 | (proxy ? 2 : 0) | (autoConfigUrl ? 4 : 0) | (autoDetect ? 8 : 0), 8);
  return Buffer.concat([head, counted(proxy), counted(''), counted(autoConfigUrl)]);
}
