import { describe, expect, test } from '@jest/globals';
import {
  ADAPTER_NAMES,
  DNS_CLIENT_POLICY,
  TCPIP_INTERFACES,
  TCPIP6_INTERFACES,
} from '../../../src/formats/dns-configuration.ts';
import type { RegistryData } from '../../../src/host/ports.ts';
import { createConfiguredServers, type NetworkView } from '../../../src/host/windows/configured-servers.ts';
import { fakeHost, foundKey } from '../../fake-host.ts';

const wired = '{3F2504E0-4F89-41D3-9A0C-0305E82C3301}';
const radio = '{3F2504E0-4F89-41D3-9A0C-0305E82C3302}';
const tunnel = '{3F2504E0-4F89-41D3-9A0C-0305E82C3303}';
const text = (value: string): RegistryData => ({ type: 'string', value });
const network = (view: Partial<NetworkView> = {}): NetworkView => ({
  interfaces: () => ({
    Ethernet: [{ address: '10.20.0.7' }],
    VPN: [{ address: '172.16.9.9' }],
    'Loopback Pseudo-Interface 1': [{ address: '::1' }],
  }),
  servers: () => ['127.0.0.1'],
  platform: 'win32',
  ...view,
});
const registry = {
  [DNS_CLIENT_POLICY]: { status: 'absent' },
  [`${TCPIP_INTERFACES} /s`]: foundKey(
    TCPIP_INTERFACES,
    {},
    {
      [wired]: { DhcpNameServer: text('10.20.0.53 10.20.0.54'), DhcpIPAddress: text('10.20.0.7') },
      [radio]: { DhcpNameServer: text('192.168.1.1'), DhcpIPAddress: text('192.168.1.7') },
      [tunnel]: { NameServer: text('172.16.0.53'), IPAddress: { type: 'strings', value: ['172.16.9.9'] } },
    },
  ),
  [`${TCPIP6_INTERFACES} /s`]: foundKey(TCPIP6_INTERFACES, {}, { [wired]: { NameServer: text('2001:db8::53') } }),
  [`${ADAPTER_NAMES} /s`]: foundKey(
    ADAPTER_NAMES,
    {},
    {
      [`${wired}\\Connection`]: { Name: text('Ethernet') },
      [`${radio}\\Connection`]: { Name: text('Wi-Fi') },
    },
  ),
} as const;
const absent = {
  [DNS_CLIENT_POLICY]: { status: 'absent' },
  [`${TCPIP_INTERFACES} /s`]: { status: 'absent' },
  [`${TCPIP6_INTERFACES} /s`]: { status: 'absent' },
  [`${ADAPTER_NAMES} /s`]: { status: 'denied' },
} as const;
const signal = new AbortController().signal;

describe('name servers this machine is configured with', () => {
  test('of the adapters that are up, by name or by address', async () => {
    const servers = await createConfiguredServers(fakeHost({ registry }).registry, network())(signal);
    expect(servers).toEqual([
      { address: '10.20.0.53', port: 53, source: 'Ethernet, dhcp' },
      { address: '10.20.0.54', port: 53, source: 'Ethernet, dhcp' },
      { address: '172.16.0.53', port: 53, source: `${tunnel}, static` },
      { address: '2001:db8::53', port: 53, source: 'Ethernet, static' },
    ]);
  });

  test('a policy replaces them all', async () => {
    const policy = foundKey(DNS_CLIENT_POLICY, { NameServer: text('10.20.0.99 10.20.0.98') });
    const host = fakeHost({ registry: { ...registry, [DNS_CLIENT_POLICY]: policy } });
    expect(await createConfiguredServers(host.registry, network())(signal)).toEqual([
      { address: '10.20.0.99', port: 53, source: 'Group Policy "DNS servers"' },
      { address: '10.20.0.98', port: 53, source: 'Group Policy "DNS servers"' },
    ]);
  });

  test('a lone 127.0.0.1 of the runtime is not believed on Windows', async () => {
    expect(await createConfiguredServers(fakeHost({ registry: absent }).registry, network())(signal)).toEqual([]);
  });

  test('other servers of the runtime are, where the registry knows none', async () => {
    const view = network({ servers: () => ['10.20.0.53', '::1', '[2001:db8::53]:5353'] });
    expect(await createConfiguredServers(fakeHost({ registry: absent }).registry, view)(signal)).toMatchObject([
      { address: '10.20.0.53', port: 53 },
      { address: '2001:db8::53', port: 5353 },
    ]);
  });

  test('elsewhere as the system says, a local stub included', async () => {
    const view = network({ platform: 'linux', servers: () => ['127.0.0.53', '10.0.0.1:5353'] });
    expect(await createConfiguredServers(fakeHost().registry, view)(signal)).toMatchObject([
      { address: '127.0.0.53', port: 53 },
      { address: '10.0.0.1', port: 5353 },
    ]);
  });
});
