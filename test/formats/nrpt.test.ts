import { describe, expect, test } from '@jest/globals';
import { matchNrptRule, type NrptRule, readNrptRules } from '../../src/formats/nrpt.ts';
import type { RegistryData } from '../../src/host/ports.ts';

const key = (id: string, values: Record<string, RegistryData>) => ({
  path: `HKEY_LOCAL_MACHINE\\…\\DnsPolicyConfig\\${id}`,
  values,
});
const strings = (...value: string[]): RegistryData => ({ type: 'strings', value });
const text = (value: string): RegistryData => ({ type: 'string', value });
const number = (value: number): RegistryData => ({ type: 'number', value });

describe('reading rules', () => {
  test('generic servers, separated by semicolons', () => {
    const rules = readNrptRules([
      key('', {}),
      key('{1}', {
        Name: strings('.contoso.com'),
        ConfigOptions: number(0x8),
        GenericDNSServers: text('10.0.0.1; 10.0.0.2;nonsense'),
      }),
    ]);
    expect(rules).toEqual([
      { id: '{1}', namespaces: ['.contoso.com'], servers: ['10.0.0.1', '10.0.0.2'], directAccess: false },
    ]);
  });

  test('DirectAccess, a single string for a name, a rule without servers', () => {
    const rules = readNrptRules([
      key('da', { Name: text('.contoso.com'), ConfigOptions: number(0x4), DirectAccessDNSServers: text('fd00::53') }),
      key('dnssec', { Name: strings('.'), ConfigOptions: number(0x2), GenericDNSServers: text('10.0.0.1') }),
    ]);
    expect(rules).toMatchObject([
      { servers: ['fd00::53'], directAccess: true },
      { servers: [], directAccess: false },
    ]);
  });
});

describe('the rule for a name', () => {
  const rule = (id: string, ...namespaces: string[]): NrptRule => ({
    id,
    namespaces,
    servers: [],
    directAccess: false,
  });
  const rules = [
    rule('any', '.'),
    rule('zone', '.contoso.com'),
    rule('sub', '.corp.contoso.com'),
    rule('exact', 'cmg.contoso.com'),
  ];

  test.each([
    ['cmg.contoso.com', 'exact'],
    ['CMG.Contoso.com.', 'exact'],
    ['www.contoso.com', 'zone'],
    ['contoso.com', 'zone'],
    ['x.corp.contoso.com', 'sub'],
    ['www.fabrikam.com', 'any'],
  ])('%s: %s', (name, expected) => {
    expect(matchNrptRule(rules, name)?.id).toBe(expected);
  });

  test('none', () => {
    expect(matchNrptRule([rule('zone', '.contoso.com')], 'cmg.notcontoso.com')).toBeUndefined();
  });
});
