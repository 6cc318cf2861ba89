import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/cli.ts';
import type { IntuneDevice, MarkerTexts } from '../../src/host/ports.ts';
import { fakeHost } from '../fake-host.ts';
import { joinCheck } from './join-check.ts';
import { type VirtualPlan, virtualWorld } from './virtual-io.ts';

const named = (...names: readonly string[]): VirtualPlan => ({
  hostAt: (judgement) => fakeHost({ session: { computerName: names[judgement] ?? names.at(-1) ?? '' } }),
});
const entry = /^<!\[LOG\[.*\]LOG\]!><time="[\d:.]+[+-]\d{3,4}" date="\d\d-\d\d-\d{4}" component="[^"]+" .*>$/;
const messagesOf = (log: string | undefined) => [...(log ?? '').matchAll(/LOG\[(.*?)\]LOG\]/g)].map(([, text]) => text);

const logs = 'C:\\ProgramData\\Microsoft\\IntuneManagementExtension\\Logs';
interface Deployed {
  readonly removal?: Awaited<ReturnType<IntuneDevice['removeMarker']>>;
  readonly writing?: Awaited<ReturnType<IntuneDevice['writeMarker']>>;
  readonly folder?: Awaited<ReturnType<IntuneDevice['logFolder']>>;
  readonly plan?: VirtualPlan;
}

/** Runs as on a Windows device that a marker of an earlier run may stand on. */
async function onWindows(argv: readonly string[], { removal, writing, folder, plan }: Deployed = {}) {
  const world = virtualWorld(plan);
  const device: { marker: MarkerTexts | 'of an earlier run' | undefined } = { marker: 'of an earlier run' };
  const intune: IntuneDevice = {
    logFolder: async () => folder ?? { status: 'there', path: logs },
    removeMarker: async () => {
      if (removal === undefined) device.marker = undefined;
      return removal ?? { status: 'done' };
    },
    writeMarker: async (marker) => {
      if (writing === undefined) device.marker = marker;
      return writing ?? { status: 'done' };
    },
  };
  const exitCode = await runCli(argv, [joinCheck], { ...world.io, platform: 'win32', intune });
  return { exitCode, device, ...world };
}

describe('--html and --log', () => {
  test('are written beside the report', async () => {
    const world = virtualWorld();
    expect(await runCli(['run', '--html', '/r/a.html', '--log', '/r/a.log'], [joinCheck], world.io)).toBe(0);
    expect(world.stdout()).toMatch(/^READY/);
    expect(world.stderr()).toBe('');
    expect(world.written.get('/r/a.html')).toMatch(/^<!DOCTYPE html>/);
    const lines = world.written.get('/r/a.log')?.trimEnd().split('\r\n') ?? [];
    for (const line of lines) expect(line).toMatch(entry);
    expect(messagesOf(world.written.get('/r/a.log'))[0]).toBe('Run started: entra-join');
  });

  test('the log grows run by run and stays below 2 MB', async () => {
    const world = virtualWorld();
    const run = () => runCli(['run', '--log', '/r/a.log'], [joinCheck], world.io);
    await run();
    const once = world.written.get('/r/a.log') ?? '';
    await run();
    expect(world.written.get('/r/a.log')?.startsWith(once)).toBe(true);
    expect(messagesOf(world.written.get('/r/a.log'))).toHaveLength(2 * messagesOf(once).length);
    world.written.set('/r/a.log', once.repeat(Math.floor(2_000_000 / once.length)));
    await run();
    const full = world.written.get('/r/a.log') ?? '';
    expect(Buffer.byteLength(full)).toBeLessThan(2_000_000);
    expect(full.startsWith('<![LOG[')).toBe(true);
    expect(full.trimEnd().split('\r\n').at(-1)).toContain('READY | pass=1');
  });

  test('are settings, too', async () => {
    const settings = JSON.stringify({ html: '/r/b.html', log: '/r/b.log' });
    const world = virtualWorld({ files: { 'beside/cmg-preflight.json': settings } });
    expect(await runCli(['run'], [joinCheck], world.io)).toBe(0);
    expect([...world.written.keys()].sort()).toEqual(['/r/b.html', '/r/b.log']);
  });

  test.each(['--html', '--log', '--output'])('%s into a folder that is not there is a wrong value', async (flag) => {
    const world = virtualWorld();
    const io = { ...world.io, folderExists: async () => false };
    expect(await runCli(['run', flag, '/nowhere/x'], [joinCheck], io)).toBe(20_964);
    expect(world.stderr()).toBe('cmg-preflight: There is no folder /nowhere to write /nowhere/x into.\n');
    expect(world.stdout()).toBe('');
  });

  test('one file for two of them is a wrong value', async () => {
    const world = virtualWorld();
    expect(await runCli(['run', '--html', '/r/x', '--log', '/r/../r/x'], [joinCheck], world.io)).toBe(20_964);
    expect(world.stderr()).toContain('--html and --log both name /r/../r/x.');
  });

  test('a file that is no log is left as it is, and the verdict stands', async () => {
    const world = virtualWorld({ files: { '/r/notes.txt': 'my notes' } });
    expect(await runCli(['run', '--log', '/r/notes.txt'], [joinCheck], world.io)).toBe(0);
    expect(world.written.size).toBe(0);
    expect(world.stderr()).toMatch(/\/r\/notes\.txt could not be extended: it is no CMTrace log/);
  });

  test('what cannot be written is said, and the verdict stands', async () => {
    const world = virtualWorld();
    const io = { ...world.io, writeFile: async () => Promise.reject(new Error('EPERM: in use')) };
    expect(await runCli(['run', '--html', '/r/a.html', '--log', '/r/a.log'], [joinCheck], io)).toBe(0);
    expect(world.stderr()).toContain('/r/a.html could not be written: EPERM: in use.');
    expect(world.stderr()).toContain('/r/a.log could not be written: EPERM: in use.');
  });

  test('a run that waits can be read in the log while it waits', async () => {
    let meanwhile: string | undefined;
    const world = virtualWorld(named('PENDING', 'READY'));
    const sleep = async (durationMs: number, signal: AbortSignal) => {
      await nextTurn();
      meanwhile = world.written.get('/r/a.log');
      return world.io.sleep(durationMs, signal);
    };
    expect(await runCli(['run', '--wait', '5', '--log', '/r/a.log'], [joinCheck], { ...world.io, sleep })).toBe(0);
    expect(messagesOf(meanwhile).at(-1)).toMatch(/^Waiting for entra-join\.hybrid-pending/);
    expect(messagesOf(world.written.get('/r/a.log')).at(-1)).toMatch(/^READY/);
  });
});

describe('--intune', () => {
  test('leaves log, report and marker, and ends with the summary', async () => {
    const { exitCode, device, written, stdout, stderr } = await onWindows(['run', '--intune']);
    expect(exitCode).toBe(0);
    expect(stdout()).toMatch(/^READY[\s\S]*\nREADY \| pass=1 warn=0 fail=0 unknown=0\n$/);
    expect(stderr()).toBe('');
    expect(JSON.parse(written.get(`${logs}\\cmg-preflight.json`) ?? '')).toMatchObject({ verdict: 'ready' });
    expect(messagesOf(written.get(`${logs}\\cmg-preflight.log`)).at(-1)).toMatch(/^READY/);
    expect(device.marker).toEqual({
      texts: { Verdict: 'ready', Version: '0.0.0-test', CheckedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      ready: true,
    });
  });

  test('names the CMG in the marker', async () => {
    const { device } = await onWindows(['run', '--intune', '--cmg', 'cmg.contoso.com']);
    expect(device.marker).toMatchObject({ texts: { Cmg: 'cmg.contoso.com' } });
  });

  test('with warnings is ready, too', async () => {
    const argv = ['run', '--intune', '--ignore', 'entra-join'];
    const { device } = await onWindows(argv, { plan: named('BROKEN') });
    expect(device.marker).toMatchObject({ texts: { Verdict: 'ready-with-warnings' }, ready: true });
  });

  test.each([
    ['BROKEN', 20_010],
    ['PENDING', 1618],
  ])('a device that is %s is marked with the verdict and never ready', async (name, expected) => {
    const { exitCode, device, stdout } = await onWindows(['run', '--intune'], { plan: named(name) });
    expect(exitCode).toBe(expected);
    expect(device.marker).toMatchObject({ texts: { Verdict: 'not-ready' }, ready: false });
    expect(stdout().trimEnd().split('\n').at(-1)).toMatch(
      /^NOT READY entra-join\..* \| pass=0 warn=0 fail=1 unknown=0$/,
    );
  });

  test('a fault of the program leaves no marker', async () => {
    const plan: VirtualPlan = { hostAt: () => Promise.reject(new Error('no host')) as never };
    const { exitCode, device, written } = await onWindows(['run', '--intune'], { plan });
    expect({ exitCode, marker: device.marker }).toEqual({ exitCode: 20_970, marker: undefined });
    expect(messagesOf(written.get(`${logs}\\cmg-preflight.log`)).at(-1)).toMatch(/fault of the program/);
  });

  test.each([
    ['run', '--intune', '--deadline', 'soon'],
    ['--intune', '--deadlin', '5'],
    ['gate', '--only', 'no-such-check', '--intune', '--', 'ccmsetup.exe'],
    ['gate', '--intune', '--nonsense', '--', 'ccmsetup.exe'],
  ])('a wrong line leaves no marker: %j', async (...argv) => {
    const { exitCode, device } = await onWindows(argv);
    expect({ exitCode, marker: device.marker }).toEqual({ exitCode: 20_964, marker: undefined });
  });

  test.each([
    ['gate', '--nonsense', '--', 'ccmsetup.exe', '--intune'],
    ['certificate', '--intune', 'a.pem'],
    ['run', '--nonsense'],
  ])('a wrong line of something else leaves it: %j', async (...argv) => {
    const { exitCode, device } = await onWindows(argv);
    expect([exitCode === 0, device.marker]).toEqual([false, 'of an earlier run']);
  });

  test('a marker that cannot be removed stops the run', async () => {
    const removal = { status: 'failed', why: 'reg.exe ended with 1' } as const;
    const { exitCode, stdout, stderr, written } = await onWindows(['run', '--intune'], { removal });
    expect({ exitCode, stdout: stdout(), written: written.size }).toEqual({ exitCode: 20_970, stdout: '', written: 0 });
    expect(stderr()).toBe(
      'cmg-preflight: The marker of an earlier run could not be removed: reg.exe ended with 1. Nothing was checked, ' +
        'because Intune could take that marker for the result of this run.\n',
    );
    const plain = await onWindows(['run', '--intune', '--exit-codes', 'plain'], { removal });
    expect(plain.exitCode).toBe(70);
  });

  test('a marker that cannot be written is said on stderr and in the log; the verdict stands', async () => {
    const writing = { status: 'failed', why: 'access denied' } as const;
    const { exitCode, stderr, written } = await onWindows(['run', '--intune'], { writing });
    expect(exitCode).toBe(0);
    const sentence = 'The marker for Intune could not be written: access denied.';
    expect(stderr()).toBe(`cmg-preflight: ${sentence}\n`);
    expect(messagesOf(written.get(`${logs}\\cmg-preflight.log`))).toContain(sentence);
  });

  test('without its folder it still marks the device', async () => {
    const folder = { status: 'unavailable', path: logs, why: 'it is not there' } as const;
    const { exitCode, device, stderr, written } = await onWindows(['run', '--intune', '--log', '/r/a.log'], { folder });
    expect({ exitCode, files: [...written.keys()] }).toEqual({ exitCode: 0, files: ['/r/a.log'] });
    expect(device.marker).toMatchObject({ ready: true });
    const sentence = `Log and report cannot be put into ${logs}: it is not there.`;
    expect(stderr()).toBe(`cmg-preflight: ${sentence}\n`);
    expect(messagesOf(written.get('/r/a.log'))).toContain(sentence);
  });

  test('keeps JSON one document, and short one line', async () => {
    const json = await onWindows(['run', '--intune', '--json']);
    expect(JSON.parse(json.stdout())).toMatchObject({ verdict: 'ready' });
    expect(json.stderr()).toBe('READY | pass=1 warn=0 fail=0 unknown=0\n');
    const short = await onWindows(['run', '--intune', '--format', 'short']);
    expect([short.stdout(), short.stderr()]).toEqual(['READY | pass=1 warn=0 fail=0 unknown=0\n', '']);
  });

  test('gate: the summary is the last line, and the log tells of the command', async () => {
    const argv = ['gate', '--intune', '--', 'ccmsetup.exe', 'CCMHOSTNAME=cmg.contoso.com', 'SMSSITECODE=PS1'];
    const { exitCode, started, stdout, stderr, written } = await onWindows(argv, {
      plan: { end: { status: 'exited', exitCode: 7 } },
    });
    expect(exitCode).toBe(7);
    expect(started[0]?.stdoutToStderr).toBe(true);
    expect(stdout()).toMatch(/\nREADY \| pass=1 warn=0 fail=0 unknown=0\n$/);
    expect(stderr()).toMatch(/^Starting: ccmsetup\.exe/);
    const [starting, ended] = messagesOf(written.get(`${logs}\\cmg-preflight.log`)).slice(-2);
    expect(starting).toMatch(/^Starting: ccmsetup\.exe CCMHOSTNAME=cmg\.contoso\.com/);
    expect(ended).toBe('The command ended with exit code 7: a restart is required.');
  });

  test('does not go with a recording, and leaves the marker then', async () => {
    const tape = JSON.stringify({ tapeVersion: 1, tool: { version: '1' }, settings: {}, calls: [] });
    const { exitCode, device, stderr } = await onWindows(['run', '--intune', '--replay', '/tape.json'], {
      plan: { files: { '/tape.json': tape } },
    });
    expect({ exitCode, marker: device.marker }).toEqual({ exitCode: 20_964, marker: 'of an earlier run' });
    expect(stderr()).toMatch(/--intune does not go with --replay/);
  });

  test('is for Windows', async () => {
    const world = virtualWorld();
    expect(await runCli(['run', '--intune'], [joinCheck], world.io)).toBe(20_964);
    expect(world.stderr()).toBe('cmg-preflight: --intune is for Windows: there is no Intune on this machine.\n');
  });
});

describe('--redact', () => {
  const secret = /NORTHWIND|nw-pc17/i;
  const plan: VirtualPlan = { ...named('NW-PC17'), environment: { COMPUTERNAME: 'NW-PC17', USERNAME: 'NW-PC17$' } };
  const argv = ['--redact', '--cmg', 'cmg.northwind.com', '--only', 'entra-join'];

  test.each(['text', 'json', 'short'])('no name is left in any output with --format %s', async (format) => {
    const files = ['--output', '/r/a.json', '--html', '/r/a.html', '--log', '/r/a.log'];
    const run = await onWindows(['run', ...argv, '--intune', '--verbose', '--format', format, ...files], { plan });
    expect(run.exitCode).toBe(0);
    const everything = [run.stdout(), run.stderr(), JSON.stringify(run.device), ...run.written.values()];
    expect(run.written.size).toBe(5);
    for (const text of everything) expect(text).not.toMatch(secret);
    expect(run.written.get('/r/a.json')).toContain('host-1.domain-1.example');
    expect(messagesOf(run.written.get('/r/a.log')).join()).toContain('for host-1.domain-1.example');
  });

  test('what gate says of the command is without names, too; what it starts is not', async () => {
    const command = ['ccmsetup.exe', 'CCMHOSTNAME=cmg.northwind.com', 'SMSSITECODE=NW1'];
    const { started, stdout, stderr, written } = await onWindows(
      ['gate', ...argv.slice(0, 1), '--log', '/r/a.log', '--', ...command],
      { plan },
    );
    expect(started[0]?.argv).toEqual(command);
    expect(stdout()).toMatch(/Starting: ccmsetup\.exe CCMHOSTNAME=host-1\.domain-1\.example SMSSITECODE=value-1/);
    for (const text of [stdout(), stderr(), written.get('/r/a.log')]) expect(text).not.toMatch(secret);
  });

  test('does not go with --record', async () => {
    const run = await onWindows(['run', ...argv, '--record', '/r/facts.json'], { plan });
    expect(run.exitCode).toBe(20_964);
    expect(run.stderr()).toMatch(/^cmg-preflight: --record does not go with --redact: .*\.\n$/);
  });
});
