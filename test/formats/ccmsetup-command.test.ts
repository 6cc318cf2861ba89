import { describe, expect, test } from '@jest/globals';
import {
  type CcmsetupCommand,
  cmgAddressOf,
  managementPoints,
  maskTokens,
  parseArguments,
  parseCcmsetupCommand,
  renderCommandLine,
} from '../../src/formats/ccmsetup-command.ts';

const host = 'cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941';
const clientId = '3f1d5a52-7c1e-4d0b-9a55-0f4d7c2b8e11';

function parsed(line: string): CcmsetupCommand {
  const result = parseCcmsetupCommand(line);
  if (!result.ok) throw new Error(result.reason);
  return result.command;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: object) =>
  [base64url({ typ: 'JWT', alg: 'RS256' }), base64url(claims), 'sIgNaTuRe0'.repeat(40)].join('.');

describe('the forms of a line', () => {
  test.each([
    [`ccmsetup.exe CCMHOSTNAME=${host} SMSSITECODE=ABC`, 'exe'],
    [`"C:\\Client Files\\CCMSetup.exe" CCMHOSTNAME=${host} SMSSITECODE=ABC`, 'exe'],
    [`C:\\Client\\ccmsetup CCMHOSTNAME="${host}" SMSSITECODE="ABC"`, 'exe'],
    [`cmd /c start /wait ccmsetup.exe CCMHOSTNAME=${host} SMSSITECODE=ABC`, 'exe'],
    [`msiexec /i ccmsetup.msi /qn CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABC"`, 'msi'],
    [
      `MSIEXEC.EXE /i "C:\\a b\\ccmsetup.msi" CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABC" /l*v "c:\\x y.log"`,
      'msi',
    ],
    [`ccmsetup.msi CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABC"`, 'msi'],
    [`CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABC"`, 'ccmsetupcmd'],
    [`ccmsetupcmd="ccmhostname=${host} smssitecode=ABC"`, 'ccmsetupcmd'],
    [`CCMHOSTNAME=${host} SMSSITECODE=ABC`, 'arguments'],
    [`/nocrlcheck CCMHOSTNAME=${host} SMSSITECODE=ABC`, 'arguments'],
  ])('%s', (line, form) => {
    const command = parsed(line);
    expect(command).toMatchObject({ form, ccmHostName: host, siteCode: 'ABC', faults: [], length: line.length });
    expect(command.arguments.filter(({ kind }) => kind === 'stray')).toEqual([]);
  });

  test('PowerShell that starts it has a quoting of its own', () => {
    const parsed = parseCcmsetupCommand(`powershell "Start-Process .\\ccmsetup.exe -ArgumentList 'SMSSITECODE=ABC'"`);
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining('-ArgumentList') });
  });

  test.each(['', '   ', 'notepad.exe foo', 'hello world', 'a\0b', `ccmsetup.exe ${'x'.repeat(40_000)}`])(
    'refuses what is no such line (%#)',
    (line) => {
      const result = parseCcmsetupCommand(line);
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.reason).toMatch(/\.$/);
    },
  );
});

describe('values', () => {
  test('parameters and properties, whatever their case', () => {
    const command = parsed(
      `ccmsetup.exe /NOCRLCHECK /usepkicert /AllowMetered /mp:https://${host};mp2.contoso.com ` +
        `aadclientappid={${clientId.toUpperCase()}} AADRESOURCEURI=https://ConfigMgrService AADTENANTID=nonsense`,
    );
    expect(command).toMatchObject({
      noCrlCheck: true,
      usePkiCert: true,
      allowMetered: true,
      hasRegToken: false,
      aadClientAppId: clientId,
      aadResourceUri: 'https://ConfigMgrService',
    });
    expect(command.aadTenantId).toBeUndefined();
    expect(managementPoints(command)).toEqual([`https://${host}`, 'mp2.contoso.com']);
    expect(cmgAddressOf(command)).toBe(`https://${host}`);
  });

  test.each([
    ['cmg.contoso.com/CCM_Proxy_MutualAuth/abc', 'cmg.contoso.com'],
    ['https://cmg.contoso.com/CCM_Proxy/8', 'https://cmg.contoso.com'],
    ['cmg.contoso.com:8443/CCM_Proxy_MutualAuth/8,', 'cmg.contoso.com:8443'],
    ['*.contoso.com/CCM_Proxy_MutualAuth/abc', '*.contoso.com/CCM_Proxy_MutualAuth/abc'],
    ['a@cmg.contoso.com/CCM_Proxy_MutualAuth/abc', 'a@cmg.contoso.com/CCM_Proxy_MutualAuth/abc'],
    ['', undefined],
  ])('the gateway is known although the path is wrong: %s', (written, address) => {
    expect(cmgAddressOf(parsed(`ccmsetup.exe CCMHOSTNAME=${written} SMSSITECODE=ABC`))).toBe(address);
  });

  test('columns point into the line as written, through the wrapper', () => {
    const line = `msiexec /i ccmsetup.msi CCMSETUPCMD="/mp:mp.contoso.com  SMSCACHEDIR=""C:\\a b"" SMSSITECODE=ABC"`;
    const { arguments: args, wrappedLength } = parsed(line);
    expect(args.map(({ name, value, column }) => [name, value, column])).toEqual([
      ['mp', 'mp.contoso.com', line.indexOf('/mp') + 1],
      ['SMSCACHEDIR', 'C:\\a b', line.indexOf('SMSCACHEDIR') + 1],
      ['SMSSITECODE', 'ABC', line.indexOf('SMSSITECODE') + 1],
    ]);
    expect(args[2]?.valueColumn).toBe(line.indexOf('ABC') + 1);
    expect(wrappedLength).toBe('/mp:mp.contoso.com  SMSCACHEDIR="C:\\a b" SMSSITECODE=ABC'.length);
  });

  test('a value apart from its name is joined and marked', () => {
    const { arguments: args, siteCode, ccmHostName } = parsed(`ccmsetup.exe CCMHOSTNAME= ${host} SMSSITECODE = ABC`);
    expect({ siteCode, ccmHostName }).toEqual({ siteCode: 'ABC', ccmHostName: host });
    expect(args.map(({ joined }) => joined)).toEqual([true, true]);
  });

  test('an empty property does not swallow the next', () => {
    const { siteCode, ccmHostName } = parsed('ccmsetup.exe CCMHOSTNAME= SMSSITECODE=ABC');
    expect({ siteCode, ccmHostName }).toEqual({ siteCode: 'ABC', ccmHostName: undefined });
  });

  test('properties that stand alone, and a wrong separator', () => {
    const { arguments: args } = parsed('ccmsetup.exe SMSSITECODE:ABC UPGRADETOLATEST CCMALLOWSILENTREBOOT');
    expect(args).toMatchObject([
      { kind: 'property', name: 'SMSSITECODE', value: 'ABC', separator: ':' },
      { kind: 'property', name: 'UPGRADETOLATEST' },
      { kind: 'property', name: 'CCMALLOWSILENTREBOOT' },
    ]);
  });

  test('what was meant for ccmsetup but stands outside the wrapper', () => {
    const command = parsed(`msiexec /i ccmsetup.msi CCMSETUPCMD="CCMHOSTNAME=${host}" SMSSITECODE=ABC /qn`);
    expect(command.siteCode).toBe('ABC');
    expect(command.arguments[1]).toMatchObject({ name: 'SMSSITECODE', outsideWrapper: true });
    expect(command.installerArguments.map(({ name }) => name)).toEqual(['i', 'ccmsetup.msi', 'qn']);
  });
});

describe('faults of the writing', () => {
  const kinds = (line: string) => parsed(line).faults.map(({ kind, column }) => [kind, column]);

  test('the closing quote is missing', () => {
    const line = `CCMSETUPCMD="CCMHOSTNAME=${host} SMSSITECODE=ABC`;
    expect(kinds(line)).toEqual([['unclosed-quote', 13]]);
    expect(parsed(line)).toMatchObject({ ccmHostName: host, siteCode: 'ABC' });
  });

  describe('several arguments in one quotation', () => {
    const both = `CCMHOSTNAME=${host} SMSSITECODE=ABC`;

    test.each([
      `ccmsetup.exe "${both}"`,
      `ccmsetup.exe CCMHOSTNAME="${host} SMSSITECODE=ABC"`,
      `ccmsetup.exe "/nocrlcheck ${both}"`,
      `ccmsetup.exe "${both} /nocrlcheck SMSCACHEDIR=C:\\a b"`,
      `ccmsetup.exe "CCMHOSTNAME=\\"${host}\\" SMSSITECODE=\\"ABC\\""`,
      `ccmsetup.exe CCMHOSTNAME="\\"${host} SMSSITECODE=ABC"`,
      `CCMSETUPCMD="CCMHOSTNAME=""${host} SMSSITECODE=ABC"""`,
    ])('%s', (line) => {
      expect(kinds(line).map(([kind]) => kind)).toEqual(['quoted-together']);
      expect(parsed(line)).toMatchObject({ ccmHostName: host, siteCode: 'ABC' });
      expect(parsed(line).arguments.filter(({ kind }) => kind === 'stray')).toEqual([]);
    });

    test('blanks of a value and columns stay', () => {
      const line = `ccmsetup.exe "SMSCACHEDIR=C:\\a b SMSSITECODE=ABC"`;
      expect(parsed(line).arguments).toMatchObject([
        { value: 'C:\\a b' },
        { value: 'ABC', column: line.indexOf('SMSSITECODE') + 1 },
      ]);
    });

    test('as gate gets it from a C runtime', () => {
      const result = parseArguments(['ccmsetup.exe', both]);
      expect(result).toMatchObject({ ok: true, command: { ccmHostName: host, siteCode: 'ABC' } });
    });

    test.each([
      `ccmsetup.exe SMSCACHEDIR="C:\\a /logon b"`,
      `ccmsetup.exe CCMCERTSEL="Subject:Contoso OU=PCs"`,
      `CCMSETUPCMD="${both}"`,
    ])('not %s', (line) => {
      expect(kinds(line)).toEqual([]);
    });
  });

  test('typographic quotes', () => {
    const line = `CCMSETUPCMD=\u201cCCMHOSTNAME=${host} SMSSITECODE=ABC\u201d`;
    expect(kinds(line)).toEqual([
      ['typographic-quote', 13],
      ['typographic-quote', line.length],
    ]);
    expect(parsed(line)).toMatchObject({ ccmHostName: host, siteCode: 'ABC' });
  });

  test('single quotes', () => {
    expect(parsed(`CCMSETUPCMD='CCMHOSTNAME=${host} SMSSITECODE=ABC'`)).toMatchObject({
      ccmHostName: host,
      siteCode: 'ABC',
      faults: [{ kind: 'single-quote' }, { kind: 'single-quote' }],
    });
    expect(kinds(`ccmsetup.exe SMSCACHEDIR="C:\\it's here" FSP=o'brien`)).toEqual([]);
  });

  test('characters from documents', () => {
    const line = `ccmsetup.exe \u2013mp:x\u00a0CCMHOSTNAME=${host}\u200b\r\nSMSSITECODE=ABC`;
    expect(kinds(line).map(([kind]) => kind)).toEqual([
      'typographic-dash',
      'typographic-space',
      'invisible-character',
      'line-break',
      'line-break',
    ]);
    expect(parsed(line)).toMatchObject({ ccmHostName: host, siteCode: 'ABC' });
  });

  test('backslash and quote inside the wrapper', () => {
    const line = `msiexec /i ccmsetup.msi CCMSETUPCMD="SMSCACHEDIR=\\"C:\\a b\\" SMSSITECODE=ABC"`;
    expect(kinds(line).map(([kind]) => kind)).toEqual(['escaped-quote', 'escaped-quote']);
    expect(parsed(line).arguments).toMatchObject([{ value: 'C:\\a b' }, { value: 'ABC' }]);
  });

  test('a last backslash before the closing quote is no fault', () => {
    const line = `msiexec /i ccmsetup.msi CCMSETUPCMD="SMSSITECODE=ABC SMSCACHEDIR=C:\\x\\" /l*v "a.log"`;
    expect(kinds(line)).toEqual([]);
  });

  test('a wrapper without quotes', () => {
    const line = `CCMSETUPCMD=CCMHOSTNAME=${host} SMSSITECODE=ABC`;
    expect(kinds(line)).toEqual([['unquoted-wrapper', line.indexOf('SMSSITECODE') + 1]]);
    expect(parsed(line)).toMatchObject({ ccmHostName: host, siteCode: 'ABC' });
  });
});

describe('a token', () => {
  const secret = token({ Type: 'BulkRegistration', iss: 'urn:sccm:oauth2:x', nbf: 1_780_000_000, exp: 1_780_259_200 });
  const parts = secret.split('.');

  test.each([
    `ccmsetup.exe /regtoken:${secret} CCMHOSTNAME=${host}`,
    `ccmsetup.exe /regtoken:"${secret}"`,
    `ccmsetup.exe /regtoken ${secret}`,
    `ccmsetup.exe /regtoken: ${secret}`,
    `ccmsetup.exe /regtoken=${secret}`,
    `ccmsetup.exe -REGTOKEN:${secret}`,
    `ccmsetup.exe /regtokn:${secret}`,
    `ccmsetup.exe REGTOKEN=${secret}`,
    `ccmsetup.exe FSP=x ${secret}`,
    `ccmsetup.exe /regtoken:\u201c${secret}\u201d`,
    `CCMSETUPCMD="CCMHOSTNAME=${host} /regtoken:${secret}"`,
    `msiexec /i ccmsetup.msi CCMSETUPCMD="CCMHOSTNAME=${host}" /regtoken:${secret}`,
    `ccmsetup.exe /regtoken:${parts[1]}.${parts[0]}`,
    `start ${secret} ccmsetup.exe`,
  ])('never leaves the parser (%#)', (line) => {
    const command = parsed(line);
    const everything = JSON.stringify(command);
    for (const part of parts) expect(everything).not.toContain(part.slice(0, 12));
    expect(command.line).toContain('<masked>');
  });

  test.each([
    ['a blank', ' '],
    ['a line break', '\r\n'],
    ['two blanks', '  '],
  ])('broken by %s it is masked to its end, and read as one', (_, gap) => {
    for (const at of [30, 60, 200, secret.length - 60]) {
      const command = parsed(`ccmsetup.exe /regtoken:${secret.slice(0, at)}${gap}${secret.slice(at)} SMSSITECODE=ABC`);
      expect(command.regToken).toMatchObject({ status: 'read' });
      expect(command.siteCode).toBe('ABC');
      const kept = JSON.stringify(command);
      expect(kept).not.toContain(secret.slice(-40));
      expect(kept).not.toContain(secret.slice(70, 110));
      expect(maskTokens(`not started: /regtoken:${secret.slice(0, at)}${gap}${secret.slice(at)} X=1`)).toBe(
        'not started: /regtoken:<masked> X=1',
      );
    }
  });

  test('a short or odd value is masked too', () => {
    expect(parsed('ccmsetup.exe /regtoken:hunter2 SMSSITECODE=ABC').line).toBe(
      'ccmsetup.exe /regtoken:<masked> SMSSITECODE=ABC',
    );
    expect(JSON.stringify(parsed('ccmsetup.exe /regtoken:"hunter2 x" SMSSITECODE=ABC'))).not.toContain('hunter2');
    expect(parsed('ccmsetup.exe /regtoken SMSSITECODE=ABC')).toMatchObject({ hasRegToken: true, siteCode: 'ABC' });
  });

  test('its dates are known', () => {
    expect(parsed(`ccmsetup.exe /regtoken:${secret}`)).toMatchObject({
      hasRegToken: true,
      regToken: { status: 'read', expires: new Date(1_780_259_200_000).toISOString(), type: 'BulkRegistration' },
      arguments: [{ name: 'regtoken', value: '<masked>' }],
    });
  });
});

describe('arguments that were split already', () => {
  test.each([
    [['ccmsetup.exe', `CCMHOSTNAME=${host}`, 'SMSSITECODE=ABC', 'SMSCACHEDIR=C:\\a b\\']],
    [['C:\\a b\\ccmsetup.exe', `CCMHOSTNAME=${host}`, 'SMSSITECODE=ABC']],
    [['msiexec.exe', '/i', 'ccmsetup.msi', `CCMSETUPCMD=CCMHOSTNAME=${host} SMSSITECODE=ABC SMSCACHEDIR="C:\\a b"`]],
  ])('%j', (argv) => {
    expect(parseArguments(argv)).toMatchObject({
      ok: true,
      command: { ccmHostName: host, siteCode: 'ABC', faults: [] },
    });
  });

  test('are rendered as the program reads them', () => {
    expect(renderCommandLine(['msiexec', '/i', 'a b.msi', 'CCMSETUPCMD=X="1 2"'])).toBe(
      'msiexec /i "a b.msi" CCMSETUPCMD="X=""1 2"""',
    );
    expect(renderCommandLine(['C:\\a b\\ccmsetup.exe', 'X=1 2'])).toBe('"C:\\a b\\ccmsetup.exe" X="1 2"');
  });
});
