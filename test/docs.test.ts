import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checks } from '../checks/index.ts';
import { renderHelp } from '../src/cli/help.ts';
import { commandNames, type OptionSpec, optionTable } from '../src/cli/option-table.ts';
import { runnerCodes } from '../src/core/outcome-finding.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const sections = (file: string): readonly string[] =>
  [...read(file).matchAll(/^## (?:`([^`]+)`|(\S+))\s*$/gm)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** The anchors of its headings, as GitHub makes them. */
const anchors = (file: string): readonly string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

describe.each(checks.map((check) => [check.id, check] as const))('docs of %s', (id, { codes, exitCode }) => {
  test('every finding code has its section', () => {
    expect(readdirSync(join(root, 'docs/checks'))).toContain(`${id}.md`);
    const there = sections(`docs/checks/${id}.md`);
    expect(codes.filter((code) => !there.includes(code))).toEqual([]);
  });

  test('says what is unproven', () => expect(read(`docs/checks/${id}.md`)).toMatch(/^## .*[Uu]nproven/m));

  test('its exit code is in the table', () => {
    expect(read('docs/exit-codes.md')).toMatch(new RegExp(`\`${id}\` \\| ${exitCode} `));
  });

  test('is a file of its own with a test', () => {
    expect(existsSync(join(root, `checks/${id}.ts`))).toBe(true);
    const tests = readdirSync(join(root, 'test/checks'));
    expect(tests.some((name) => name === `${id}.test.ts` || name === id)).toBe(true);
  });
});

test("the runner's own codes have their sections", () => {
  const there = sections('docs/checks/runner.md');
  expect(runnerCodes.filter((code) => !there.includes(code))).toEqual([]);
});

test('ids and exit codes are unique', () => {
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  expect(new Set(checks.map(({ exitCode }) => exitCode)).size).toBe(checks.length);
});

// The order decides which failure gives the exit code. Whoever adds a check puts it into this list too, on purpose.
test('the order of checks/index.ts is the one written down in this test', () => {
  const order = [
    'device-context',
    'ccmsetup-command',
    'entra-join',
    'wpj-certificate',
    'client-auth',
    'name-resolution',
    'cmg-connection',
    'clock-skew',
    'root-ca',
    'crl-reachability',
    'tenant-onboarding',
    'cmg-service',
    'cloud-endpoints',
    'install-readiness',
  ];
  const ids = checks.map(({ id }) => id);
  expect(ids).toEqual(order);
});

test('the range of exit codes is told as it is', () => {
  const highest = Math.max(...checks.map(({ exitCode }) => exitCode));
  expect(renderHelp('run')).toContain(`20010-${highest} not ready`);
  for (const document of ['README.md', 'docs/intune.md']) {
    const told = read(document).match(/20010 to (\d+)/)?.[1];
    expect(`${document}: 20010 to ${told}`).toBe(`${document}: 20010 to ${highest}`);
  }
});

test.each(commandNames)('help of %s names every option of it', (command) => {
  const help = renderHelp(command);
  const options: readonly OptionSpec[] = optionTable;
  const mine = options.filter(({ commands }) => commands.includes(command));
  expect(mine.filter(({ name }) => !help.includes(`--${name}`))).toEqual([]);
});

test('links between the documents lead somewhere', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
    .filter((name) => name.endsWith('.md'))
    .concat(readdirSync(join(root, 'docs/checks')).map((name) => `docs/checks/${name}`));
  const dead = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([, target = '', anchor]) => {
      const file = target === '' ? document : join(document, '..', target);
      const isThere = existsSync(join(root, file)) && (anchor === undefined || anchors(file).includes(anchor));
      return isThere ? [] : [`${document} -> ${target}${anchor === undefined ? '' : `#${anchor}`}`];
    }),
  );
  expect(dead).toEqual([]);
});
