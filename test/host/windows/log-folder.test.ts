import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Registry, RegistryOutcome } from '../../../src/host/ports.ts';
import { prepareLogFolder, programDataFolder } from '../../../src/host/windows/log-folder.ts';

describe('the folder for all users', () => {
  const registry = (outcome: RegistryOutcome): Registry => ({ read: async () => outcome });
  const says = (value: string): RegistryOutcome => ({
    status: 'found',
    keys: [{ path: 'k', values: { 'Common AppData': { type: 'string', value } } }],
  });
  test.each<[RegistryOutcome, string]>([
    [says('D:\\ProgramData'), 'D:\\ProgramData'],
    [says('\\\\server\\share'), 'C:\\ProgramData'],
    [says('%USERPROFILE%\\x'), 'C:\\ProgramData'],
    [says('C:\\a\\..\\b'), 'C:\\ProgramData'],
    [{ status: 'absent' }, 'C:\\ProgramData'],
    [{ status: 'timed-out' }, 'C:\\ProgramData'],
  ])('%j', async (outcome, expected) => {
    expect(await programDataFolder(registry(outcome), new AbortController().signal)).toBe(expected);
  });
});

describe('the log folder', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'log-folder-'));
  });
  afterEach(() => rm(base, { recursive: true }));
  const elevated = async () => true;
  const never = async (): Promise<boolean> => {
    throw new Error('nobody is to be asked');
  };

  test('that is there is taken by anybody', async () => {
    await mkdir(join(base, 'a', 'b'), { recursive: true });
    expect(await prepareLogFolder(base, ['a', 'b'], never)).toEqual({ status: 'there', path: join(base, 'a', 'b') });
  });
  test('is made by an administrator', async () => {
    await mkdir(join(base, 'a'));
    expect(await prepareLogFolder(base, ['a', 'b', 'c'], elevated)).toMatchObject({ status: 'there' });
    expect((await stat(join(base, 'a', 'b', 'c'))).isDirectory()).toBe(true);
  });
  test('is not made by anybody else', async () => {
    const outcome = await prepareLogFolder(base, ['a'], async () => false);
    expect(outcome).toMatchObject({ status: 'unavailable', why: expect.stringContaining('does not exist') });
    await expect(stat(join(base, 'a'))).rejects.toThrow();
  });
  test('is not looked for behind a link', async () => {
    await mkdir(join(base, 'elsewhere', 'b'), { recursive: true });
    await symlink(join(base, 'elsewhere'), join(base, 'a'));
    const outcome = await prepareLogFolder(base, ['a', 'b'], elevated);
    expect(outcome).toMatchObject({ status: 'unavailable', why: `${join(base, 'a')} is a link` });
  });
  test('is no file', async () => {
    await writeFile(join(base, 'a'), '');
    expect(await prepareLogFolder(base, ['a'], elevated)).toMatchObject({ why: `${join(base, 'a')} is a file` });
  });
  test('that cannot be made is said', async () => {
    const outcome = await prepareLogFolder(join(base, 'no such base'), ['a'], elevated);
    expect(outcome).toMatchObject({ status: 'unavailable', why: expect.stringContaining('ENOENT') });
  });
});
