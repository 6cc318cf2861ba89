import { describe, expect, test } from '@jest/globals';
import { ccmsetupCommand } from '../../../checks/ccmsetup-command.ts';
import { runCli } from '../../../src/cli/cli.ts';
import { fakeHost } from '../../fake-host.ts';
import { joinCheck } from '../join-check.ts';
import { type VirtualPlan, virtualWorld } from '../virtual-io.ts';

const gateway = 'CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941';
const good = ['ccmsetup.exe', gateway, 'SMSSITECODE=PS1'];

const checks = [ccmsetupCommand, joinCheck];

async function gate(argv: readonly string[], plan: VirtualPlan = {}) {
  const world = virtualWorld(plan);
  const exitCode = await runCli(['gate', ...argv], checks, world.io);
  return { exitCode, ...world };
}
const named = (...names: readonly string[]): VirtualPlan => ({
  hostAt: (judgement) => fakeHost({ session: { computerName: names[judgement] ?? names.at(-1) ?? '' } }),
});

describe('a ready device', () => {
  test('starts the command after the report and passes on its exit code', async () => {
    const { exitCode, events, started, stderr } = await gate(['--', ...good], {
      end: { status: 'exited', exitCode: 7 },
    });
    expect(exitCode).toBe(7);
    expect(started).toEqual([{ argv: good, stdoutToStderr: false }]);
    expect(events.map((event) => event.split(/[ \n]/).slice(0, 2).join(' '))).toEqual([
      'out READY',
      'out Starting:',
      'start ccmsetup.exe',
      'err cmg-preflight:',
    ]);
    expect(stderr()).toBe('cmg-preflight: The command ended with exit code 7: a restart is required.\n');
  });

  test('with warnings starts it too', async () => {
    const { exitCode, started, stdout } = await gate(['--', ...good, '/NoCRLCheck']);
    expect(stdout()).toMatch(/^READY WITH WARNINGS/);
    expect({ exitCode, started: started.length }).toEqual({ exitCode: 0, started: 1 });
  });

  test.each(['json', 'short'])('with --format %s leaves standard output to the report', async (format) => {
    const { started, stdout, stderr } = await gate(['--format', format, '--', ...good]);
    expect(started[0]?.stdoutToStderr).toBe(true);
    expect(stdout()).not.toContain('Starting');
    expect(stderr()).toMatch(/^Starting: ccmsetup\.exe CCMHOSTNAME=/);
    if (format === 'json') expect(JSON.parse(stdout())).toMatchObject({ verdict: 'ready', exitCode: 0 });
  });

  test('keeps every argument as it is', async () => {
    const odd = [...good, '', '--json', '--', ' ', 'é"\\', '--exit-codes', 'plain'];
    const { started } = await gate(['--ignore', 'ccmsetup-command', '--', ...odd]);
    expect(started[0]?.argv).toEqual(odd);
  });

  test('keeps quiet when told to, but for what it starts', async () => {
    const { stdout, stderr } = await gate(['--quiet', '--', ...good]);
    expect(stdout()).toMatch(/^READY *\nStarting: .*\n$/);
    expect(stderr()).toBe('');
  });

  test.each([
    [[], 20_980],
    [['--exit-codes', 'plain'], 71],
  ])('whose command cannot be started %j', async (options, expected) => {
    const end = { status: 'not-started', why: 'C:\\x\\ccmsetup.exe does not exist' } as const;
    const { exitCode, stderr } = await gate([...options, '--', ...good], { end });
    expect(exitCode).toBe(expected);
    expect(stderr()).toBe('cmg-preflight: the command could not be started: C:\\x\\ccmsetup.exe does not exist.\n');
  });

  test('that was interrupted after its verdict starts nothing and does not claim success', async () => {
    const world = virtualWorld();
    const write = world.io.stdout.write;
    const io = {
      ...world.io,
      stdout: {
        ...world.io.stdout,
        write: (text: string) => {
          world.interrupt();
          write(text);
        },
      },
    };
    expect(await runCli(['gate', '--', ...good], checks, io)).toBe(20_980);
    expect(world.started).toEqual([]);
    expect(world.stdout()).toMatch(/\nNot started, because it was interrupted: /);
  });
});

describe('a device that is not ready', () => {
  test('starts nothing; the verdict is the exit code', async () => {
    const { exitCode, started, stdout } = await gate(['--', ...good], named('BROKEN'));
    expect(exitCode).toBe(20_010);
    expect(started).toEqual([]);
    expect(stdout()).toMatch(/^NOT READY[\s\S]*\nNot started: ccmsetup\.exe CCMHOSTNAME=.*\n$/);
  });

  test('may be so because of the line itself', async () => {
    const { exitCode, started } = await gate(['--cmg', 'cmg.contoso.com', '--', 'ccmsetup.exe', 'SMSSITECODE=AUTO']);
    expect({ exitCode, started }).toEqual({ exitCode: 20_080, started: [] });
  });

  test('may become ready during --wait', async () => {
    const { exitCode, slept, started, stderr } = await gate(
      ['--wait', '30', '--', ...good],
      named('PENDING', 'PENDING', 'PC'),
    );
    expect({ exitCode, slept, started: started.length }).toEqual({ exitCode: 0, slept: [15_000, 30_000], started: 1 });
    expect(stderr()).toContain(
      'cmg-preflight: Waiting for entra-join.hybrid-pending: asking again in 15 s, giving up in 30 min\n',
    );
  });

  test('is left alone after an interrupted wait', async () => {
    const { exitCode, started } = await gate(['--wait', '30', '--', ...good], {
      ...named('PENDING', 'PC'),
      whileAsleep: (world) => world.interrupt(),
    });
    expect({ exitCode, started }).toEqual({ exitCode: 1618, started: [] });
  });
});

describe('the line that is judged', () => {
  test('gives the gateway, whose flag wins', async () => {
    const { stdout } = await gate(['--json', '--', ...good]);
    expect(JSON.parse(stdout()).target).toMatchObject({ cmg: 'cmg.contoso.com', noCrlCheck: false });
    const flagged = await gate(['--json', '--cmg', 'other.contoso.com', '--no-crl-check', '--', ...good]);
    expect(JSON.parse(flagged.stdout()).target).toMatchObject({ cmg: 'other.contoso.com', noCrlCheck: true });
  });

  test('may name the gateway by /mp alone', async () => {
    const { stdout } = await gate([
      '--json',
      '--',
      'ccmsetup.exe',
      '/mp:https://cmg.contoso.com/CCM_Proxy_MutualAuth/7',
    ]);
    expect(JSON.parse(stdout()).target).toMatchObject({ cmg: 'cmg.contoso.com' });
  });

  test('is the one behind --, also when a flag or the settings give another', async () => {
    const other = 'CCMHOSTNAME=other.contoso.com/CCM_Proxy_MutualAuth/7 SMSSITECODE=ABC';
    const files = { 'beside/cmg-preflight.json': JSON.stringify({ ccmsetup: other }) };
    const byFile = await gate(['--json', '--', ...good], { files });
    expect(JSON.parse(byFile.stdout()).target.cmg).toBe('cmg.contoso.com');
    const byFlag = await gate(['--json', '--ccmsetup', other, '--', ...good]);
    expect(JSON.parse(byFlag.stdout()).target.cmg).toBe('cmg.contoso.com');
    expect(byFlag.stderr()).toMatch(/^cmg-preflight: --ccmsetup is not used/);
  });

  test('is given apart where the command only ends in starting ccmsetup', async () => {
    const line = `ccmsetup.exe ${gateway} SMSSITECODE=PS1`;
    const { started, stdout } = await gate(['--ccmsetup', line, '--', 'Setup.exe', '/silent']);
    expect(started[0]?.argv).toEqual(['Setup.exe', '/silent']);
    expect(stdout()).toMatch(/\nStarting: Setup\.exe\n$/);
  });
});

test('a command line that names no CMG is told what is wrong with it, and is not started', async () => {
  const { exitCode, started, stdout } = await gate([
    '--json',
    '--',
    'ccmsetup.exe',
    'CCMHOSTNAME=<your CMG>',
    'SMSSITECODE=PS1',
  ]);
  expect({ exitCode, started }).toEqual({ exitCode: 20_080, started: [] });
  expect(stdout()).toContain('ccmsetup-command.ccmhostname-malformed');
});

describe('what is refused before anything is run', () => {
  test.each([
    [[], 'Which command is gated?'],
    [['--'], 'Which command is gated?'],
    [['--', ''], 'Which command is gated?'],
    [good, 'stands behind "--"'],
    [['--', 'notepad.exe', 'x.txt'], 'cannot be judged: it names neither ccmsetup.exe'],
    [['--', 'CCMSETUPCMD=x'], 'begins with no program'],
    [['--', 'ccmsetup.msi', `CCMSETUPCMD=${gateway}`], 'begins with no program'],
    [['--wait', '-1', '--', ...good], '--wait must be a number of minutes'],
    [['--wait', 'ten', '--', ...good], '--wait must be a number of minutes'],
  ])('%j', async (argv, sentence) => {
    const { exitCode, started, stdout, stderr } = await gate(argv);
    expect({ exitCode, started, stdout: stdout() }).toEqual({ exitCode: 20_964, started: [], stdout: '' });
    expect(stderr()).toContain(sentence);
  });

  test('the scheme of the exit code is ours, not the command’s', async () => {
    expect((await gate(['--', 'notepad.exe', '--exit-codes', 'plain'])).exitCode).toBe(20_964);
    expect((await gate(['--exit-codes', 'plain', '--', 'notepad.exe'])).exitCode).toBe(64);
  });
});

describe('a token', () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"exp":1,"x":"s3cr3t"}').toString('base64url')}.c2lnbmF0dXJl`;
  const places = [`/regtoken:${token}`, `/RegToken="${token}"`, `/rgtoken:${token}`, token, `SMSMP=${token}`];
  const secret = /c2lnbmF0dXJl|s3cr3t/;

  test.each(places)('on the line is in no output: %#', async (word) => {
    for (const how of [[], ['--json'], ['--verbose'], ['--format', 'short'], ['--only', 'entra-join']]) {
      const options = [...how, '--ignore', 'ccmsetup-command', '--output', 'out.json', '--record', 'tape.json'];
      const { stdout, stderr, started, written } = await gate([...options, '--', ...good, word]);
      expect(started[0]?.argv.at(-1)).toBe(word);
      expect([stdout(), stderr(), ...written.values()].join('\n')).not.toMatch(secret);
    }
  });

  test.each([
    ['gate', 'ccmsetup.exe', `/regtoken:${token}`],
    [`/regtoken:${token}`],
    ['run', `/regtoken:${token}`],
    ['run', '/regtoken:notEvenAToken-c2lnbmF0dXJl'],
    ['--tenant', `/regtoken ${token}`],
    ['gate', '--', token],
    ['gate', '--', 'x.exe', `/regtoken:${token}`],
  ])('that was misplaced is in no complaint: %#', async (...argv) => {
    const world = virtualWorld();
    expect(await runCli(argv, checks, world.io)).toBe(20_964);
    expect(world.stdout() + world.stderr()).not.toMatch(secret);
  });
});

test('the recording of a gate replays to the same verdict', async () => {
  const recorded = await gate(['--wait', '30', '--record', 'tape.json', '--', ...good], named('PENDING', 'PC-0001'));
  expect(recorded.exitCode).toBe(0);
  const world = virtualWorld({ files: Object.fromEntries(recorded.written) });
  expect(await runCli(['--replay', 'tape.json', '--wait', '5', '--json'], checks, world.io)).toBe(0);
  expect(JSON.parse(world.stdout())).toMatchObject({ verdict: 'ready', target: { cmg: 'cmg.contoso.com' } });
  expect(world.stderr()).toBe('cmg-preflight: --wait is not used: recorded facts do not change.\n');
});

describe('recorded facts', () => {
  const facts = async (name: string) => {
    const { written } = await gate(['--record', 'tape.json', '--', ...good], named(name));
    return { files: Object.fromEntries(written) };
  };

  test.each([
    ['PC-0001', [], 20_980],
    ['PC-0001', ['--exit-codes', 'plain'], 71],
    ['BROKEN', [], 20_010],
    ['PENDING', [], 1618],
  ] as const)('of %s are judged %j, and start nothing', async (name, more, code) => {
    const { exitCode, started, stdout } = await gate(
      ['--replay', 'tape.json', ...more, '--', ...good],
      await facts(name),
    );
    expect([exitCode, started]).toEqual([code, []]);
    expect(stdout()).toContain('Not started');
  });
});

test('what was waived when facts were recorded is waived when they are judged again', async () => {
  const waiving = ['--ignore', 'entra-join', '--exit-codes', 'plain', '--record', 'tape.json', '--', ...good];
  const recorded = await gate(waiving, named('BROKEN'));
  expect(recorded.exitCode).toBe(0);
  const again = async (...more: readonly string[]) => {
    const world = virtualWorld({ files: Object.fromEntries(recorded.written) });
    return runCli(['--replay', 'tape.json', ...more], checks, world.io);
  };
  expect([await again(), await again('--ignore', 'ccmsetup-command')]).toEqual([0, 1]);
});
