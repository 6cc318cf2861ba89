import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAtMost, replaceFile } from '../../src/host/local-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readAtMost', () => {
  test('gives a file up to its limit, nothing for none, and an error for a folder', async () => {
    writeFileSync(join(folder, 'a'), 'twelve bytes');
    expect((await readAtMost(join(folder, 'a'), 12))?.toString()).toBe('twelve bytes');
    await expect(readAtMost(join(folder, 'a'), 11)).rejects.toThrow('larger than 11 bytes');
    expect(await readAtMost(join(folder, 'b'), 12)).toBeUndefined();
    await expect(readAtMost(folder, 1 << 20)).rejects.toThrow('it is a folder');
  });

  (process.platform === 'linux' ? test : test.skip)('does not believe a file that says it has no bytes', async () => {
    expect((await readAtMost('/proc/self/status', 1 << 20))?.toString()).toContain('Pid:');
    await expect(readAtMost('/proc/self/status', 16)).rejects.toThrow('larger than 16 bytes');
    await expect(readAtMost('/dev/zero', 1 << 20)).rejects.toThrow('larger than');
  });
});

describe('replaceFile', () => {
  test('replaces what stands there and leaves nothing beside it', async () => {
    const file = join(folder, 'report.json');
    await replaceFile(file, 'one');
    await replaceFile(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  test('a planted link is replaced, not followed', async () => {
    writeFileSync(join(folder, 'victim'), 'precious');
    symlinkSync(join(folder, 'victim'), join(folder, 'report.json'));
    await replaceFile(join(folder, 'report.json'), 'report');
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('precious');
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('report');
  });

  test('a folder or a pipe of that name stays, and no draft is left', async () => {
    mkdirSync(join(folder, 'taken'));
    await expect(replaceFile(join(folder, 'taken'), 'x')).rejects.toThrow('it is a folder');
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      await expect(replaceFile(join(folder, 'pipe'), 'x')).rejects.toThrow('it is a device or a pipe');
      await expect(replaceFile('/dev/stdout', 'x')).rejects.toThrow('it is a device or a pipe');
    }
    await expect(replaceFile(join(folder, 'nowhere', 'x'), 'x')).rejects.toThrow('ENOENT');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
