import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../build/fetch-runtime.mjs';

function bootstrap(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(projectRoot, 'build', 'bootstrap.mjs'), ...args], { encoding: 'utf8' });
}

test('an unknown command is named beside the known ones, and nothing goes to stdout', () => {
  const { status, stdout, stderr } = bootstrap('tset');
  expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
  expect(stderr).toMatch(/^Unknown command "tset": use one of start, test, /);
});

test('arguments, streams and the exit code are those of the command', () => {
  expect(bootstrap('bench', 'no-such-measurement')).toMatchObject({
    status: 64,
    stdout: '',
    stderr: expect.stringMatching(/^There is no measurement "no-such-measurement"/),
  });
  expect(bootstrap('package', '--help')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^npm run package /),
    stderr: '',
  });
});
