import { describe, expect, test } from '@jest/globals';
import { bareName, firstLabel, isWithin, nameInZone, parentName } from '../../src/formats/domain-name.ts';

describe('domain names', () => {
  test('compare without case and final dot', () => {
    expect(bareName('CMG.Contoso.COM.')).toBe('cmg.contoso.com');
    expect(bareName('.')).toBe('');
  });

  test('their parts', () => {
    expect(parentName('cmg.contoso.com')).toBe('contoso.com');
    expect(parentName('cmg')).toBe('');
    expect(firstLabel('CMG.contoso.com')).toBe('cmg');
  });

  test.each([
    ['cmg.contoso.com', 'contoso.com', true],
    ['contoso.com', 'Contoso.com.', true],
    ['cmg.notcontoso.com', 'contoso.com', false],
    ['cmg.contoso.com', '.', true],
    ['cmg.contoso.com', 'fabrikam.com', false],
  ])('%s within %s: %s', (name, zone, expected) => {
    expect(isWithin(name, zone)).toBe(expected);
  });

  test.each([
    ['cmg.contoso.com', 'contoso.com', 'cmg'],
    ['cmg.corp.contoso.com', 'contoso.com', 'cmg.corp'],
    ['cmg.contoso.com', 'cmg.contoso.com', '@'],
    ['cmg.contoso.com', 'fabrikam.com', 'cmg.contoso.com'],
    ['cmg.contoso.com', '.', 'cmg.contoso.com'],
  ])('%s in zone %s is written %s', (name, zone, expected) => {
    expect(nameInZone(name, zone)).toBe(expected);
  });
});
