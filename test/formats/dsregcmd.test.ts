import { describe, expect, test } from '@jest/globals';
import { labelKey, parseDsregcmd } from '../../src/formats/dsregcmd.ts';
import { FIXTURE_NAMES, fixtureSections, fixtureText } from './dsregcmd/fixtures.ts';

const BANNER = `+${'-'.repeat(70)}+`;
const parse = (...lines: string[]) => parseDsregcmd(lines.join('\r\n'));

describe('parseDsregcmd', () => {
  test.each(FIXTURE_NAMES)('%s: every line with a label is a row', (name) => {
    const labelled = fixtureText(name)
      .split(/\r?\n/)
      .filter((line) => /^\s*[A-Za-z][A-Za-z0-9 -]{1,40}:? ?:(\s|$)/.test(line) && !line.startsWith('sing WPAD'));
    const rows = fixtureSections(name).flatMap((section) => section.rows);
    expect(rows).toHaveLength(labelled.length);
  });

  test('titles, rows, empty values, values with colons', () => {
    expect(
      parse(
        '',
        BANNER,
        `| ${'SSO State'.padEnd(69)}|`,
        BANNER,
        '',
        '                AzureAdPrt : NO',
        '       AzureAdPrtAuthority :',
        '            EnterprisePrt : ',
        '  Server Error Description : AADSTS90002: Tenant not found.',
        '         KerbTopLevelNames : .windows.net,.windows.net:1433',
        '                WamDefault : {B16898C6} (AzureAd)',
        '',
      ),
    ).toEqual([
      {
        title: 'SSO State',
        rows: [
          { label: 'AzureAdPrt', value: 'NO' },
          { label: 'AzureAdPrtAuthority', value: '' },
          { label: 'EnterprisePrt', value: '' },
          { label: 'Server Error Description', value: 'AADSTS90002: Tenant not found.' },
          { label: 'KerbTopLevelNames', value: '.windows.net,.windows.net:1433' },
          { label: 'WamDefault', value: '{B16898C6} (AzureAd)' },
        ],
      },
    ]);
  });

  test('old layouts: no blank before the colon, or a second colon', () => {
    const [section] = parse('AzureAdJoined: YES', 'KeySignTest: : PASSED', 'KeySignTest: : MUST Run elevated to test.');
    expect(section?.rows).toEqual([
      { label: 'AzureAdJoined', value: 'YES' },
      { label: 'KeySignTest', value: 'PASSED' },
      { label: 'KeySignTest', value: 'MUST Run elevated to test.' },
    ]);
  });

  test.each([
    ['a prompt', 'C:\\WINDOWS\\system32>dsregcmd /status'],
    ['a PowerShell prompt', 'PS C:\\> dsregcmd /status'],
    ['an address', 'https://aka.ms/PSWindows'],
    ['the footer', 'For more information, please visit https://www.microsoft.com/aadjerrors'],
    ['a time', '11:58:20'],
    ['the diagnostics task', 'Waiting for Diagnostics Task to complete. This could take a few minutes...'],
    ['no colon', 'AzureAdJoined YES'],
    ['a label too long', `${'a'.repeat(60)} : YES`],
    ['a label in another script', 'متصل : YES'],
    ['a label with a percent sign', 'Azure%sJoined : YES'],
    ['banner', BANNER],
  ])('%s is no row', (_name, line) => {
    expect(parse(line)).toEqual([]);
  });

  test('titles without banners, with a lone banner, one column too wide', () => {
    const titles = parse(
      'Device State',
      'AzureAdJoined : NO',
      BANNER,
      '| User State |',
      'NgcSet : NO',
      `|${' '.repeat(80)}Odd |`,
    );
    expect(titles.map(({ title }) => title)).toEqual(['Device State', 'User State', 'Odd']);
  });

  test('a title that is printed twice gives two sections', () => {
    const sections = parse('| SSO State |', 'AzureAdPrt : NO', '| SSO State |', 'AzureAdPrt : YES');
    expect(sections.map(({ rows }) => rows[0]?.value)).toEqual(['NO', 'YES']);
  });

  test('a value that the console wrapped is joined again', () => {
    const section = fixtureSections('server-wrapped-at-94-columns').find(({ title }) => title.startsWith('URL'));
    expect(section?.rows).toEqual([
      {
        label: 'Auto Detect PAC Status',
        value: 'Failed to auto detect the Proxy Auto-Configuration (PAC) script using WPAD. code: 0x80072f94',
      },
      { label: 'Executing Account Name', value: 'FABRIKAM\\SRV-17$, SRV-17$@corp.fabrikam.example' },
    ]);
  });

  test('a value that was wrapped twice', () => {
    const wide = `${'Server Message'.padStart(26)} : ${'x'.repeat(51)}`;
    const [section] = parse(wide, 'y'.repeat(80), 'z', '', 'w');
    expect(section?.rows[0]?.value).toBe(`${'x'.repeat(51)}${'y'.repeat(80)}z`);
  });

  test('noise after a short value is not joined to it', () => {
    const [section] = parse('PreReqResult : WillNotProvision', 'Execution completed');
    expect(section?.rows).toEqual([{ label: 'PreReqResult', value: 'WillNotProvision' }]);
  });

  test('a megabyte of blanks, colons or banners takes no time to speak of', () => {
    for (const piece of [' ', ':', 'a', '| ', '+-', 'a : ', 'a:\n']) {
      const text = piece.repeat(Math.floor(1_000_000 / piece.length));
      expect(parseDsregcmd(text).flatMap(({ rows }) => rows).length).toBeLessThanOrEqual(5_000);
    }
  });

  test('labels are compared without case, blanks and hyphens', () => {
    expect(labelKey('Fallback to Sync-Join')).toBe(labelKey('FallbackToSyncJoin'));
    expect(labelKey('Request ID')).toBe(labelKey('Request Id'));
  });
});
