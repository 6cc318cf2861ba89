import { describe, expect, test } from '@jest/globals';
import { toolEnvironment } from '../../../src/host/windows/environment.ts';
import { localDrivePath, systemFolder, systemRoot } from '../../../src/host/windows/system-folder.ts';

const unresolvable = () => {
  throw new Error('ENOENT');
};
const world = (environment: Record<string, string>, kernel?: string, processArch = 'x64') => ({
  environment,
  processArch,
  realPath: kernel === undefined ? unresolvable : () => kernel,
});

describe('localDrivePath', () => {
  test.each([
    ['C:\\Windows', 'C:\\Windows'],
    ['d:\\WINNT\\', 'd:\\WINNT'],
    ['C:\\Users\\Jörg Groß\\AppData', 'C:\\Users\\Jörg Groß\\AppData'],
  ])('%s is a folder on a local drive', (path, expected) => expect(localDrivePath(path)).toBe(expected));

  test.each([
    undefined,
    '',
    'C:',
    'C:\\',
    'Windows',
    '\\Windows',
    'C:Windows',
    '\\\\server\\share\\Windows',
    '\\\\?\\C:\\Windows',
    '\\\\.\\pipe\\x',
    '//server/share',
    'C:/Windows',
    'C:\\Windows\\..\\Users\\eve',
    'C:\\Windows\\.',
    'C:\\Win"dows',
    'C:\\Windows:stream',
    'C:\\%TEMP%\\x',
    'C:\\Win\ndows',
    'C:\\Windows|x',
  ])('%j is not', (path) => expect(localDrivePath(path)).toBeUndefined());
});

describe('systemRoot', () => {
  test('is what the kernel says, whatever the variable says', () => {
    expect(systemRoot(world({ SystemRoot: 'C:\\Users\\eve' }, 'D:\\Windows'))).toBe('D:\\Windows');
  });
  test('is the variable where the kernel cannot be asked', () => {
    expect(systemRoot(world({ SystemRoot: 'E:\\Windows' }))).toBe('E:\\Windows');
  });
  test.each(['\\\\evil\\share', 'Windows', '..\\x', ''])('is C:\\Windows when the variable is %j', (SystemRoot) => {
    expect(systemRoot(world({ SystemRoot }))).toBe('C:\\Windows');
  });
  test('does not believe a kernel name that is no local folder', () => {
    expect(systemRoot(world({ SystemRoot: 'C:\\Windows' }, '\\\\?\\GLOBALROOT\\SystemRoot'))).toBe('C:\\Windows');
  });
});

describe('systemFolder', () => {
  test('is System32 for a 64-bit process', () => {
    expect(systemFolder(world({ SystemRoot: 'C:\\Windows' }))).toBe('C:\\Windows\\System32');
  });
  test('is Sysnative for a 32-bit process on 64-bit Windows only', () => {
    const wow = { SystemRoot: 'C:\\Windows', PROCESSOR_ARCHITEW6432: 'ARM64' };
    expect(systemFolder(world(wow, undefined, 'ia32'))).toBe('C:\\Windows\\Sysnative');
    expect(systemFolder(world({ SystemRoot: 'C:\\Windows' }, undefined, 'ia32'))).toBe('C:\\Windows\\System32');
    expect(systemFolder(world(wow))).toBe('C:\\Windows\\System32');
  });
});

describe('toolEnvironment', () => {
  test('holds the system and plain facts, nothing else', () => {
    const inherited = {
      PATH: 'C:\\evil',
      HTTPS_PROXY: 'http://evil:1',
      SSL_CERT_FILE: 'C:\\evil.pem',
      __COMPAT_LAYER: 'x',
      SystemRoot: 'C:\\evil',
      TEMP: 'C:\\Windows\\TEMP',
      USERPROFILE: 'C:\\Users\\adele',
      APPDATA: '\\\\server\\roaming',
      USERNAME: 'adele',
      USERDOMAIN: 'a;b',
    };
    expect(toolEnvironment('C:\\Windows', inherited)).toEqual({
      SystemRoot: 'C:\\Windows',
      windir: 'C:\\Windows',
      SystemDrive: 'C:',
      ComSpec: 'C:\\Windows\\System32\\cmd.exe',
      PATH: 'C:\\Windows\\System32;C:\\Windows',
      PATHEXT: '.COM;.EXE',
      OS: 'Windows_NT',
      TEMP: 'C:\\Windows\\TEMP',
      TMP: 'C:\\Windows\\TEMP',
      USERPROFILE: 'C:\\Users\\adele',
      USERNAME: 'adele',
    });
  });
  test('has a temporary folder even when none was given', () => {
    expect(toolEnvironment('D:\\Windows', {})).toMatchObject({ TEMP: 'D:\\Windows\\Temp', SystemDrive: 'D:' });
  });
});
