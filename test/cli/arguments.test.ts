import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('what is understood', () => {
  test.each([
    [[], 'run', {}],
    [['run'], 'run', {}],
    [['list', '--json'], 'list', { json: true }],
    [['--cmg', 'cmg.contoso.com'], 'run', { cmg: 'cmg.contoso.com' }],
    [['--cmg=cmg.contoso.com', 'run'], 'run', { cmg: 'cmg.contoso.com' }],
    [['--cmg', 'a', '--cmg', 'b'], 'run', { cmg: 'b' }],
    [['--only', 'a,b', '--only', 'c'], 'run', { only: ['a,b', 'c'] }],
    [['--no-crl-check', '--no-color'], 'run', { 'no-crl-check': true, 'no-color': true }],
    [['--deadline', '30'], 'run', { deadline: '30' }],
    [['--ccmsetup', '/mp:https://x /nocrlcheck'], 'run', { ccmsetup: '/mp:https://x /nocrlcheck' }],
    [['--tenant', '00000000000000000000000000000012'], 'run', { tenant: '00000000000000000000000000000012' }],
    [['--deadline', '-5'], 'run', { deadline: '-5' }],
    [['--quiet=false', '--json=true'], 'run', { quiet: false, json: true }],
    [['--ccmsetup="C:\\a b\\ccmsetup.exe" X="y"'], 'run', { ccmsetup: '"C:\\a b\\ccmsetup.exe" X="y"' }],
    [['certificate', "--password='x'"], 'certificate', { password: "'x'" }],
    [['certificate', '--password="'], 'certificate', { password: '"' }],
    [['certificate', '--password', '"x"'], 'certificate', { password: '"x"' }],
    [['-h'], 'run', { help: true }],
    [['help'], 'run', { help: true }],
    [['/?'], 'run', { help: true }],
    [['-?'], 'run', { help: true }],
  ])('%j', (argv, command, options) => {
    expect(parseArguments(argv)).toEqual({ command, options });
  });
});

describe('the command behind gate', () => {
  test.each([
    [['gate'], undefined],
    [['gate', '--'], []],
    [
      ['gate', '--', 'ccmsetup.exe', '/mp:https://x', '--cmg', 'y'],
      ['ccmsetup.exe', '/mp:https://x', '--cmg', 'y'],
    ],
    [
      ['gate', '--', 'a', '--', '-x', '', '007', '1e3', 'true', '--no-b', 'c=d'],
      ['a', '--', '-x', '', '007', '1e3', 'true', '--no-b', 'c=d'],
    ],
  ])('%j', (argv, gated) => {
    expect(parseArguments(argv)).toEqual({ command: 'gate', options: {}, ...(gated && { gated }) });
  });

  test('stands apart from our own flags', () => {
    expect(parseArguments(['--json', 'gate', '--cmg', 'x', '--', 'ccmsetup.exe', '--quiet'])).toEqual({
      command: 'gate',
      options: { json: true, cmg: 'x' },
      gated: ['ccmsetup.exe', '--quiet'],
    });
  });
});

describe('what is refused, and how', () => {
  test.each([
    [['--cgm', 'x'], 'There is no option --cgm. Did you mean "--cmg"?'],
    [['--nocrlcheck'], 'There is no option --nocrlcheck. Did you mean "--no-crl-check"?'],
    [['--no-deadline'], 'There is no option --no-deadline.'],
    [['-x'], 'There is no option -x. cmg-preflight run --help shows them.'],
    [['gate', '-v', '--', 'ccmsetup.exe'], 'There is no option -v. cmg-preflight gate --help shows them.'],
    [['--bad'], 'There is no option --bad. cmg-preflight run --help shows them.'],
    [['--short'], 'There is no option --short. Did you mean "--format short"?'],
    [['--plain'], 'There is no option --plain. Did you mean "--exit-codes plain"?'],
    [['--CMG', 'x'], 'There is no option --CMG. Did you mean "--cmg"?'],
    [['list', '-?'], 'There is no option -?. Did you mean "--help"?'],
    [['--constructor', 'x'], 'There is no option --constructor.'],
    [['--toString'], 'There is no option --toString.'],
    [['--__proto__', 'x'], 'There is no option --__proto__.'],
    [['--$0', 'x'], 'There is no option --$0.'],
    [['--_', 'list'], 'There is no option --_.'],
    [['--=x'], 'There is no option --.'],
    [['--quiet=abc'], '--quiet takes no value: write --quiet, not --quiet=abc.'],
    [['--json='], '--json takes no value'],
    [['--only', ','], '--only needs a value: --only <a,b>.'],
    [['--only', 'a', '--only', ' , '], '--only needs a value: --only <a,b>.'],
    [['/cmg:x'], 'There is no command "/cmg:x". Did you mean "--cmg"?'],
    [['version'], 'There is no command "version". Did you mean "--version"?'],
    [['run', '/?'], '"/?" is one word too many after "run".'],
    [['--cmg'], '--cmg needs a value: --cmg <host>.'],
    [['--cmg', ''], '--cmg needs a value: --cmg <host>.'],
    [['--cmg='], '--cmg needs a value: --cmg <host>.'],
    [['rnu'], 'There is no command "rnu". Did you mean "run"?'],
    [['cmg.contoso.com'], 'There is no command "cmg.contoso.com". Did you mean "--cmg cmg.contoso.com"?'],
    [['ccmsetup.exe'], 'There is no command "ccmsetup.exe". Known are run, gate, certificate, list, explain.'],
    [['run', 'extra'], '"extra" is one word too many after "run".'],
    [['list', '--cmg', 'x'], '--cmg does not go with "list".'],
    [['--cmg', 'x', '--', 'y'], '"--" goes only with "gate"'],
    [['list', '--'], '"--" goes only with "gate"'],
    [['gate', 'ccmsetup.exe'], 'The command that is gated stands behind "--"'],
    [['gate', '--cgm', 'x', '--', 'ccmsetup.exe'], 'There is no option --cgm. Did you mean "--cmg"?'],
  ])('%j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
