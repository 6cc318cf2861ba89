import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parsePackageOptions, UsageError } from '../../build/package-options.ts';

const here = import.meta.dirname;
const root = join(here, '../..');
/** Any file that exists. */
const file = 'package-options.test.ts';

const parse = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  parsePackageOptions(['--entry', file, ...args], env, here);

describe('parsePackageOptions', () => {
  test('builds every target into dist by default, unsigned', () => {
    expect(parse([])).toEqual({
      targets: ['win-x64', 'win-arm64', 'linux-x64'],
      outputDirectory: join(root, 'dist'),
      entry: join(here, file),
    });
  });

  test('takes paths relative to where the user is', () => {
    const options = parse(['--target', 'linux-x64,win-x64', '--output-dir', 'out']);
    expect(options).toMatchObject({ targets: ['win-x64', 'linux-x64'], outputDirectory: join(here, 'out') });
  });

  test('takes settings that the program understands, and no others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-options-'));
    try {
      const settings = (text: string) => {
        writeFileSync(join(folder, 'settings.json'), text);
        return parsePackageOptions(['--settings', 'settings.json'], {}, folder).settingsFile;
      };
      expect(settings('{"cmg": "cmg.contoso.com", "intune": true}')).toBe(join(folder, 'settings.json'));
      expect(() => settings('{"cgm": "cmg.contoso.com"}')).toThrow(/--settings: There is no setting "cgm" .* "cmg"/);
      expect(() => settings('{')).toThrow(UsageError);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('lets a flag win over its environment variable', () => {
    expect(parse([], { CMG_PREFLIGHT_ARM64_NODE: file }).arm64Runtime).toBe(join(here, file));
    expect(parse(['--arm64-runtime', here], { CMG_PREFLIGHT_ARM64_NODE: file }).arm64Runtime).toBe(here);
  });

  test('reads a signing identity', () => {
    expect(parse(['--sign-thumbprint', 'ab12', '--sign-timestamp-url', 'http://tsa.example']).signing).toEqual({
      identity: { kind: 'store', thumbprint: 'ab12' },
      timestampUrl: 'http://tsa.example',
    });
    expect(parse(['--sign-pfx', file, '--sign-password-file', file]).signing).toEqual({
      identity: { kind: 'pfx', file: join(here, file), passwordFile: join(here, file) },
    });
  });

  test.each([
    [['--target', 'win-x86'], 'there is no target "win-x86"'],
    [['--nonsense'], '--nonsense'],
    [['--settings', 'missing.json'], `--settings: there is no file ${join(here, 'missing.json')}`],
    [['--sign-pfx', file], '--sign-pfx needs --sign-password-file'],
    [['--sign-pfx', file, '--sign-thumbprint', 'ab12'], 'not with both'],
  ])('refuses %j', (args, message) => {
    expect(() => parse(args)).toThrow(UsageError);
    expect(() => parse(args)).toThrow(message);
  });
});
