import { describe, expect, test } from '@jest/globals';
import type { CommandOutcome, RegistryOutcome } from '../../../src/host/ports.ts';
import { windowsSession } from '../../../src/host/windows/session.ts';
import { exited, fakeHost, foundKey } from '../../fake-host.ts';

const never = new AbortController().signal;
const environment = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
const own = { platform: 'win32', release: '10.0.22631', arch: 'x64', computerName: 'PC-0001', user: 'adele' };

const user = (name: string, sid: string) => exited(`\r\nUser Name SID\r\n========= ===\r\n${name} ${sid}\r\n`);
const groups = (level: number) => exited(`"Everyone","x","S-1-1-0",""\r\n"Label","Label","S-1-16-${level}",""\r\n`);

function describeOn(script: {
  user: CommandOutcome;
  groups?: CommandOutcome;
  hive?: RegistryOutcome;
  architecture?: string;
}) {
  const values =
    script.architecture === undefined
      ? {}
      : { PROCESSOR_ARCHITECTURE: { type: 'string', value: script.architecture } as const };
  const host = fakeHost({
    commands: {
      'whoami /user': script.user,
      ...(script.groups && { 'whoami /groups /fo csv /nh': script.groups }),
    },
    registry: {
      [environment]: foundKey('HKEY_LOCAL_MACHINE\\SYSTEM', values),
      ...(script.hive && { 'HKU\\S-1-5-19': script.hive }),
    },
  });
  return windowsSession(host.commands, host.registry, own).describe(never);
}

const missing: CommandOutcome = { status: 'missing', path: 'C:\\Windows\\System32\\whoami.exe' };
const system = user('nt-autorität\\system', 'S-1-5-18');
const adele = user('contoso\\adele', 'S-1-5-21-1-2-3-1001');

describe('session', () => {
  test('SYSTEM, by its SID in any language, is elevated without asking for groups', async () => {
    expect(await describeOn({ user: system, architecture: 'AMD64' })).toEqual({
      platform: 'windows',
      osRelease: '10.0.22631',
      osBuild: 22_631,
      arch: 'x64',
      computerName: 'PC-0001',
      user: 'nt-autorität\\system',
      isSystem: true,
      elevated: true,
    });
  });

  test.each([
    [12_288, true],
    [16_384, true],
    [8_192, false],
    [8_448, false],
  ])('integrity level %d', async (level, elevated) => {
    expect(await describeOn({ user: adele, groups: groups(level) })).toMatchObject({
      user: 'contoso\\adele',
      isSystem: false,
      elevated,
    });
  });

  test.each<[string, RegistryOutcome, boolean | null]>([
    ['can be read', foundKey('HKEY_USERS\\S-1-5-19'), true],
    ['is closed', { status: 'denied' }, false],
    ['is not there', { status: 'absent' }, null],
    ['is not answered for', { status: 'timed-out' }, null],
  ])('without a level: the hive of LocalService %s', async (_, hive, elevated) => {
    expect(await describeOn({ user: adele, groups: exited(''), hive })).toMatchObject({ isSystem: false, elevated });
  });

  test.each<[string, CommandOutcome]>([
    ['missing', missing],
    ['failing', exited('contoso\\adele S-1-5-18', 1)],
    ['unreadable', exited('FEHLER')],
    ['hanging', { status: 'timed-out', stdout: new Uint8Array(), durationMs: 1 }],
  ])('nothing is guessed when whoami is %s', async (_, outcome) => {
    const facts = await describeOn({ user: outcome, groups: missing, hive: { status: 'unavailable', why: 'x' } });
    expect(facts).toMatchObject({ user: 'adele', isSystem: null, elevated: null });
  });

  test('a name in a code page that is not known gives way to what the process knows of itself', async () => {
    const stdout = new Uint8Array(Buffer.from('nt-autorit\u0084t\\system S-1-5-18\r\n', 'latin1'));
    const nothing = new Uint8Array();
    const facts = await describeOn({
      user: { status: 'exited', exitCode: 0, stdout, stderr: nothing, truncated: false, durationMs: 1 },
    });
    expect(facts).toMatchObject({ user: 'adele', isSystem: true });
  });

  test.each([
    ['ARM64', 'arm64'],
    ['AMD64', 'x64'],
    ['x86', 'ia32'],
    ['IA64', 'x64'],
    [undefined, 'x64'],
  ])('architecture %s', async (architecture, arch) => {
    const facts = await describeOn({ user: system, ...(architecture !== undefined && { architecture }) });
    expect(facts.arch).toBe(arch);
  });

  test('an unreadable environment leaves the architecture of the process', async () => {
    const host = fakeHost({ commands: { 'whoami /user': system }, registry: { [environment]: { status: 'denied' } } });
    expect((await windowsSession(host.commands, host.registry, own).describe(never)).arch).toBe('x64');
  });

  test('an odd version has no build', async () => {
    const host = fakeHost({ commands: { 'whoami /user': system }, registry: { [environment]: { status: 'absent' } } });
    const facts = await windowsSession(host.commands, host.registry, { ...own, release: 'x' }).describe(never);
    expect(facts.osBuild).toBeNull();
  });

  test('elsewhere nobody is asked', async () => {
    const host = fakeHost();
    const facts = await windowsSession(host.commands, host.registry, { ...own, platform: 'linux' }).describe(never);
    expect(facts).toMatchObject({ platform: 'other', osBuild: null, isSystem: null, elevated: null, user: 'adele' });
    expect(host.calls).toEqual([]);
  });

  test('this very machine can be described', async () => {
    const facts = await windowsSession(fakeHost().commands, fakeHost().registry).describe(never);
    expect(facts.computerName).not.toBe('');
  });
});
