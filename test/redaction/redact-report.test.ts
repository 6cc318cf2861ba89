import { describe, expect, test } from '@jest/globals';
import { checks } from '../../checks/index.ts';
import type { Report } from '../../src/core/report.ts';
import { redactReport } from '../../src/redaction/redact-report.ts';
import { renderHtml } from '../../src/reporters/html.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { renderShort } from '../../src/reporters/short.ts';
import { startLab } from '../lab/lab.ts';
import { reportFromLab } from '../lab/run-scenario.ts';
import { scenarioNamed } from '../lab/scenarios/index.ts';
import { identities } from '../lab/site.ts';
import { samples } from '../reporters/sample-reports.ts';
import { validateReport } from '../validate-report.ts';

/** What a lab's device, company and network are called. */
const originals = [
  /contoso/i,
  /fabrikam/i,
  /AdeleVance/i,
  /72057594037927941|72186325152220500/,
  /S-1-(?:5-21|12-1)-\d/,
  /10\.20\.0\.\d/,
  ...[identities.tenantId, identities.deviceId, identities.computerName, identities.clientAppId].map(
    (text) => new RegExp(text, 'i'),
  ),
];

function survivors(text: string): readonly string[] {
  return originals.flatMap((original) => original.exec(text)?.[0] ?? []);
}

const reportOfLab = async (name: string): Promise<Report> => {
  const scenario = scenarioNamed(name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const lab = await startLab(scenario);
  try {
    return await reportFromLab(lab, checks);
  } finally {
    await lab.stop();
  }
};

describe('a report from the lab', () => {
  test.each(['healthy', 'registered-only', 'captive-portal'])('%s: no name is left in any form', async (name) => {
    const report = await reportOfLab(name);
    const whole = JSON.stringify(report);
    expect(survivors(whole).length).toBeGreaterThan(3);
    const redacted = redactReport(report).report;
    for (const text of [renderJson(redacted), renderHtml(redacted), renderShort(redacted)]) {
      expect(survivors(text)).toEqual([]);
    }
    const written = renderJson(redacted);
    const prints = new Set(whole.match(/\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b/gi));
    expect([...prints].filter((print) => written.includes(print))).toEqual([]);
    expect(validateReport(redacted)).toEqual([]);
    const { verdict, exitCode, counts, startedAt } = report;
    expect(redacted).toMatchObject({ verdict, exitCode, counts, startedAt });
    const codes = ({ checks: results }: Report) => results.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(codes(redacted)).toEqual(codes(report));
    expect(written).toContain('login.microsoftonline.com');
  });
});

describe('sample reports', () => {
  test.each(Object.entries(samples))('%s: the same report gives the same stand-ins', (_, report) => {
    expect(redactReport(report)).toMatchObject({ report: redactReport(report).report });
    expect(survivors(renderJson(redactReport(report).report))).toEqual([]);
  });
});

describe('texts', () => {
  const report: Report = {
    schemaVersion: 1,
    tool: { name: 'cmg-preflight', version: '0' },
    startedAt: '2026-06-01T12:00:00.000Z',
    durationMs: 1,
    device: {
      computerName: 'NW-PC17',
      user: 'NORTHWIND\\sam.lee',
      isSystem: false,
      elevated: true,
      osBuild: 22631,
      arch: 'x64',
      deviceId: '11111111-2222-4333-8444-555555555555',
      tenantId: 'AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      joinType: 'entra-joined',
    },
    target: { cmg: 'cmg.northwind.co.uk', tenantId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', noCrlCheck: false },
    verdict: 'ready',
    retryable: false,
    exitCode: 0,
    counts: { pass: 1, warn: 0, fail: 0, unknown: 0, skip: 0 },
    checks: [
      {
        id: 'entra-join',
        title: 't',
        status: 'pass',
        durationMs: 1,
        findings: [{ status: 'pass', code: 'entra-join.joined', what: 'w' }],
        evidence: { tenant: { name: 'Northwind Traders' }, issuer: 'CN=Blue Sky Root, O=Northwind, C=GB' },
      },
    ],
  };
  const { text, report: redacted } = redactReport(report);

  test('the report itself', () => {
    expect(redacted.device).toMatchObject({ computerName: 'device-1', deviceId: 'device-id-1', tenantId: 'tenant-1' });
    expect(redacted.device.user).toBe('name-1\\user-1');
    expect(redacted.target).toMatchObject({ cmg: 'host-1.domain-1.example', tenantId: 'tenant-1' });
  });

  test.each([
    ['nw-pc17 answers', /^device-1 answers$/],
    ['the tenant Northwind Traders', /^the tenant name-\d$/],
    ['"Blue Sky Root" is missing', /^"name-\d" is missing$/],
    [
      'https://cmg.northwind.co.uk:443/CCM_Proxy_ServerAuth/72057594037927941?x=1',
      /^https:\/\/host-1\.domain-1\.example:443\/CCM_Proxy_ServerAuth\/path-\d\?\.\.\.$/,
    ],
    [
      'at http://pki.northwind.co.uk/Blue%20Sky.crl, and',
      /^at http:\/\/host-\d\.domain-1\.example\/path-\d\.crl, and$/,
    ],
    ['ldap:///CN=Blue%20Sky,CN=AIA,DC=northwind,DC=uk?cACertificate?base', /^ldap:\/\/\/path-\d$/],
    ['\\\\files01\\packages\\ccm', /^\\\\host-\d\\path-\d$/],
    ['C:\\Users\\sam.lee\\x.json', /^C:\\Users\\user-\d\\x\.json$/],
    ['sam.lee@northwind.co.uk', /^user-\d@example$/],
    ['THENORTHWINDONE', /^THEname-\dONE$/],
    ['SMSSITECODE=NW1 SMSMP=files01', /^SMSSITECODE=value-\d SMSMP=(?:value|host)-\d$/],
    ['AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99', /^serial-\d$/],
    ['10.1.2.3 and 51.4.5.6', /^10\.0\.0\.\d and 192\.0\.2\.\d$/],
    ['2a01:111:f100::1', /^2001:db8::\d$/],
    ['nw.westeurope.cloudapp.azure.com', /^host-\d\.westeurope\.cloudapp\.azure\.com$/],
  ])('%s', (original, expected) => expect(text(original)).toMatch(expected));

  test.each([
    'entra-join.hybrid-pending, see docs/checks/entra-join.md#hybrid-pending',
    'login.microsoftonline.com and http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab',
    'Windows 11 23H2, 10.0.22631, at 13:01:19, 127.0.0.1, 8.8.8.8 and ::1',
    'ccmsetup.log, C:\\Windows\\System32\\reg.exe, HKLM\\SOFTWARE\\Microsoft\\CCM',
    'NT AUTHORITY\\SYSTEM S-1-5-18',
    'SMSSITECODE=AUTO /nocrlcheck',
    'OU=82dbaca4-3e81-46ca-9c73-0950c1eaca97, CN=MS-Organization-Access, DC=windows, DC=net',
    'CN=DigiCert Global Root G2, O=DigiCert Inc, C=US',
  ])('stays: %s', (original) => expect(text(original)).toBe(original));

  test.each([
    'a',
    'é',
    'A1',
    'a.',
    'a@',
    '=',
    'CN=',
    ':',
    'ab:',
    'ldap://a=',
    'http://',
    '\\\\',
    '1.',
    '-',
    '(a ',
    '\uE000',
  ])('a hundred thousand %j end', (piece) => expect(typeof text(piece.repeat(100_000 / piece.length))).toBe('string'));

  test('marks of our own cannot be forged', () => expect(text('\uE0000\uE001')).toBe('\ufffd0\ufffd'));
});
