import { describe, expect, test } from '@jest/globals';
import { readAdapterDns, readAdapterNames } from '../../src/formats/dns-configuration.ts';
import type { RegistryData } from '../../src/host/ports.ts';

const guid = '{3f2504e0-4f89-41d3-9a0c-0305e82c3301}';
const upper = guid.toUpperCase();
const root = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet';
const text = (value: string): RegistryData => ({ type: 'string', value });

describe('name servers of adapters', () => {
  const read = (values: Record<string, RegistryData>) =>
    readAdapterDns([{ path: `${root}\\Services\\Tcpip\\Parameters\\Interfaces\\${guid}`, values }]);

  test('what was set by hand wins over DHCP', () => {
    expect(
      read({
        NameServer: text('10.0.0.1,10.0.0.2'),
        DhcpNameServer: text('192.168.1.1'),
        IPAddress: { type: 'strings', value: ['10.0.0.7'] },
      }),
    ).toEqual([{ adapter: upper, servers: ['10.0.0.1', '10.0.0.2'], addresses: ['10.0.0.7'], from: 'static' }]);
  });

  test('an empty NameServer leaves it to DHCP', () => {
    expect(
      read({
        NameServer: text(''),
        DhcpNameServer: text('192.168.1.1 192.168.1.2'),
        DhcpIPAddress: text('192.168.1.7'),
      }),
    ).toEqual([{ adapter: upper, servers: ['192.168.1.1', '192.168.1.2'], addresses: ['192.168.1.7'], from: 'dhcp' }]);
  });

  test('what was set for one wireless network wins over DHCP and yields to the adapter', () => {
    const profile = { ProfileNameServer: text('9.9.9.9,149.112.112.112'), DhcpNameServer: text('192.168.1.1') };
    expect(read(profile)[0]).toMatchObject({ servers: ['9.9.9.9', '149.112.112.112'], from: 'static' });
    expect(read({ ...profile, NameServer: text('10.0.0.1') })[0]?.servers).toEqual(['10.0.0.1']);
    expect(read({ ...profile, ProfileNameServer: text('') })[0]).toMatchObject({ from: 'dhcp' });
  });

  test('DHCPv6 leaves bytes; a rest that is no address is passed over', () => {
    const first = Buffer.from('20010db8000000000000000000000053', 'hex');
    const fallback = Buffer.from('fec0000000000000ffff000000000001', 'hex');
    const value = new Uint8Array(Buffer.concat([first, fallback, Buffer.from('abcd', 'hex')]));
    expect(read({ Dhcpv6DNSServers: { type: 'binary', value } })[0]).toMatchObject({
      servers: ['2001:db8::53'],
      from: 'dhcp',
    });
  });

  test("Windows' fallback servers and nonsense are left out", () => {
    expect(
      read({ NameServer: text('fec0:0:0:ffff::1 fec0:0:0:ffff::2 2001:db8::53 fe80::1 fe80::2%12 0.0.0.0 dns') })[0]
        ?.servers,
    ).toEqual(['2001:db8::53', 'fe80::2%12']);
  });

  test('keys that are no adapter', () => {
    expect(readAdapterDns([{ path: `${root}\\Services\\Tcpip\\Parameters\\Interfaces`, values: {} }])).toEqual([]);
  });
});

test('names of adapters', () => {
  const path = `${root}\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}\\${guid}\\Connection`;
  expect(
    readAdapterNames([
      { path, values: { Name: text('Ethernet') } },
      { path: `${path}\\x`, values: {} },
    ]),
  ).toEqual(new Map([[upper, 'Ethernet']]));
});
