import { describe, expect, test } from '@jest/globals';
import type { CommandOutcome, RegistryOutcome } from '../../../src/host/ports.ts';
import { windowsRegistry } from '../../../src/host/windows/registry.ts';
import { exited, fakeHost } from '../../fake-host.ts';

const never = new AbortController().signal;
const contoso = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso';
const query = (path: string, recursive = false) => `reg query ${path}${recursive ? ' /s' : ''} /reg:64`;
const printed = (...lines: readonly string[]) => exited(lines.map((line) => `${line}\r\n`).join(''));
/** What it writes on stderr then is translated and not read. */
const refused = (stdout = ''): CommandOutcome => exited(stdout, 1);

function registryOf(commands: Readonly<Record<string, CommandOutcome>>) {
  const host = fakeHost({ commands });
  const registry = windowsRegistry(host.commands);
  return {
    calls: host.calls,
    read: (path: string, recursive = false): Promise<RegistryOutcome> => registry.read(path, { recursive }, never),
  };
}

describe('reading', () => {
  test('asks for the 64-bit view by the long name and gives the key first', async () => {
    const { read, calls } = registryOf({
      [query(contoso)]: printed('', contoso, '    Ready    REG_DWORD    0x1', '', `${contoso}\\Sub`),
    });
    expect(await read('hklm\\SOFTWARE\\Contoso\\')).toEqual({
      status: 'found',
      keys: [
        { path: contoso, values: { Ready: { type: 'number', value: 1 } } },
        { path: `${contoso}\\Sub`, values: {} },
      ],
    });
    expect(calls).toEqual([`commands ${query(contoso)}`]);
  });

  test('recursive', async () => {
    const { read } = registryOf({
      [query(contoso, true)]: printed('', `${contoso}\\A\\B`, '    x    REG_SZ    y', ''),
    });
    const outcome = await read(contoso, true);
    expect(outcome.status === 'found' && outcome.keys.map(({ path }) => path)).toEqual([
      contoso,
      `${contoso}\\A`,
      `${contoso}\\A\\B`,
    ]);
  });

  test('a key without values and sub-keys is there', async () => {
    const { read } = registryOf({ [query(contoso)]: exited('\r\n') });
    expect(await read(contoso)).toEqual({ status: 'found', keys: [{ path: contoso, values: {} }] });
  });

  test('whoever asks for the same gets the same, and it is read once', async () => {
    const { read, calls } = registryOf({ [query(contoso)]: printed('', contoso, '    a    REG_SZ    b') });
    const outcomes = await Promise.all([read(contoso), read('HKLM\\SOFTWARE\\Contoso')]);
    expect(outcomes[0]).toBe(outcomes[1]);
    expect(await read(contoso)).toBe(outcomes[0]);
    expect(calls).toHaveLength(1);
  });

  test('a time-out is not kept', async () => {
    const { read, calls } = registryOf({
      [query(contoso)]: { status: 'timed-out', stdout: new Uint8Array(), durationMs: 1 },
    });
    expect([await read(contoso), await read(contoso)]).toEqual([{ status: 'timed-out' }, { status: 'timed-out' }]);
    expect(calls).toHaveLength(2);
  });

  test('who does not wait has no answer', async () => {
    const registry = windowsRegistry(fakeHost().commands);
    expect(await registry.read(contoso, { recursive: false }, AbortSignal.abort())).toEqual({ status: 'timed-out' });
  });
});

describe('what is not there is told from what may not be read', () => {
  const software = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
  const hive = 'HKEY_LOCAL_MACHINE';

  test('absent: the key above does not list it', async () => {
    const { read } = registryOf({
      [query(contoso)]: refused(),
      [query(software)]: printed('', `${software}\\Contoso2`, `${software}\\Microsoft`),
    });
    expect(await read(contoso)).toEqual({ status: 'absent' });
  });

  test('denied: the key above lists it, in whatever case', async () => {
    const { read } = registryOf({
      [query(contoso, true)]: refused(),
      [query(software)]: printed('', `${software}\\CONTOSO`),
    });
    expect(await read(contoso, true)).toEqual({ status: 'denied' });
  });

  test('absent: the key above is absent too, and is asked for once', async () => {
    const { read, calls } = registryOf({
      [query(`${contoso}\\A`)]: refused(),
      [query(`${contoso}\\B`)]: refused(),
      [query(contoso)]: refused(),
      [query(software)]: printed('', `${software}\\Microsoft`),
    });
    expect([await read(`${contoso}\\A`), await read(`${contoso}\\B`)]).toEqual([
      { status: 'absent' },
      { status: 'absent' },
    ]);
    expect(calls).toHaveLength(4);
  });

  test('denied: the key above may not be read either', async () => {
    const { read } = registryOf({
      [query('HKEY_USERS\\S-1-5-20\\Software')]: refused(),
      [query('HKEY_USERS\\S-1-5-20')]: refused(),
      [query('HKEY_USERS')]: printed('', 'HKEY_USERS\\.DEFAULT', 'HKEY_USERS\\S-1-5-20'),
    });
    expect(await read('HKU\\S-1-5-20\\Software')).toEqual({ status: 'denied' });
  });

  test('unavailable: not even the hive can be read, as when a policy forbids registry tools', async () => {
    const { read } = registryOf({
      [query(contoso)]: refused(),
      [query(software)]: refused(),
      [query(hive)]: refused(),
    });
    expect(await read(contoso)).toEqual({
      status: 'unavailable',
      why: 'reg.exe ended with 1 and printed nothing of the key',
    });
  });
});

describe('no answer', () => {
  test.each<[string, CommandOutcome, string]>([
    [
      'missing',
      { status: 'missing', path: 'C:\\Windows\\System32\\reg.exe' },
      'C:\\Windows\\System32\\reg.exe is missing',
    ],
    ['blocked', { status: 'not-started', code: 'EACCES' }, 'reg.exe could not be started (EACCES)'],
    ['cut', { ...exited('x'), truncated: true } as CommandOutcome, 'reg.exe printed more than 16777216 bytes'],
    ['crashed', exited('', 3_221_225_477), 'reg.exe ended with 3221225477 and printed nothing of the key'],
    [
      'a part',
      refused(`\r\n${contoso}\r\n    a    REG_SZ    b\r\n`),
      'reg.exe ended with 1 and printed only a part of the key',
    ],
  ])('%s', async (_, outcome, why) => {
    const { read } = registryOf({ [query(contoso)]: outcome });
    expect(await read(contoso)).toEqual({ status: 'unavailable', why });
  });
});

test.each([
  '',
  'SOFTWARE\\Contoso',
  '\\\\server\\HKLM\\SOFTWARE',
  'HKLM\\SOFTWARE\\a\nb',
  'HKLM\\SOFTWARE\\"x',
  'HKLM\\SOFTWARE\\\\x',
  `HKLM\\${'a'.repeat(256)}`,
  `HKLM${'\\a'.repeat(33)}`,
])('%j is no key, and nobody is asked', async (path) => {
  const { read, calls } = registryOf({});
  expect(await read(path)).toEqual({ status: 'absent' });
  expect(calls).toEqual([]);
});
