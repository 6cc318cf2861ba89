import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { askedScheme } from '../../src/cli/asked-scheme.ts';
import { runCli } from '../../src/cli/cli.ts';
import { processStream } from '../../src/cli/process-stream.ts';
import { fakeHost } from '../fake-host.ts';
import { joinCheck } from './join-check.ts';
import { type VirtualPlan, virtualWorld } from './virtual-io.ts';

const settingsFile = 'beside/cmg-preflight.json';
const withSettings = (settings: string | Uint8Array | object): VirtualPlan => ({
  files: {
    [settingsFile]:
      typeof settings === 'string' || settings instanceof Uint8Array ? settings : JSON.stringify(settings),
  },
});

async function run(argv: readonly string[], plan: VirtualPlan = {}) {
  const world = virtualWorld(plan);
  const exitCode = await runCli(argv, [joinCheck], world.io);
  return { exitCode, stdout: world.stdout(), stderr: world.stderr(), written: world.written };
}

describe('a flag wins over the settings file', () => {
  test.each([
    [{ json: true }, ['--format', 'short'], /^READY \| pass=1/],
    [{ json: true }, ['--format', 'text'], /^READY\n/],
    [{ json: true }, ['--json=false'], /^READY\n/],
    [{ format: 'short' }, ['--json'], /^\{/],
    [{ format: 'json' }, ['--json=false'], /^READY\n/],
    [{ json: true }, [], /^\{/],
    [{ quiet: true }, ['--quiet=false'], /^READY\nchecks/],
  ])('%j %j', async (settings, flags, expected) => {
    expect((await run(['run', ...flags], withSettings(settings))).stdout).toMatch(expected);
  });

  test('also where the flag says no: the ccmsetup line comes last', async () => {
    const line = 'ccmsetup.exe /nocrlcheck CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/1 SMSSITECODE=PS1';
    const assumed = async (flags: readonly string[], settings: object) => {
      const { stdout } = await run(['run', '--json', '--ccmsetup', line, ...flags], withSettings(settings));
      return JSON.parse(stdout).target.noCrlCheck;
    };
    expect(await assumed([], {})).toBe(true);
    expect(await assumed(['--no-crl-check=false'], {})).toBe(false);
    expect(await assumed([], { noCrlCheck: false })).toBe(false);
    expect(await assumed(['--no-crl-check'], { noCrlCheck: false })).toBe(true);
  });
});

describe('how the settings file is written', () => {
  const text = '{\r\n  "format": "short"\r\n}\r\n';
  const utf16be = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, as Out-File writes it', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 the other way round', utf16be],
  ])('%s', async (_, bytes) => {
    expect(await run(['run'], withSettings(bytes))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^READY \|/),
    });
  });

  test('in a code page that nobody knows it is refused', async () => {
    const { exitCode, stderr } = await run(['run'], withSettings(Buffer.from('{"cmg":"m\u00fcnchen.de"}', 'latin1')));
    expect(exitCode).toBe(20_964);
    expect(stderr).toMatch(/^cmg-preflight: The settings file .* is neither UTF-8 nor UTF-16: save it as UTF-8\.\n$/);
  });

  test('what is wrong in it is one line, whatever stands there', async () => {
    const { exitCode, stderr } = await run(['run'], withSettings('// note\n\u001b[31m{}'));
    expect(exitCode).toBe(20_964);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('\u001b');
  });

  test.each([
    [{ cmg: 'a b' }, [], '--cmg cannot be "a b": a host name has no blanks (in the settings file'],
    [{ format: 'jsn' }, ['--format', 'text'], 'Did you mean "json"? (in the settings file'],
    [{ deadline: 0 }, ['--deadline', '5'], 'not "0" (in the settings file'],
    [{ only: 'entra-jion' }, [], 'Did you mean "entra-join"? (in the settings file'],
  ])('a wrong value is said of the file: %j', async (settings, flags, words) => {
    const { exitCode, stderr } = await run(['run', ...flags], withSettings(settings));
    expect(exitCode).toBe(20_964);
    expect(stderr).toContain(words);
  });
});

describe('the scheme of the exit code of a wrong line', () => {
  test.each([
    [['--exit-codes', 'plain', '--bad'], 'plain'],
    [['--bad', '--exit-codes=plain'], 'plain'],
    [['--exit-codes', 'plain', '--exit-codes', 'intune', '--bad'], 'intune'],
    [['--exit-codes=intune', '--exit-codes', 'plain'], 'plain'],
    [['--output', '--exit-codes', '--cmg', 'plain'], 'intune'],
    [['gate', '--', 'x', '--exit-codes', 'plain'], 'intune'],
    [['certificate', '--exit-codes', 'intune'], 'plain'],
    [['--output', 'certificate', '--bad'], 'intune'],
  ] as const)('%j', (argv, scheme) => expect(askedScheme(argv)).toBe(scheme));

  test('also from the settings file, for what goes wrong after it was read', async () => {
    const plain = withSettings({ exitCodes: 'plain' });
    expect((await run(['run', '--deadline', 'soon'], plain)).exitCode).toBe(64);
    expect((await run(['run', '--deadline', 'soon', '--exit-codes', 'intune'], plain)).exitCode).toBe(20_964);
    expect((await run(['gate', '--deadline', 'soon', '--', 'ccmsetup.exe'], plain)).exitCode).toBe(64);
    const broken = { ...plain, hostAt: () => Promise.reject(new Error('no host')) as never };
    expect((await run(['run'], broken)).exitCode).toBe(70);
  });
});

describe('a file that is read is not written over', () => {
  const tape = JSON.stringify({ tapeVersion: 1, tool: { version: '1' }, settings: {}, calls: [] });
  test.each([
    [['--output', settingsFile], 'settings file'],
    [['--config', '/r/s.json', '--html', '/r/../r/s.json'], 'settings file'],
    [['--replay', '/r/t.json', '--output', '/r/t.json'], 'recording'],
  ])('%j', async (flags, what) => {
    const { exitCode, stderr, written } = await run(['run', ...flags], {
      files: { '/r/s.json': '{}', '/r/t.json': tape },
    });
    expect({ exitCode, written: written.size }).toEqual({ exitCode: 20_964, written: 0 });
    expect(stderr).toMatch(new RegExp(`: that is the place of the ${what}\\.\n$`));
  });
});

describe('--quiet', () => {
  test('says nothing of what it tolerates', async () => {
    const argv = ['run', '--cmg', 'https://cmg.contoso.com'];
    expect((await run(argv)).stderr).toMatch(/"https:\/\/" was ignored/);
    expect(await run([...argv, '--quiet'])).toMatchObject({ exitCode: 0, stdout: 'READY\n', stderr: '' });
  });

  test('nor does certificate', async () => {
    const argv = ['certificate', 'x.pem', '--host', 'https://cmg.contoso.com'];
    expect((await run(argv)).stderr.split('\n')).toHaveLength(3);
    expect((await run([...argv, '--quiet'])).stderr).toBe('cmg-preflight: There is no file x.pem.\n');
  });

  test.each(['json', 'short'])('gate with --format %s says nothing beside the document', async (format) => {
    const argv = ['gate', '--format', format, '--quiet', '--', 'ccmsetup.exe', 'CCMHOSTNAME=a.b', 'SMSSITECODE=PS1'];
    expect((await run(argv)).stderr).toBe('');
    const notReady = { hostAt: () => fakeHost({ session: { computerName: 'BROKEN' } }) };
    expect(await run(argv, notReady)).toMatchObject({ exitCode: 20_010, stderr: '' });
  });
});

describe('progress', () => {
  test.each([
    ['a terminal that does not say how wide it is', 0, {}],
    ['a dumb terminal', 80, { TERM: 'dumb' }],
    ['a build server', 80, { CI: 'true' }],
  ])('%s gets no spinner', async (_, columns, environment) => {
    const world = virtualWorld();
    const drawn: string[] = [];
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns });
    terminal.on('data', (chunk: Buffer) => drawn.push(chunk.toString()));
    const stderr = { ...world.io.stderr, terminal: terminal as unknown as NodeJS.WriteStream, columns };
    expect(await runCli(['run'], [joinCheck], { ...world.io, stderr, environment })).toBe(0);
    expect(drawn).toEqual([]);
  });
});

describe('a stream that cannot be written', () => {
  const fault = (code: string) => Object.assign(new Error(`${code}: no`), { code });
  test.each([
    ['EPIPE', []],
    ['EOF', []],
    ['ENOSPC', ['ENOSPC: no']],
  ])('%s', (code, expected) => {
    const stream = new PassThrough();
    const complaints: string[] = [];
    const { write } = processStream(stream as unknown as NodeJS.WriteStream, (why) => complaints.push(why));
    stream.emit('error', fault(code));
    stream.emit('error', fault('ENOSPC'));
    write('more');
    expect({ complaints, left: stream.readableLength }).toEqual({ complaints: expected, left: 0 });
  });
});
