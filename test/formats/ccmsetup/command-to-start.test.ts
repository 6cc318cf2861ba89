import { describe, expect, test } from '@jest/globals';
import { commandToStart } from '../../../src/formats/ccmsetup/command-to-start.ts';
import { returnCodeMeaning } from '../../../src/formats/ccmsetup/return-codes.ts';

const host = 'CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/8';

describe('commandToStart', () => {
  test.each([
    [
      ['ccmsetup.exe', '/AllowMetered', host, 'SMSSITECODE=ABC'],
      ['/AllowMetered', host, 'SMSSITECODE=ABC'],
    ],
    [
      ['C:\\a b\\CCMSETUP.EXE', host, 'SMSCACHEDIR=C:\\a b\\'],
      [host, 'SMSCACHEDIR="C:\\a b\\\\"'],
    ],
    [['.\\ccmsetup', host], [host]],
    [['C:\\a b\\ccmsetup.exe'], []],
    [
      ['msiexec', '/i', 'C:\\a b\\ccmsetup.msi', `CCMSETUPCMD=${host} SMSCACHEDIR="C:\\a b"`],
      ['/i', '"C:\\a b\\ccmsetup.msi"', `CCMSETUPCMD="${host} SMSCACHEDIR=""C:\\a b"""`],
    ],
  ])('%j', (argv, quotedArgs) => {
    const parsed = commandToStart(argv);
    expect(parsed).toMatchObject({
      ok: true,
      start: {
        program: argv[0],
        args: argv.slice(1),
        quotedArgs,
        command: { faults: [] },
      },
    });
  });

  test('a token stays in what is started and nowhere else', () => {
    const parsed = commandToStart(['ccmsetup.exe', '/regtoken:eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln', host]);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.start.args[0]).toContain('eyJhbGciOiJub25lIn0');
    expect(JSON.stringify(parsed.start.command)).not.toContain('eyJ');
  });

  test.each<[string, readonly string[]]>([
    ['nothing', []],
    ['a blank', [' ']],
    ['a shell', ['cmd.exe', '/c', 'ccmsetup.exe', host]],
    ['PowerShell', ['powershell.exe', '-File', 'install.ps1']],
    ['a package', ['ccmsetup.msi', `CCMSETUPCMD=${host}`]],
    ['another program', ['setup.exe', host]],
    ['a line in one piece', [`ccmsetup.exe ${host}`]],
    ['a NUL', ['ccmsetup.exe', `${host}\0`]],
    ['far too much', ['ccmsetup.exe', ...Array.from({ length: 300 }, () => 'x')]],
  ])('refuses %s', (_, argv) => {
    const parsed = commandToStart(argv);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.reason).toMatch(/\S/);
  });
});

test('return codes', () => {
  expect(returnCodeMeaning('exe', 8)).toMatchObject({ intune: 'retry' });
  expect(returnCodeMeaning('exe', 7)).toMatchObject({ intune: 'soft-reboot' });
  expect(returnCodeMeaning('msi', 1639)?.meaning).toMatch(/quotation mark/);
  expect(returnCodeMeaning('msi', 8)).toBeUndefined();
  expect(returnCodeMeaning('exe', -1)).toBeUndefined();
});
