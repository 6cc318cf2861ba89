import { describe, expect, test } from '@jest/globals';
import { parseIntegrityLevel, parseWhoamiUser } from '../../src/formats/whoami.ts';

const table = (name: string, sid: string) =>
  `\r\nBENUTZERINFORMATIONEN\r\n---------------------\r\n\r\nBenutzername SID\r\n============ ========\r\n${name} ${sid}\r\n`;

describe('whoami /user', () => {
  test.each([
    ['nt authority\\system', 'S-1-5-18'],
    ['nt-autorität\\system', 'S-1-5-18'],
    ['contoso\\adele vance', 'S-1-5-21-1-2-3-1001'],
    ['azuread\\adelevance', 'S-1-12-1-1111111111-2222222222-3333333333-444444444'],
    ['contoso\\S-1-5-18', 'S-1-5-21-1-2-3-1001'],
  ])('%s', (name, sid) => expect(parseWhoamiUser(table(name, sid))).toEqual({ name, sid }));

  test.each(['', 'FEHLER', 'contoso\\adele', 'S-1-5-18', 'x S-1-5-18 y'])('nothing in %j', (text) => {
    expect(parseWhoamiUser(text)).toBeUndefined();
  });
});

describe('whoami /groups', () => {
  const row = (...fields: readonly string[]) => fields.map((field) => `"${field}"`).join(',');
  const groups = (level: string) =>
    [
      row('Jeder', 'Bekannte Gruppe', 'S-1-1-0', 'Verbindliche Gruppe'),
      row('contoso\\a ""quoted"", S-1-16-16384', 'Gruppe', 'S-1-5-21-1-2-3-4', 'x'),
      row('Verbindliche Beschriftung\\Hohe', 'Bezeichnung', level, ''),
    ].join('\r\n');

  test.each([
    ['S-1-16-4096', 4_096],
    ['S-1-16-8192', 8_192],
    ['S-1-16-12288', 12_288],
    ['S-1-16-16384', 16_384],
  ])('%s', (sid, level) => expect(parseIntegrityLevel(groups(sid))).toBe(level));

  test.each(['', 'S-1-16-12288', groups('S-1-5-32-544')])('nothing in %j', (text) => {
    expect(parseIntegrityLevel(text)).toBeUndefined();
  });
});

test('a line of nothing but quotation marks is read in one pass', () => {
  // A quadratic search takes a quarter of an hour for this.
  expect(parseIntegrityLevel(`${'"'.repeat(1_000_000)}!`)).toBeUndefined();
});
