import { describe, expect, test } from '@jest/globals';
import { addressScope, isIpv4, isIpv6 } from '../../src/formats/ip-address.ts';

describe('what an address is good for', () => {
  test.each([
    ['203.0.113.10', 'public'],
    ['20.50.1.2', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['10.0.0.1', 'private'],
    ['172.15.255.255', 'public'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.1.1', 'private'],
    ['100.63.255.255', 'public'],
    ['100.64.0.1', 'carrier-nat'],
    ['100.127.255.255', 'carrier-nat'],
    ['169.254.1.1', 'link-local'],
    ['127.0.0.53', 'loopback'],
    ['0.0.0.0', 'unusable'],
    ['198.18.0.7', 'carrier-nat'],
    ['224.0.0.1', 'unusable'],
    ['255.255.255.255', 'unusable'],
    ['::1', 'loopback'],
    ['::', 'unusable'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:cb00:710a', 'public'],
    ['fe80::1%eth0', 'link-local'],
    ['fd00::1', 'private'],
    ['fec0:0:0:ffff::1', 'private'],
    ['ff02::1', 'unusable'],
    ['2603:1020::5', 'public'],
    ['2001:db8::1', 'public'],
    ['64:ff9b::203.0.113.10', 'public'],
  ])('%s: %s', (address, scope) => {
    expect(addressScope(address)).toBe(scope);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    'cmg.contoso.com',
    '1::2::3',
    '1:2:3',
    ':::',
    '12345::',
    'g::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3.999',
    '1.2.3.4:80',
    '[::1]',
  ])('%j is none', (text) => {
    expect(addressScope(text)).toBeUndefined();
  });

  test('families', () => {
    expect([isIpv4('1.2.3.4'), isIpv4('::1'), isIpv6('::1'), isIpv6('1.2.3.4')]).toEqual([true, false, true, false]);
  });
});
