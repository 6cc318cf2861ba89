import { describe, expect, test } from '@jest/globals';
import { explainMissing, locateProgram } from '../../../src/host/windows/program-path.ts';

const place = { workingDirectory: 'C:\\Windows\\IMECache\\app_1', systemFolder: 'C:\\Windows\\System32' };

describe('a program is', () => {
  test.each([
    ['ccmsetup.exe', 'C:\\Windows\\IMECache\\app_1\\ccmsetup.exe'],
    ['CCMSetup', 'C:\\Windows\\IMECache\\app_1\\CCMSetup.exe'],
    ['setup.com', 'C:\\Windows\\IMECache\\app_1\\setup.com'],
    ['.\\ccmsetup.exe', 'C:\\Windows\\IMECache\\app_1\\ccmsetup.exe'],
    ['files/ccmsetup.exe', 'C:\\Windows\\IMECache\\app_1\\files\\ccmsetup.exe'],
    ['..\\ccmsetup', 'C:\\Windows\\IMECache\\ccmsetup.exe'],
    ['\\tools\\ccmsetup.exe', 'C:\\tools\\ccmsetup.exe'],
    ['D:\\a b\\ccmsetup.exe', 'D:\\a b\\ccmsetup.exe'],
    ['D:/a/ccmsetup', 'D:\\a\\ccmsetup.exe'],
    ['\\\\server\\share\\ccmsetup.exe', '\\\\server\\share\\ccmsetup.exe'],
    ['msiexec', 'C:\\Windows\\System32\\msiexec.exe'],
    ['MSIEXEC.EXE', 'C:\\Windows\\System32\\MSIEXEC.EXE'],
    // Whoever names a folder means it.
    ['.\\msiexec.exe', 'C:\\Windows\\IMECache\\app_1\\msiexec.exe'],
    ['cmd.exe', 'C:\\Windows\\IMECache\\app_1\\cmd.exe'],
    ['%SystemRoot%\\System32\\msiexec.exe', 'C:\\Windows\\IMECache\\app_1\\%SystemRoot%\\System32\\msiexec.exe'],
  ])('%s', (name, path) => {
    expect(locateProgram(name, place)).toEqual({ ok: true, path });
  });

  test.each([
    ['ccmsetup.msi', 'msiexec.exe /i'],
    ['install.cmd', 'only a program'],
    ['C:\\x\\install.BAT', 'only a program'],
    ['install.ps1', 'only a program'],
    ['install.cmd.', 'only a program'],
    ['install.cmd ', 'only a program'],
    ['ccmsetup.exe.', 'only a program'],
    ['C:ccmsetup.exe', "drive's own current folder"],
    ['\\\\?\\C:\\ccmsetup.exe', 'device path'],
    ['\\\\.\\pipe\\x', 'device path'],
    ['//?/C:/ccmsetup.exe', 'device path'],
    ['a"b.exe', 'no file name can have'],
    ['a\nb.exe', 'no file name can have'],
    ['ccmsetup.exe:other.exe', 'no file name can have'],
    ['*.exe', 'no file name can have'],
  ])('not %j', (name, why) => {
    expect(locateProgram(name, place)).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });
});

test.each([
  ['ccmsetup.exe', 'C:\\x\\ccmsetup.exe', 'looked for in the current one and nowhere else'],
  ['D:\\ccmsetup.exe', 'D:\\ccmsetup.exe', 'D:\\ccmsetup.exe does not exist'],
  ['%windir%\\ccmsetup.exe', 'C:\\x\\%windir%\\ccmsetup.exe', 'variables are not put in'],
  ['C:\\Windows\\Sysnative\\msiexec.exe', 'C:\\Windows\\Sysnative\\msiexec.exe', 'write System32'],
])('why there is no %s', (name, path, why) => {
  expect(explainMissing(path, name)).toContain(why);
});
