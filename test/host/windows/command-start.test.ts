import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startCommand } from '../../../src/host/windows/command-start.ts';

/** Processes of this machine; what is Windows' own about it is proven by test/windows/cases/gate.ts. */
const folder = mkdtempSync(join(tmpdir(), 'cmg-preflight-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each leads a process group of its own, so that a test that fails leaves nothing behind that keeps Jest from ending. */
const started: ChildProcess[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // The whole group has ended, as it should.
    }
  }
});

function program(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The adapter in a process of its own, whose streams and signals can be played with. */
function gateProcess(argv: readonly string[], options: { cwd?: string; stdoutToStderr?: boolean } = {}) {
  const adapter = join(import.meta.dirname, '../../../src/host/windows/command-start.ts');
  const request = JSON.stringify({ argv, stdoutToStderr: options.stdoutToStderr ?? false });
  const script = `
    import { startCommand } from ${JSON.stringify(adapter)};
    process.stdout.write(JSON.stringify(await startCommand(${request})));`;
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], {
    cwd: options.cwd ?? folder,
    detached: true,
    env: { PATH: '/usr/bin:/bin', GIVEN: 'yes' },
  });
  started.push(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  return { child, text, closed: once(child, 'close') };
}

const request = (...argv: readonly string[]) => startCommand({ argv, stdoutToStderr: false });

describe('a command', () => {
  test('gets arguments, folder, environment and streams as they are', async () => {
    program('tell', 'printf "%s|" "$PWD" "$GIVEN" "$@"; cat; echo complaint >&2; exit 7');
    const { child, text, closed } = gateProcess(['./tell', 'a b', '', '"', '\\', '$HOME', '*', 'é']);
    child.stdin.end('from stdin');
    await closed;
    expect(text.stdout).toBe(`${folder}|yes|a b||"|\\|$HOME|*|é|from stdin{"status":"exited","exitCode":7}`);
    expect(text.stderr).toBe('complaint\n');
  });

  test('writes to our standard error where standard output is a document', async () => {
    program('say', 'echo said');
    const { child, text, closed } = gateProcess(['./say'], { stdoutToStderr: true });
    child.stdin.end();
    await closed;
    expect(text).toEqual({ stdout: '{"status":"exited","exitCode":0}', stderr: 'said\n' });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('hears of %s, and its exit code still counts', async (signal) => {
    const ready = join(folder, `ready-${signal}`);
    program(`trap-${signal}`, `trap 'exit 9' ${signal.slice(3)}\n: > ${ready}\nwhile :; do sleep 0.05; done`);
    const { child, text, closed } = gateProcess([`./trap-${signal}`]);
    child.stdin.end();
    while (!isThere(ready)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    child.kill(signal);
    await closed;
    expect(text.stdout).toBe('{"status":"exited","exitCode":9}');
  });

  test('that a signal ended says so as shells do', async () => {
    expect(await request(program('killed', 'kill -KILL $$'))).toEqual({ status: 'exited', exitCode: 137 });
  });

  test('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGTERM');
    await request(program('short', 'exit 0'));
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('not started, and why', () => {
  test('there is no such file, also where the search path has one', async () => {
    expect(await request('sh')).toMatchObject({
      status: 'not-started',
      why: expect.stringMatching(/\/sh does not exist; a/),
    });
    expect(await request('/no/such')).toEqual({ status: 'not-started', why: '/no/such does not exist' });
  });

  test('it is a folder', async () => {
    mkdirSync(join(folder, 'folder'));
    expect(await request(join(folder, 'folder'))).toMatchObject({ why: expect.stringContaining('is no file') });
  });

  test('it is not allowed, or something is missing; arguments are not told', async () => {
    const plain = program('plain', '');
    chmodSync(plain, 0o644);
    const orphan = join(folder, 'orphan');
    writeFileSync(orphan, '#!/no/such/interpreter\n');
    chmodSync(orphan, 0o755);
    for (const path of [plain, orphan]) {
      const end = await request(path, 's3cr3t');
      expect(end).toMatchObject({ status: 'not-started' });
      expect(JSON.stringify(end)).not.toContain('s3cr3t');
    }
  });
});

function isThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
