import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');

interface Import {
  readonly from: string;
  /** Path from the project's root, or the bare name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.split(sep).join('/')}`);
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)';|import\('([^']+)'\)/gm,
  );
  return [...statements].map(([, type, target, dynamic]) => {
    const specifier = target ?? dynamic ?? '';
    const to = specifier.startsWith('.')
      ? relative(root, normalize(join(root, dirname(file), specifier)))
          .split(sep)
          .join('/')
      : specifier;
    return { from: file, to, typeOnly: type !== undefined };
  });
}

const all = [...sources('src'), ...sources('checks')].flatMap(importsOf);

/** Where each part may point; a bare name is a package or a Node module. */
const allowed: readonly { readonly part: RegExp; readonly may: readonly RegExp[] }[] = [
  { part: /^src\/core\//, may: [/^src\/core\//] },
  { part: /^src\/host\/ports\.ts$/, may: [] },
  {
    part: /^src\/formats\//,
    may: [/^src\/formats\//, /^node:(crypto|zlib|buffer|util)$/, /^node-forge$/, /^dns-packet$/, /^node:url$/],
  },
  { part: /^src\/trust\//, may: [/^src\/(trust|formats)\//, /^node:(crypto|net|tls)$/] },
  {
    part: /^checks\//,
    may: [/^checks\//, /^src\/(core|formats|trust)\//, /^node:(crypto|net)$/],
  },
  { part: /^src\/redaction\//, may: [/^src\/(redaction|core|formats)\//, /^node:(crypto|net)$/] },
  { part: /^src\/reporters\//, may: [/^src\/(reporters|core)\//, /^ora$/, /^node:util$/] },
];

describe('arrows', () => {
  test.each(allowed)('$part', ({ part, may }) => {
    const stray = all.filter(
      ({ from, to, typeOnly }) =>
        part.test(from) &&
        !may.some((pattern) => pattern.test(to)) &&
        !(typeOnly && to === 'src/host/ports.ts') &&
        !(typeOnly && /^src\/core\/target\.ts$/.test(from) && /^src\/formats\//.test(to)),
    );
    expect(stray).toEqual([]);
  });

  test('nobody imports main', () => {
    expect(all.filter(({ to }) => to === 'src/main.ts')).toEqual([]);
  });

  test('host adapters are known to the composition root only', () => {
    const stray = all.filter(
      ({ from, to }) => /^src\/host\/(windows|network)\//.test(to) && !/^src\/(host\/|main\.ts)/.test(from),
    );
    expect(stray).toEqual([]);
  });

  test('each library has one owner file', () => {
    const owners = new Map<string, Set<string>>();
    for (const { from, to, typeOnly } of all) {
      if (typeOnly || to.startsWith('node:') || /^(src|checks)\//.test(to)) continue;
      owners.set(to, (owners.get(to) ?? new Set()).add(from));
    }
    const shared = [...owners].filter(([, files]) => files.size > 1).map(([library, files]) => [library, [...files]]);
    expect(shared).toEqual([]);
  });

  test('checks and judgement have no clock, no randomness and no environment of their own', () => {
    const pure = [...sources('checks'), ...sources('src/formats'), ...sources('src/trust'), ...sources('src/core')];
    const impure = pure.filter((file) =>
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bprocess\.|randomUUID|randomBytes/.test(
        readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
      ),
    );
    expect(impure).toEqual([]);
  });
});
