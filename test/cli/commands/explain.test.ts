import { describe, expect, test } from '@jest/globals';
import { checks } from '../../../checks/index.ts';
import { finding as certificateFinding } from '../../../checks/server-certificate/codes.ts';
import { runCli } from '../../../src/cli/cli.ts';
import { topicsOf } from '../../../src/cli/topics.ts';
import { docsFor } from '../../../src/core/finding.ts';
import { runnerCodes } from '../../../src/core/outcome-finding.ts';
import { virtualWorld } from '../virtual-io.ts';

async function explain(argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const world = virtualWorld({ environment });
  const exitCode = await runCli(['explain', ...argv], checks, world.io);
  return { exitCode, stdout: world.stdout(), stderr: world.stderr() };
}

const withCodes = [
  ...checks,
  { id: 'certificate', codes: certificateFinding.codes },
  { id: 'runner', codes: runnerCodes },
];

describe.each(withCodes.map((check) => [check.id, check.codes] as const))('%s', (id, codes) => {
  test('every code has something to read', async () => {
    const names = [id, ...codes.map((code) => `${id}.${code}`)];
    const { exitCode, stdout } = await explain([...names, '--json']);
    expect(exitCode).toBe(0);
    const { explanations } = JSON.parse(stdout);
    expect(explanations.map(({ code }: { code: string }) => code)).toEqual(names);
    for (const { code, check, title, markdown } of explanations) {
      expect({ code, check, isTitled: title.length > 10, isLong: markdown.length > 10 }).toEqual({
        code,
        check: id,
        isTitled: true,
        isLong: true,
      });
    }
  });

  test('what the runner says for any check, too', async () => {
    if (id === 'certificate' || id === 'runner') return;
    const { stdout } = await explain(runnerCodes.map((code) => `${id}.${code}`));
    for (const code of runnerCodes) expect(stdout).toContain(`${id}.${code}\n  ${id}: `);
  });
});

describe('as text', () => {
  test('a finding', async () => {
    const { stdout } = await explain(['root-ca.user-store-only']);
    expect(stdout).toBe(`root-ca.user-store-only
  root-ca: the CMG certificate chains to a root this machine trusts

  fail - Only a user trusts the root. That user's browser opens the CMG without
  a warning, and SYSTEM does not trust it.

  * Confirm: the root is in \`certmgr.msc\` and not in \`certlm.msc\`.
  * Fix: deploy it to the machine's store (intune-admin); "Computer certificate
    store - Root" in the Intune profile.

  the whole check: cmg-preflight explain root-ca
`);
  });

  test('a check: its page without the sections of its findings, which are listed', async () => {
    const { stdout } = await explain(['root-ca']);
    expect(stdout).toMatch(/^root-ca\n\n {2}Asserts: the CMG certificate chains/);
    expect(stdout).toContain('\nUnproven on real Windows\n');
    expect(stdout).toContain('\nFindings\n  root-ca.trusted\n  root-ca.auto-update\n');
    expect(stdout).not.toContain('Only a user trusts the root');
  });

  test('a code with two meanings is explained in both', async () => {
    const { stdout } = await explain(['cmg-connection.timed-out']);
    expect(stdout).toMatch(/No answer to TCP[\s\S]*When the run itself ended the check[\s\S]*--deadline/);
  });

  test('a link is the command that shows the place', async () => {
    const { stdout } = await explain(['root-ca.schannel-decides', 'exit-codes']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '`schannel-disagrees` (cmg-preflight explain root-ca.schannel-disagrees)',
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain('(cmg-preflight explain gate)');
  });

  test('several, each once and apart', async () => {
    const { stdout } = await explain(['clock-skew.in-step', 'root-ca.trusted', 'CLOCK-SKEW.in-step']);
    expect(stdout.match(/^[a-z-]+\.[a-z-]+$/gm)).toEqual(['clock-skew.in-step', 'root-ca.trusted']);
    expect(stdout).toContain('explain clock-skew\n\nroot-ca.trusted\n');
  });

  test('as copied from a log or from the docs of a finding', async () => {
    const plain = await explain(['root-ca.missing']);
    expect(await explain(['ROOT-CA.missing:'])).toEqual(plain);
    expect(await explain(['docs/checks/root-ca.md#missing'])).toEqual(plain);
    expect((await explain(['docs/checks/runner.md#crashed'])).stdout).toMatch(/^runner\.crashed\n/);
  });

  test('fits the terminal, but for words and commands that must stay whole; without UTF-8 all of it is ASCII', async () => {
    const names = [...topicsOf(checks).values()].filter(({ check }) => check !== null).map(({ name }) => name);
    const { stdout } = await explain(names);
    const tooLong = stdout.split('\n').filter((line) => line.length > 80 && /^ {2}(?! {2})\S+ \S/.test(line));
    expect(tooLong).toEqual([]);
    expect(stdout.match(/[^\n\x20-\x7e]/g)).toBeNull();
    expect((await explain(['root-ca.missing'], { LANG: 'C.UTF-8' })).stdout).toContain('fail – The chain');
  });

  test('a finding leads to the section that its docs name', () => {
    const topics = topicsOf(checks);
    for (const { id, codes } of checks) {
      for (const code of codes) expect(topics.get(`${id}.${code}`)?.docs[0]).toBe(docsFor(id, code));
      for (const code of runnerCodes) expect(topics.get(`${id}.${code}`)?.docs.at(-1)).toBe(docsFor('runner', code));
    }
    expect(topics.get('certificate.weak-key')?.docs).toEqual(['docs/certificate.md#weak-key']);
  });
});

describe('what is refused', () => {
  test.each([
    [[], 'What is to be explained?'],
    [['root-ca.mising'], 'There is nothing to explain for "root-ca.mising". Did you mean "root-ca.missing"?'],
    [['rootca'], 'Did you mean "root-ca"?'],
    [['missing'], 'Did you mean "wpj-certificate.missing" or "root-ca.missing"?'],
    [['timed-out'], 'Did you mean "cmg-connection.timed-out" or "runner.timed-out"?'],
    [['root-ca.qqqqqqqqqq'], 'cmg-preflight explain root-ca shows its codes.'],
    [['qqq'], 'cmg-preflight list shows the checks.'],
    [['root-ca', 'zzz'], '"zzz"'],
    [['__proto__'], '"__proto__"'],
    [['constructor.prototype'], '"constructor.prototype"'],
    [['docs/../package.json'], '"docs/../package.json"'],
    [['..\\..\\secret'], '..\\..\\secret'],
    [[''], '""'],
    [['.'], '"."'],
    [['a'.repeat(5000)], 'cmg-preflight list'],
    [['\u001b[31mroot-ca\u202e'], '\\u{1b}[31mroot-ca\\u{202e}'],
  ])('%j', async (argv, sentence) => {
    const { exitCode, stdout, stderr } = await explain(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 20_964, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.match(/[^\n\x20-\x7e]/g)).toBeNull();
  });

  test('with the plain scheme', async () => {
    expect((await explain(['zzz', '--exit-codes', 'plain'])).exitCode).toBe(64);
  });
});
