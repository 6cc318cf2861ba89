import { describe, expect, test } from '@jest/globals';
import { matchServerName } from '../../src/trust/server-name.ts';
import { dnsName, emailName, extensions, issue, name, newKey } from './test-pki.ts';

const key = newKey();
const certificateOf = (commonName: string, ...names: readonly Uint8Array[]) =>
  issue({ subject: name(commonName), key, extensions: names.length > 0 ? [extensions.subjectAltName(...names)] : [] })
    .certificate;

describe('matchServerName', () => {
  test.each<[string, string, boolean]>([
    ['cmg.contoso.test', 'cmg.contoso.test', true],
    ['CMG.Contoso.test', 'cmg.contoso.TEST', true],
    ['cmg.contoso.test', 'cmg.contoso.test.', true],
    ['*.contoso.test', 'cmg.contoso.test', true],
    ['*.contoso.test', 'a.cmg.contoso.test', false],
    ['*.contoso.test', 'contoso.test', false],
    ['cm*.contoso.test', 'cmg.contoso.test', false],
    ['*g.contoso.test', 'cmg.contoso.test', false],
    ['cmg.*.test', 'cmg.contoso.test', false],
    ['*.*.test', 'cmg.contoso.test', false],
    ['*', 'cmg', false],
    ['*.test', 'contoso.test', false],
    ['cmg.contoso.test\0.evil.test', 'cmg.contoso.test', false],
    ['', 'cmg.contoso.test', false],
  ])('%s for %s: %s', (pattern, host, matches) => {
    expect(matchServerName(certificateOf('x', dnsName(pattern)), host).kind).toBe(matches ? 'match' : 'mismatch');
    if (!pattern.includes('\0') && pattern !== '') {
      expect(matchServerName(certificateOf(pattern), host).kind).toBe(matches ? 'match' : 'mismatch');
    }
  });

  test('the common name counts only without DNS names', () => {
    const host = 'cmg.contoso.test';
    expect(matchServerName(certificateOf(host), host)).toEqual({ kind: 'match', by: 'common-name', name: host });
    expect(matchServerName(certificateOf(host, emailName('a@contoso.test')), host).kind).toBe('match');
    expect(matchServerName(certificateOf(host, dnsName('other.test')), host)).toEqual({
      kind: 'mismatch',
      names: ['other.test'],
    });
  });
});
