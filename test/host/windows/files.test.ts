import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readBounded, windowsFiles, windowsPathOf } from '../../../src/host/windows/files.ts';
import { fakeHost, foundKey } from '../../fake-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'cmg-preflight-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;
const file = join(folder, 'hosts');
writeFileSync(file, '127.0.0.1 localhost\n');

test('a file within the limit is whole', async () => {
  const outcome = await readBounded(file, 20, never);
  expect(outcome).toMatchObject({ status: 'read', truncated: false });
  expect(outcome.status === 'read' && new TextDecoder().decode(outcome.bytes)).toBe('127.0.0.1 localhost\n');
});

test('a larger one is cut and says so', async () => {
  const outcome = await readBounded(file, 9, never);
  expect(outcome).toMatchObject({ status: 'read', truncated: true });
  expect(outcome.status === 'read' && new TextDecoder().decode(outcome.bytes)).toBe('127.0.0.1');
});

test('a file of several reads', async () => {
  const large = join(folder, 'large');
  const content = Buffer.alloc(200_000, 'abc');
  writeFileSync(large, content);
  const whole = await readBounded(large, 16 * 1024 * 1024, never);
  expect(whole).toEqual({ status: 'read', bytes: new Uint8Array(content), truncated: false });
  const cut = await readBounded(large, 150_000, never);
  expect(cut).toEqual({ status: 'read', bytes: new Uint8Array(content.subarray(0, 150_000)), truncated: true });
});

test.each([
  ['nothing there', join(folder, 'nowhere'), { status: 'absent' }],
  ['a file on the way', join(file, 'x'), { status: 'absent' }],
  ['a folder', folder, { status: 'unreadable', code: 'NOT_A_FILE' }],
  ['a device', '/dev/null', { status: 'unreadable', code: 'NOT_A_FILE' }],
])('%s', async (_, path, expected) => {
  expect(await readBounded(path, 10, never)).toEqual(expected);
});

test('a file that may not be read', async () => {
  const closed = join(folder, 'closed');
  writeFileSync(closed, 'x');
  chmodSync(closed, 0);
  // Root may read it all the same.
  const expected = process.getuid?.() === 0 ? 'read' : 'denied';
  expect((await readBounded(closed, 10, never)).status).toBe(expected);
});

test('an abort ends it', async () => {
  expect(await readBounded(file, 10, AbortSignal.abort())).toEqual({ status: 'unreadable', code: 'ABORTED' });
});

test('elsewhere the hosts file is where Unix has it', async () => {
  const outcome = await windowsFiles(fakeHost().registry).read('hosts', { maxBytes: 1_000_000 }, never);
  expect(['read', 'absent']).toContain(outcome.status);
});

const parameters = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';
test.each([
  ['%SystemRoot%\\System32\\drivers\\etc', 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
  ['%systemroot%\\other', 'C:\\Windows\\other\\hosts'],
  ['D:\\etc', 'D:\\etc\\hosts'],
  ['\\\\server\\etc', 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
  ['%ProgramData%\\etc', 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
  [undefined, 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
])('DataBasePath %s puts the hosts file at %s', async (value, expected) => {
  const values = value === undefined ? {} : { DataBasePath: { type: 'string', value } as const };
  const { registry } = fakeHost({ registry: { [parameters]: foundKey('x', values) } });
  expect(await windowsPathOf('hosts', registry, never)).toBe(expected);
});

test('an unreadable DataBasePath is the usual one', async () => {
  const { registry } = fakeHost({ registry: { [parameters]: { status: 'denied' } } });
  expect(await windowsPathOf('hosts', registry, never)).toBe('C:\\Windows\\System32\\drivers\\etc\\hosts');
});
