import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { hostPlatform, pinnedPlatforms, projectRoot, runtimeVersion } from '../../build/fetch-runtime.mjs';

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));

describe('the pinned runtime', () => {
  test('is the Node that developers run', () => {
    expect(manifest.devDependencies.node).toBe(runtimeVersion);
    expect(process.versions.node).toBe(runtimeVersion);
  });

  test('is there for what the product ships', () => {
    expect(pinnedPlatforms).toEqual(expect.arrayContaining(['win-x64', 'linux-x64']));
  });
});

test.each([
  ['linux', 'x64', 'linux-x64'],
  ['win32', 'x64', 'win-x64'],
  ['win32', 'arm64', 'win-x64'],
  ['darwin', 'arm64', 'darwin-arm64'],
])('hostPlatform of %s %s is %s', (platform, arch, name) => {
  expect(hostPlatform(platform, arch)).toBe(name);
});
