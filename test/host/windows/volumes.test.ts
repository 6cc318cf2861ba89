import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { freeSpaceAt } from '../../../src/host/windows/volumes.ts';

test('of a folder that is there', async () => {
  const space = await freeSpaceAt(tmpdir());
  expect(space).toEqual({ status: 'measured', freeBytes: expect.any(Number) });
});

test('of one that is not', async () => {
  expect(await freeSpaceAt('/no/such/folder')).toEqual({ status: 'unreadable', code: 'ENOENT' });
});
