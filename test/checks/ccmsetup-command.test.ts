import { describe, expect, test } from '@jest/globals';
import { ccmsetupCommand, correctedCommandLine, lint } from '../../checks/ccmsetup-command.ts';
import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Target } from '../../src/core/target.ts';
import { type CcmsetupCommand, parseCcmsetupCommand } from '../../src/formats/ccmsetup-command.ts';
import { fakeHost } from '../fake-host.ts';

const observedAt = new Date('2026-06-01T12:00:00Z');
const host = 'cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941';
const path = host.slice(host.indexOf('/'));
const good = `CCMHOSTNAME=${host} SMSSITECODE=ABC`;
const client = '3f1d5a52-7c1e-4d0b-9a55-0f4d7c2b8e11';
const aad = `AADCLIENTAPPID=${client} AADRESOURCEURI=https://ConfigMgrService`;
const tenant = '9b1c2d3e-4f50-4a61-8b72-9c83ad94be05';

function parsed(line: string): CcmsetupCommand {
  const result = parseCcmsetupCommand(line);
  if (!result.ok) throw new Error(result.reason);
  return result.command;
}

function judged(line: string | undefined, target: Partial<Target> = {}): readonly Finding[] {
  const context: JudgeContext = {
    target: { noCrlCheck: false, proxy: { kind: 'none' }, publicResolvers: [], ...target },
    observedAt,
    evidenceOf: () => undefined,
  };
  return ccmsetupCommand.judge(line === undefined ? {} : { command: parsed(line) }, context);
}

const codes = (findings: readonly Finding[]) => findings.map(({ code, status }) => `${status} ${code.split('.')[1]}`);
const corrected = (line: string) => correctedCommandLine({ command: parsed(line), observedAt });

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(issued: string, hours = 72): string {
  const nbf = Date.parse(issued) / 1000;
  const claims = {
    SCCMTokenCategory: 'SCCMPreAuthToken',
    Authority: 'SCCM',
    License: 'SCCM',
    Type: 'BulkRegistration',
    TenantId: '5D1F7A0E-22C4-4B8A-9E6D-70C3A1B2D4F6',
    UniqueId: '0e4b6d1c-7f2a-4c35-8d90-a1b2c3d4e5f6',
    iss: 'urn:sccm:oauth2:5d1f7a0e-22c4-4b8a-9e6d-70c3a1b2d4f6',
    aud: 'urn:sccm:service',
    exp: nbf + hours * 3600,
    nbf,
  };
  return [
    base64url({ typ: 'JWT', alg: 'RS256', x5t: 'A'.repeat(27) }),
    base64url(claims),
    'sIgNaTuRe0'.repeat(35).slice(0, 342),
  ].join('.');
}
const freshToken = token('2026-05-31T12:00:00Z');

describe('lines without a fault', () => {
  test.each([
    `ccmsetup.exe ${good}`,
    `CCMSETUPCMD="${good}"`,
    `msiexec /i ccmsetup.msi /qn /l*v "C:\\Windows\\Temp\\c m.log" CCMSETUPCMD="/mp:https://${host} ${good}"`,
    `"C:\\a b\\ccmsetup.exe" /mp:mp1.contoso.com;https://${host} /forceinstall /source:"C:\\a b" ${good} ${aad} SMSCACHEDIR="C:\\a b"`,
    `ccmsetup.exe /UsePKICert ${good} ${aad}`,
    `ccmsetup.exe /regtoken:${freshToken} ${good} SMSMP=https://mp1.contoso.com`,
    `CCMSETUPCMD="${good} ${aad} SMSMP=https://mp1.contoso.com PROVISIONTS=PRI20001 UPGRADETOLATEST=TRUE"`,
    `ccmsetup.exe /skipprereq:a.exe;b.exe /downloadtimeout:60 /retry:5 /BITSPriority:high ${good} SMSCACHEFLAGS=NTFSONLY;COMPRESS CCMEVALHOUR=23`,
    good,
    `%~dp0ccmsetup.exe ${good}`,
    `cmd.exe /c "ccmsetup.exe ${good}"`,
    `powershell.exe -ExecutionPolicy Bypass -Command "& .\\ccmsetup.exe ${good}"`,
  ])('%s', (line) => {
    expect(codes(judged(line))).toEqual(['pass valid']);
    const again = corrected(line);
    expect(codes(judged(again.replace('<masked>', freshToken)))).toEqual(['pass valid']);
  });

  test('absent', () => {
    expect(codes(judged(undefined))).toEqual(['skip absent']);
  });

  test('/service is said, not feared', () => {
    expect(codes(judged(`ccmsetup.exe /service ${good}`))).toEqual(['pass valid', 'pass service-hides-result']);
  });
});

/** Line, what is found, and the line that is shown instead. */
const broken: readonly (readonly [name: string, line: string, found: readonly string[], shown: string])[] = [
  ['the closing quote is missing', `CCMSETUPCMD="${good}`, ['fail unbalanced-quotes'], `CCMSETUPCMD="${good}"`],
  [
    'the closing quote is missing before the switches of msiexec',
    `msiexec /i ccmsetup.msi CCMSETUPCMD="${good} /qn /l*v c.log`,
    ['fail unbalanced-quotes'],
    `msiexec /i ccmsetup.msi /qn /l*v c.log CCMSETUPCMD="${good}"`,
  ],
  [
    'a quote left open swallows the next property',
    `ccmsetup.exe CCMHOSTNAME="${host} SMSSITECODE=ABC`,
    ['fail unbalanced-quotes'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'a quote left open in the last value',
    `ccmsetup.exe ${good} SMSCACHEDIR="C:\\a b`,
    ['warn unbalanced-quotes'],
    `ccmsetup.exe ${good} SMSCACHEDIR="C:\\a b"`,
  ],
  ['typographic quotes', `CCMSETUPCMD=\u201c${good}\u201d`, ['fail unbalanced-quotes'], `CCMSETUPCMD="${good}"`],
  ['single quotes', `CCMSETUPCMD='${good}'`, ['fail unbalanced-quotes'], `CCMSETUPCMD="${good}"`],
  [
    'backslash quotes',
    `CCMSETUPCMD="${good} SMSCACHEDIR=\\"C:\\a b\\""`,
    ['warn escaped-quotes'],
    `CCMSETUPCMD="${good} SMSCACHEDIR=""C:\\a b"""`,
  ],
  [
    'blanks and dashes of documents',
    `ccmsetup.exe \u2013mp:https://${host}\u00a0CCMHOSTNAME=${host} SMSSITECODE=ABC\u200b`,
    [
      'warn typographic-character',
      'fail typographic-character',
      'fail typographic-character',
      'warn malformed-argument',
    ],
    `ccmsetup.exe /mp:https://${host} ${good}`,
  ],
  [
    'https:// in CCMHOSTNAME',
    `ccmsetup.exe CCMHOSTNAME=https://${host} SMSSITECODE=ABC`,
    ['fail https-in-ccmhostname'],
    `ccmsetup.exe ${good}`,
  ],
  [
    '/mp without https://',
    `ccmsetup.exe /mp:cmg.contoso.com/;https://cmg.contoso.com ${good}`,
    ['fail mp-without-https'],
    `ccmsetup.exe /mp:https://${host};https://cmg.contoso.com ${good}`,
  ],
  [
    '/mp without its scheme, with its path',
    `ccmsetup.exe /mp:${host} ${good}`,
    ['fail mp-without-https'],
    `ccmsetup.exe /mp:https://${host} ${good}`,
  ],
  [
    '/mp with http:// and a comma',
    `ccmsetup.exe /mp:mp1.contoso.com,http://cmg.contoso.com ${good}`,
    ['fail mp-without-https', 'warn malformed-value'],
    `ccmsetup.exe /mp:mp1.contoso.com;https://${host} ${good}`,
  ],
  [
    'AUTO',
    `ccmsetup.exe CCMHOSTNAME=${host} SMSSITECODE=auto`,
    ['fail sitecode-auto'],
    `ccmsetup.exe CCMHOSTNAME=${host} SMSSITECODE=<site-code>`,
  ],
  [
    'no site code',
    `CCMSETUPCMD="CCMHOSTNAME=${host}"`,
    ['fail sitecode-missing'],
    `CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=<site-code>"`,
  ],
  [
    'a site code of four characters',
    `CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABCD"`,
    ['fail sitecode-malformed'],
    `CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=<site-code>"`,
  ],
  [
    'parameters behind properties',
    `ccmsetup.exe ${good} /AllowMetered /forceinstall`,
    ['warn parameter-after-property'],
    `ccmsetup.exe /AllowMetered /forceinstall ${good}`,
  ],
  [
    'no wrapper quotes',
    `CCMSETUPCMD=CCMHOSTNAME=${host} SMSSITECODE=ABC`,
    ['fail ccmsetupcmd-unquoted'],
    `CCMSETUPCMD="${good}"`,
  ],
  [
    'a property outside the wrapper',
    `msiexec /i ccmsetup.msi CCMSETUPCMD="CCMHOSTNAME=${host}" SMSSITECODE=ABC FSP=fsp1 /qn`,
    ['fail outside-ccmsetupcmd', 'warn outside-ccmsetupcmd'],
    `msiexec /i ccmsetup.msi /qn CCMSETUPCMD="${good} FSP=fsp1"`,
  ],
  [
    'client.msi',
    `msiexec /i "C:\\a b\\client.msi" /qn ${good}`,
    ['fail client-msi'],
    `msiexec /i "C:\\a b\\ccmsetup.msi" /qn CCMSETUPCMD="${good}"`,
  ],
  [
    'slips of the pen',
    `ccmsetup.exe /NoCRLChek /forceinstal ${good} SMSCACHSIZE=2000`,
    ['warn unknown-parameter', 'warn unknown-parameter', 'warn unknown-parameter'],
    `ccmsetup.exe /NoCRLCheck /forceinstall ${good} SMSCACHESIZE=2000`,
  ],
  [
    'names that are like no other',
    `ccmsetup.exe /wobble:1 ${good} QQQQ=1 zzzzz`,
    ['warn unknown-parameter', 'warn unknown-parameter', 'warn unknown-parameter'],
    `ccmsetup.exe /wobble:1 ${good} QQQQ=1 zzzzz`,
  ],
  [
    'a folder with letters of another language',
    `ccmsetup.exe ${good} SMSCACHEDIR=C:\\Geräte\\é SMSCACHESIZE=none CCMLOGMAXSIZE=5 FSP= AADTENANTNAME`,
    ['warn malformed-value', 'warn malformed-value', 'warn malformed-value', 'warn malformed-value'],
    `ccmsetup.exe ${good} SMSCACHEDIR=C:\\Geräte\\é SMSCACHESIZE=<number-from-1-up> CCMLOGMAXSIZE=<number-from-10000-up> FSP=<value> AADTENANTNAME=<value>`,
  ],
  [
    'site code and SMSMP',
    `ccmsetup.exe CCMHOSTNAME=${host} SMSMP=https://mp1.contoso.com SMSSITECODE`,
    ['fail sitecode-missing'],
    `ccmsetup.exe CCMHOSTNAME=${host} SMSMP=https://mp1.contoso.com SMSSITECODE=<site-code>`,
  ],
  [
    'other ways to write a gateway',
    `ccmsetup.exe /mp:CMG.contoso.com CCMHOSTNAME=HTTPS:/${host} SMSSITECODE=ABC AADRESOURCEURI=https://ConfigMgrService`,
    ['fail https-in-ccmhostname', 'fail mp-without-https', 'warn aad-properties-incomplete'],
    `ccmsetup.exe /mp:https://CMG.contoso.com${path} ${good} AADRESOURCEURI=https://ConfigMgrService AADCLIENTAPPID=<client-app-id>`,
  ],
  [
    'a parameter without its slash',
    `ccmsetup.exe AllowMetered ${good}`,
    ['warn unknown-parameter'],
    `ccmsetup.exe /AllowMetered ${good}`,
  ],
  [
    'wrong separators',
    `ccmsetup.exe /mp=https://${host} CCMHOSTNAME:${host} /SMSSITECODE=ABC`,
    ['warn malformed-argument', 'fail malformed-argument', 'fail malformed-argument'],
    `ccmsetup.exe /mp:https://${host} ${good}`,
  ],
  [
    'blanks around the equal sign',
    `ccmsetup.exe CCMHOSTNAME = ${host} SMSSITECODE= ABC`,
    ['fail malformed-argument', 'fail malformed-argument'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'a blank in a path',
    `ccmsetup.exe ${good} SMSCACHEDIR=C:\\a b`,
    ['warn malformed-argument'],
    `ccmsetup.exe ${good} SMSCACHEDIR="C:\\a b"`,
  ],
  [
    'values',
    `ccmsetup.exe /BITSPriority:HIHG ${good} CCMEVALHOUR=24 CCMALWAYSINF=yes`,
    ['warn malformed-value', 'warn malformed-value', 'warn malformed-value'],
    `ccmsetup.exe /BITSPriority:HIGH ${good} CCMEVALHOUR=<number-from-0-to-23> CCMALWAYSINF=<0|1>`,
  ],
  [
    'app ids',
    `ccmsetup.exe ${good} AADCLIENTAPPID=contoso AADRESOURCEURI=ConfigMgrService AADTENANTID=x`,
    ['fail malformed-value', 'fail malformed-value', 'warn malformed-value'],
    `ccmsetup.exe ${good} AADCLIENTAPPID=<GUID> AADRESOURCEURI=<App-ID-URI> AADTENANTID=<GUID>`,
  ],
  [
    'one AAD property',
    `ccmsetup.exe ${good} AADCLIENTAPPID=${client}`,
    ['warn aad-properties-incomplete'],
    `ccmsetup.exe ${good} AADCLIENTAPPID=${client} AADRESOURCEURI=<server-app-URI>`,
  ],
  ['the same twice', `ccmsetup.exe ${good} SMSSITECODE=ABC`, ['warn duplicate-parameter'], `ccmsetup.exe ${good}`],
  [
    'no host name, but a gateway in /mp',
    `ccmsetup.exe /mp:https://${host} SMSSITECODE=ABC`,
    ['warn ccmhostname-missing'],
    `ccmsetup.exe /mp:https://${host} SMSSITECODE=ABC CCMHOSTNAME=${host}`,
  ],
  [
    'no host name at all',
    'ccmsetup.exe SMSSITECODE=ABC',
    ['fail ccmhostname-missing'],
    'ccmsetup.exe SMSSITECODE=ABC CCMHOSTNAME=<CMG-name>/CCM_Proxy_MutualAuth/<number>',
  ],
  [
    'a placeholder from the documentation',
    'ccmsetup.exe CCMHOSTNAME=<cmg>/CCM_Proxy_MutualAuth/1 SMSSITECODE=ABC',
    ['fail ccmhostname-malformed'],
    'ccmsetup.exe CCMHOSTNAME=<CMG-name>/CCM_Proxy_MutualAuth/<number> SMSSITECODE=ABC',
  ],
  [
    'a name without its path',
    'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com SMSSITECODE=ABC',
    ['warn ccmhostname-path'],
    'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/<number> SMSSITECODE=ABC',
  ],
  [
    'a port',
    `ccmsetup.exe CCMHOSTNAME=cmg.contoso.com:443/CCM_Proxy_MutualAuth/8 SMSSITECODE=ABC`,
    ['warn ccmhostname-path'],
    'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/8 SMSSITECODE=ABC',
  ],
  [
    'a slash behind the path',
    `ccmsetup.exe CCMHOSTNAME=${host}/ SMSSITECODE=ABC`,
    ['warn ccmhostname-path'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'https:// and a slash behind the path',
    `ccmsetup.exe CCMHOSTNAME=https://${host}/ SMSSITECODE=ABC`,
    ['fail https-in-ccmhostname'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'the path of 1702',
    `ccmsetup.exe CCMHOSTNAME=${host.replace('Mutual', 'Server')} SMSSITECODE=ABC`,
    ['warn ccmhostname-path'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'a misspelt path',
    `ccmsetup.exe CCMHOSTNAME=${host.replace('Mutual', 'Mutal')} SMSSITECODE=ABC`,
    ['fail ccmhostname-malformed'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'a list as in a sentence',
    `ccmsetup.exe CCMHOSTNAME=${host}, SMSSITECODE=ABC;`,
    ['fail ccmhostname-malformed', 'fail sitecode-malformed'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'both required properties misspelt',
    `ccmsetup.exe CCMHOSTNME=${host} SITECODE=ABC`,
    ['fail ccmhostname-missing', 'fail sitecode-missing'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'CCMSETUPCMD on a line of ccmsetup.exe',
    `ccmsetup.exe CCMSETUPCMD="/AllowMetered ${good}"`,
    ['fail ccmsetupcmd-on-exe'],
    `ccmsetup.exe /AllowMetered ${good}`,
  ],
  [
    'blanks around the equal sign of CCMSETUPCMD',
    `msiexec /i ccmsetup.msi /qn CCMSETUPCMD = "${good}"`,
    ['fail malformed-argument'],
    `msiexec /i ccmsetup.msi /qn CCMSETUPCMD="${good}"`,
  ],
  [
    'a blank behind the equal sign of CCMSETUPCMD',
    `CCMSETUPCMD= "${good}"`,
    ['fail malformed-argument'],
    `CCMSETUPCMD="${good}"`,
  ],
  [
    'quotes as in JSON',
    `msiexec /i \\"ccmsetup.msi\\" /qn CCMSETUPCMD=\\"${good}\\"`,
    ['fail escaped-quotes'],
    `msiexec /i ccmsetup.msi /qn CCMSETUPCMD="${good}"`,
  ],
  [
    'quotes around name and value',
    `msiexec /i ccmsetup.msi "CCMSETUPCMD=${good}" /qn`,
    ['warn misplaced-quotes'],
    `msiexec /i ccmsetup.msi /qn CCMSETUPCMD="${good}"`,
  ],
  [
    'single quotation marks inside the value',
    `CCMSETUPCMD="CCMHOSTNAME="${host}" SMSSITECODE="ABC""`,
    ['warn misplaced-quotes'],
    `CCMSETUPCMD="${good}"`,
  ],
  ['quotes around all of the arguments', `ccmsetup.exe "${good}"`, ['fail misplaced-quotes'], `ccmsetup.exe ${good}`],
  [
    'quotes around the value of CCMSETUPCMD behind ccmsetup.exe',
    `ccmsetup.exe CCMSETUPCMD="\\"${good}\\""`,
    ['fail ccmsetupcmd-on-exe'],
    `ccmsetup.exe ${good}`,
  ],
  [
    'a folder that ends with a backslash',
    `ccmsetup.exe /source:"C:\\a b\\" ${good}`,
    ['fail unbalanced-quotes'],
    `ccmsetup.exe /source:"C:\\a b" ${good}`,
  ],
  [
    'a folder that ends with a backslash, at the end of the line',
    `ccmsetup.exe ${good} SMSCACHEDIR="C:\\a b\\"`,
    ['warn unbalanced-quotes'],
    `ccmsetup.exe ${good} SMSCACHEDIR="C:\\a b"`,
  ],
  [
    'a name of another product, near to /uninstall',
    `ccmsetup.exe ${good} INSTALL=ALL UNINSTAL`,
    ['warn unknown-parameter', 'warn unknown-parameter'],
    `ccmsetup.exe ${good} INSTALL=ALL UNINSTAL`,
  ],
  ['uninstall', 'ccmsetup.exe /uninstall', ['fail not-an-install'], 'ccmsetup.exe'],
  [
    'an expired token',
    `ccmsetup.exe /regtoken:${token('2026-05-20T12:00:00Z')} ${good}`,
    ['fail regtoken-expired'],
    `ccmsetup.exe /regtoken:<new-token> ${good}`,
  ],
  [
    'a token cut short',
    `ccmsetup.exe /regtoken:${freshToken.slice(0, 200)} ${good}`,
    ['fail regtoken-malformed'],
    `ccmsetup.exe /regtoken:<new-token> ${good}`,
  ],
  [
    'a token from the future',
    `ccmsetup.exe /regtoken:${token('2026-06-02T12:00:00Z')} ${good}`,
    ['warn regtoken-not-yet-valid'],
    `ccmsetup.exe /regtoken:<new-token> ${good}`,
  ],
];

describe('broken lines', () => {
  test('times of a token are told as people read them', () => {
    const [expired] = judged(`ccmsetup.exe /regtoken:${token('2026-05-20T12:00:00Z')} ${good}`);
    expect(expired?.what).toMatch(/^The bulk registration token expired on 2026-05-\d\d \d\d:\d\d UTC/);
  });

  test.each(broken)('%s', (_, line, found, shown) => {
    const findings = judged(line);
    expect(codes(findings)).toEqual(found);
    expect(corrected(line)).toBe(shown);
    for (const finding of findings) {
      if (finding.status === 'warn' || finding.status === 'fail') expect(finding.fix.length).toBeGreaterThan(10);
    }
  });

  test.each(broken)('the correction is accepted: %s', (name, _, __, shown) => {
    if (/uninstall|like no other/.test(name)) return;
    const filled = shown
      .replaceAll('<site-code>', 'ABC')
      .replaceAll('<CMG-name>', 'cmg.contoso.com')
      .replaceAll('<number>', '8')
      .replaceAll('<GUID>', client)
      .replaceAll(/<(?:App-ID-URI|server-app-URI)>/g, 'https://ConfigMgrService')
      .replaceAll('<number-from-0-to-23>', '3')
      .replaceAll('<0|1>', '1')
      .replaceAll('<client-app-id>', client)
      .replaceAll(/<number-from-(\d+)-up>/g, '$1')
      .replaceAll('<value>', 'x')
      .replaceAll('<new-token>', freshToken);
    const remaining = codes(judged(filled)).filter((found) => !/nocrlcheck-bootstrap-only/.test(found));
    expect(remaining.filter((found) => found !== 'pass valid')).toEqual([]);
  });

  test('a fault points at its column and shows the whole line corrected', () => {
    const line = `ccmsetup.exe /mp:${host} CCMHOSTNAME=https://${host} SMSSITECODE=ABC`;
    const [https, mp] = judged(line);
    expect(https).toMatchObject({
      code: 'ccmsetup-command.https-in-ccmhostname',
      what: expect.stringContaining(`(column ${line.indexOf('https://') + 1})`),
      fix: expect.stringContaining(`ccmsetup.exe /mp:https://${host} ${good}`),
    });
    expect(mp).toMatchObject({ what: expect.stringContaining(`(column ${line.indexOf('/mp:') + 5})`) });
  });
});

describe('what depends', () => {
  test('/UsePKICert without the AAD properties', () => {
    const [finding] = judged(`ccmsetup.exe /UsePKICert ${good}`);
    expect(finding).toMatchObject({
      status: 'warn',
      code: 'ccmsetup-command.usepkicert-without-aad-properties',
      fix: expect.stringContaining(
        `ccmsetup.exe ${good} AADCLIENTAPPID=<client-app-id> AADRESOURCEURI=<server-app-URI>`,
      ),
    });
    expect(corrected(`ccmsetup.exe /UsePKICert ${good}`)).toContain('/UsePKICert');
    expect(codes(judged(`ccmsetup.exe /UsePKICert /regtoken:${freshToken} ${good}`))).toEqual(['pass valid']);
  });

  test('/NoCRLCheck', () => {
    const [finding] = judged(`ccmsetup.exe /NoCRLCheck ${good}`);
    expect(finding).toMatchObject({
      status: 'warn',
      code: 'ccmsetup-command.nocrlcheck-bootstrap-only',
      fix: expect.stringMatching(new RegExp(`ccmsetup\\.exe ${good.replaceAll('.', '\\.')}$`)),
    });
  });

  test('a config file may hold what is missing', () => {
    expect(codes(judged('ccmsetup.exe /config:a.txt'))).toEqual(['warn config-file-unseen']);
  });

  test('AUTO is for lines without a gateway', () => {
    expect(codes(judged('ccmsetup.exe /mp:mp1.contoso.com SMSSITECODE=AUTO'))).toEqual(['warn ccmhostname-missing']);
  });

  test('PROVISIONTS is for the msi', () => {
    expect(codes(judged(`ccmsetup.exe ${good} PROVISIONTS=PRI20001`))).toEqual(['warn provisionts-needs-msi']);
  });

  test('another gateway and another tenant than the checks look at', () => {
    const line = `ccmsetup.exe ${good} AADTENANTID=${tenant}`;
    const other = { cmg: { host: 'other.contoso.com', port: 443 }, tenantId: client };
    expect(codes(judged(line, other))).toEqual(['warn cmg-differs', 'warn aadtenantid-differs']);
    expect(codes(judged(line, { cmg: { host: 'cmg.contoso.com', port: 443 }, tenantId: tenant }))).toEqual([
      'pass valid',
    ]);
  });

  test('the gateway of --cmg is proposed', () => {
    const [finding] = judged('ccmsetup.exe SMSSITECODE=ABC', { cmg: { host: 'cmg.contoso.com', port: 443 } });
    expect(finding).toMatchObject({
      fix: expect.stringContaining('CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/<number>'),
    });
  });
});

describe('length', () => {
  const padding = (count: number) => `CCMADMINS=${'a'.repeat(count - 'CCMADMINS='.length)}`;

  test.each([
    [`CCMSETUPCMD="${good} ${padding(1024 - good.length - 1)}"`, ['warn too-long']],
    [`CCMSETUPCMD="${good} ${padding(1025 - good.length - 1)}"`, ['fail too-long']],
    [`CCMSETUPCMD="${good} ${padding(1000 - good.length - 1)}"`, ['pass valid']],
    [`ccmsetup.exe ${good} ${padding(1200)}`, ['warn too-long']],
  ])('%#', (line, found) => {
    expect(codes(judged(line))).toEqual(found);
  });

  test('what is needless is left out, and the masked token is counted', () => {
    const inner = `/regtoken:${freshToken} /mp:https://${host} ${good} SMSMP=https://mp1.contoso.com CCMHTTPSPORT=443 AADTENANTID=${tenant}`;
    const [finding] = judged(`CCMSETUPCMD="${inner}"`);
    const left = `/regtoken:<masked> ${good}`;
    expect(inner.length).toBeGreaterThan(1024);
    expect(finding).toMatchObject({
      code: 'ccmsetup-command.too-long',
      fix: expect.stringContaining(`${left.length - '<masked>'.length + freshToken.length} characters remain`),
    });
    expect(finding?.status === 'fail' && finding.fix).toContain(`CCMSETUPCMD="${left}"`);
  });
});

test('a token is nowhere in findings and evidence', () => {
  for (const line of [
    `CCMSETUPCMD="/regtoken:${freshToken} ${good}`,
    `ccmsetup.exe /regtoken ${freshToken} ${good}`,
    `ccmsetup.exe ${good} REGTOKEN=${freshToken}`,
    `ccmsetup.exe ${good} ${freshToken}`,
    `ccmsetup.exe ${good} /regtokn:${freshToken} /regtoken:${freshToken}`,
  ]) {
    const everything = JSON.stringify([
      judged(line),
      ccmsetupCommand.present({ command: parsed(line) }),
      corrected(line),
    ]);
    for (const part of freshToken.split('.')) expect(everything).not.toContain(part.slice(0, 10));
  }
});

test('hostile lines end quickly', () => {
  const size = 32_000;
  for (const body of ['"', '\\', "'a", ' A=1', 'eyJ', ' x', ' \\"', '"a', ' /source:x', '\u201c', ' \u2013x']) {
    for (const line of [
      `ccmsetup.exe ${body.repeat(size / body.length)}`,
      `CCMSETUPCMD="${body.repeat(size / body.length)}`,
    ]) {
      const result = parseCcmsetupCommand(line);
      if (result.ok) expect(lint({ command: result.command, observedAt }).length).toBeGreaterThan(0);
      else expect(result.reason).toMatch(/words/);
    }
  }
  const many = parsed(`ccmsetup.exe ${' A=1'.repeat(199)}`);
  expect(judged(many.line).length).toBeGreaterThan(199);
});

test('the probe takes the line from the target', async () => {
  const command = parsed(`ccmsetup.exe ${good}`);
  const probe = (ccmsetup?: CcmsetupCommand) =>
    ccmsetupCommand.probe({
      target: { noCrlCheck: false, proxy: { kind: 'none' }, publicResolvers: [], ...(ccmsetup && { ccmsetup }) },
      observedAt,
      evidenceOf: () => undefined,
      host: fakeHost(),
      signal: new AbortController().signal,
      debug: () => {},
    });
  await expect(probe(command)).resolves.toEqual({ command });
  await expect(probe()).resolves.toEqual({});
});
