import { describe, expect, test } from '@jest/globals';
import type { CommandOutcome, Commands, Registry, RegistryOutcome } from '../../../src/host/ports.ts';
import { registryMarker } from '../../../src/host/windows/marker.ts';

const key = 'HKLM\\SOFTWARE\\CmgPreflight';
const exited = (exitCode: number): CommandOutcome => ({
  status: 'exited',
  exitCode,
  stdout: new Uint8Array(),
  stderr: new Uint8Array(),
  truncated: false,
  durationMs: 1,
});
const found: RegistryOutcome = { status: 'found', keys: [{ path: key, values: {} }] };

/** @param looks what the key looks like, look by look */
function device(looks: readonly RegistryOutcome[], outcome: (args: readonly string[]) => CommandOutcome) {
  const calls: (readonly string[])[] = [];
  const commands: Commands = {
    run: async ({ tool, args }) => {
      calls.push([tool, ...args]);
      return outcome(args);
    },
  };
  const left = [...looks];
  const look = (): Registry => ({ read: async () => left.shift() ?? { status: 'absent' } });
  return { calls, ...registryMarker(commands, look) };
}

describe('removing', () => {
  test('asks first, and changes nothing where nothing is', async () => {
    const { calls, remove } = device([{ status: 'absent' }], () => exited(1));
    expect(await remove()).toEqual({ status: 'done' });
    expect(calls).toEqual([]);
  });

  test('looks again afterwards', async () => {
    const { calls, remove } = device([found, { status: 'absent' }], () => exited(0));
    expect(await remove()).toEqual({ status: 'done' });
    expect(calls).toEqual([['reg', 'delete', key, '/f', '/reg:64']]);
  });

  test.each<[string, readonly RegistryOutcome[], CommandOutcome, RegExp]>([
    ['refused', [found, found], exited(1), /reg\.exe ended with 1 removing HKLM/],
    ['done, they say, but still there', [found, found], exited(0), /still there \(found\)/],
    ['unreadable', [{ status: 'denied' }, { status: 'denied' }], exited(1), /ended with 1/],
    [
      'hanging',
      [found, { status: 'timed-out' }],
      { status: 'timed-out', stdout: new Uint8Array(), durationMs: 1 },
      /end/,
    ],
    ['without reg.exe', [found, found], { status: 'missing', path: 'C:\\x\\reg.exe' }, /reg\.exe is missing/],
    ['blocked', [found, found], { status: 'not-started', code: 'EACCES' }, /not be started \(EACCES\)/],
  ])('%s is a failure', async (_, looks, outcome, why) => {
    const { remove } = device(looks, () => outcome);
    expect(await remove()).toEqual({ status: 'failed', why: expect.stringMatching(why) });
  });
});

describe('writing', () => {
  const texts = { Verdict: 'ready', Cmg: 'cmg.contoso.com' };

  test('writes Ready last', async () => {
    const { calls, write } = device([], () => exited(0));
    expect(await write({ texts, ready: true })).toEqual({ status: 'done' });
    expect(calls).toEqual([
      ['reg', 'add', key, '/v', 'Verdict', '/t', 'REG_SZ', '/d', 'ready', '/f', '/reg:64'],
      ['reg', 'add', key, '/v', 'Cmg', '/t', 'REG_SZ', '/d', 'cmg.contoso.com', '/f', '/reg:64'],
      ['reg', 'add', key, '/v', 'Ready', '/t', 'REG_DWORD', '/d', '1', '/f', '/reg:64'],
    ]);
  });

  test('writes no Ready for a device that is not', async () => {
    const { calls, write } = device([], () => exited(0));
    expect(await write({ texts, ready: false })).toEqual({ status: 'done' });
    expect(calls.flat()).not.toContain('Ready');
  });

  test('writes no Ready after a failure', async () => {
    const { calls, write } = device([], (args) => exited(args.includes('Cmg') ? 5 : 0));
    expect(await write({ texts, ready: true })).toEqual({ status: 'failed', why: 'reg.exe ended with 5 writing Cmg' });
    expect(calls.flat()).not.toContain('Ready');
  });
});
