import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../src/cli/nearest.ts';
import { parseSettings } from '../../src/cli/settings-file.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import {
  deadlineValue,
  endpointValue,
  listValue,
  proxyValue,
  publicResolverValue,
  tenantValue,
  waitValue,
} from '../../src/cli/values.ts';

describe('values', () => {
  test('tenant: lower case, braces tolerated', () => {
    expect(tenantValue('{6F1B0C1E-AAAA-4BBB-8CCC-0123456789AB}')).toBe('6f1b0c1e-aaaa-4bbb-8ccc-0123456789ab');
  });
  test.each(['', 'contoso.com', '6f1b0c1e-aaaa-4bbb-8ccc-0123456789a', 'x6f1b0c1e-aaaa-4bbb-8ccc-0123456789ab'])(
    'tenant refuses %j',
    (text) => expect(() => tenantValue(text)).toThrow(UsageError),
  );
  test.each([
    ['120', 120_000],
    [0.5, 500],
    ['1.5', 1500],
  ])('deadline %j', (value, expected) => expect(deadlineValue(value)).toBe(expected));
  test.each(['0', '-1', 'ten', '', 'Infinity', '100000', Number.NaN])('deadline refuses %j', (value) =>
    expect(() => deadlineValue(value)).toThrow(UsageError),
  );
  test.each([
    ['0', 0],
    ['30', 1_800_000],
    [0.5, 30_000],
  ])('wait %j', (value, expected) => expect(waitValue(value)).toBe(expected));
  test.each(['-1', 'ten', '', ' ', 'Infinity', '1441', Number.NaN])('wait refuses %j', (value) =>
    expect(() => waitValue(value)).toThrow(UsageError),
  );
  test.each([
    ['none', { kind: 'none' }],
    ['http://proxy:8080', { kind: 'url', url: 'http://proxy:8080/' }],
    ['proxy:8080', { kind: 'url', url: 'http://proxy:8080/' }],
  ])('proxy %j', (text, expected) => expect(proxyValue(text)).toEqual(expected));
  test.each(['http://user:secret@proxy:8080', 'socks://proxy:1', 'http://proxy/path', 'http://', '://'])(
    'proxy refuses %j',
    (text) => expect(() => proxyValue(text)).toThrow(UsageError),
  );
  test('a refused proxy password is not repeated', () => {
    for (const value of ['http://user:secret@proxy:8080', 'https://user:secret@proxy', 'user:se/cret@proxy:8080']) {
      expect(() => proxyValue(value)).toThrow('takes no user name and password');
    }
    expect(() => publicResolverValue('https://user:secret@dns.contoso.com/')).toThrow('takes no user name');
  });
  test.each([
    ['192.0.2.1', { kind: 'dns', address: '192.0.2.1', port: 53 }],
    ['192.0.2.1:5353', { kind: 'dns', address: '192.0.2.1', port: 5353 }],
    ['2001:db8::1', { kind: 'dns', address: '2001:db8::1', port: 53 }],
    ['[2001:db8::1]:5353', { kind: 'dns', address: '2001:db8::1', port: 5353 }],
    ['https://dns.example/dns-query', { kind: 'https', url: 'https://dns.example/dns-query' }],
  ])('public resolver %j', (text, expected) => expect(publicResolverValue(text)).toEqual(expected));
  test.each(['dns.example', '192.0.2.1:0', '192.0.2.1:70000', 'http://dns.example', 'https://', '::1:53:x'])(
    'public resolver refuses %j',
    (text) => expect(() => publicResolverValue(text)).toThrow(UsageError),
  );
  test.each([
    ['proxy.contoso.com', { host: 'proxy.contoso.com', port: 443 }],
    ['Proxy.contoso.com:8443', { host: 'proxy.contoso.com', port: 8443 }],
  ])('endpoint %j', (text, expected) => expect(endpointValue(text)).toEqual(expected));
  test.each(['', 'a b', 'host/path', 'host:0'])('endpoint refuses %j', (text) =>
    expect(() => endpointValue(text)).toThrow(UsageError),
  );
  test('lists', () => expect(listValue(['a, b', 'b,,c'])).toEqual(['a', 'b', 'c']));
});

describe('settings file', () => {
  test('takes the flags in camel case', () => {
    const text = '\uFEFF{"cmg":"cmg.contoso.com","noCrlCheck":true,"only":["a"],"skip":"b","deadline":30}';
    expect(parseSettings(text, 'x.json')).toEqual({
      cmg: 'cmg.contoso.com',
      'no-crl-check': true,
      only: ['a'],
      skip: ['b'],
      deadline: 30,
    });
  });
  test.each([
    [
      '{"no-crl-check":true}',
      'There is no setting "no-crl-check" (in the settings file x.json). Did you mean "noCrlCheck"?',
    ],
    ['{"replay":"y"}', 'There is no setting "replay"'],
    ['{"cmg":1}', 'The setting "cmg" must be a text'],
    ['{"deadline":"30"}', 'The setting "deadline" must be a number'],
    ['{"noCrlCheck":"yes"}', 'The setting "noCrlCheck" must be true or false'],
    ['{"only":[1]}', 'The setting "only" must be a text or a list of texts'],
    ['[]', 'must hold one JSON object'],
    ['{', 'is not valid JSON'],
    ['', 'is not valid JSON'],
  ])('%s', (text, message) => {
    expect(() => parseSettings(text, 'x.json')).toThrow(UsageError);
    expect(() => parseSettings(text, 'x.json')).toThrow(message);
  });
});

describe('nearest spelling', () => {
  test.each([
    ['entra-jion', ['entra-join', 'root-ca'], 'entra-join'],
    ['rootca', ['entra-join', 'root-ca'], 'root-ca'],
    ['banana', ['entra-join', 'root-ca'], undefined],
    ['entra', ['entra-join', 'root-ca'], 'entra-join'],
    ['cmg', ['cmg-connection', 'cmg-service'], undefined],
    ['x'.repeat(10_000), ['entra-join'], undefined],
  ])('%.20s', (word, candidates, expected) => expect(nearest(word, candidates)).toBe(expected));
});
