import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { CommandRequest } from '../../../src/host/ports.ts';
import { commandsAt, killProcessGroup, windowsCommands } from '../../../src/host/windows/commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'cmg-preflight-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scripts = 0;
/** A real program on this machine that stands for an inbox tool. */
function tool(body: string) {
  scripts += 1;
  const path = join(folder, `tool-${scripts}`);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return commandsAt({
    pathOf: () => path,
    folder,
    environment: { PATH: '/usr/bin:/bin', GIVEN: 'yes' },
    killTree: killProcessGroup,
    ownGroup: true,
  });
}

const request: CommandRequest = { tool: 'reg', args: [], timeoutMs: 30_000, maxOutputBytes: 1_000 };
const never = new AbortController().signal;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** True as soon as no process answers to this id. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    // A killed orphan is a zombie until init collects it.
    if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

async function appears(path: string): Promise<void> {
  while (!existsSync(path) || readFileSync(path, 'utf8').trim() === '') {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('commands over real processes', () => {
  test('gives exit code and raw bytes of both streams', async () => {
    const outcome = await tool("printf 'a\\377\\000b'; printf err >&2; exit 7").run(request, never);
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 7, truncated: false });
    if (outcome.status !== 'exited') throw new Error('not exited');
    expect([...outcome.stdout]).toEqual([0x61, 0xff, 0, 0x62]);
    expect(text(outcome.stderr)).toBe('err');
  });

  test('passes arguments as they are, through no shell', async () => {
    const args = ['a b', '$HOME', '"q"', '', '*', 'x;y', '\\'];
    const outcome = await tool('for a in "$@"; do printf "[%s]" "$a"; done').run({ ...request, args }, never);
    expect(outcome.status === 'exited' && text(outcome.stdout)).toBe('[a b][$HOME]["q"][][*][x;y][\\]');
  });

  test('passes the given environment and nothing of its own', async () => {
    process.env.CMG_TEST_SECRET = 'leaked';
    const outcome = await tool('printf "%s|%s" "$GIVEN" "$CMG_TEST_SECRET"').run(request, never);
    expect(outcome.status === 'exited' && text(outcome.stdout)).toBe('yes|');
  });

  test('gives the tool nothing to read', async () => {
    const outcome = await tool('cat; echo end').run(request, never);
    expect(outcome.status === 'exited' && text(outcome.stdout)).toBe('end\n');
  });

  test('keeps no more output than asked for and lets the tool finish', async () => {
    const outcome = await tool('head -c 300000 /dev/zero; echo done >&2; exit 3').run(request, never);
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 3, truncated: true });
    expect(outcome.status === 'exited' && outcome.stdout.length).toBe(1_000);
    expect(outcome.status === 'exited' && text(outcome.stderr)).toBe('done\n');
  });

  test('output of exactly the limit is whole', async () => {
    const outcome = await tool('head -c 1000 /dev/zero').run(request, never);
    expect(outcome).toMatchObject({ status: 'exited', truncated: false });
  });

  test('at the time limit ends the tool and what it started, and keeps what was printed', async () => {
    const pidFile = join(folder, 'grandchild');
    const hanging = tool(`sleep 600 & echo $! > ${pidFile}; printf partly; wait`);
    // Long enough that the child's id is written; a slow machine only waits a little longer for it below.
    const outcome = await hanging.run({ ...request, timeoutMs: 1_500 }, never);
    expect(outcome.status).toBe('timed-out');
    await appears(pidFile);
    expect(await isGone(Number(readFileSync(pidFile, 'utf8')))).toBe(true);
    expect(outcome.status === 'timed-out' && text(outcome.stdout)).toBe('partly');
  });

  test('an abort ends the tree too', async () => {
    const pidFile = join(folder, 'aborted');
    const controller = new AbortController();
    const running = tool(`sleep 600 & echo $! > ${pidFile}; wait`).run(request, controller.signal);
    await appears(pidFile);
    controller.abort();
    expect((await running).status).toBe('timed-out');
    expect(await isGone(Number(readFileSync(pidFile, 'utf8')))).toBe(true);
  });

  test('starts nothing when it is aborted already', async () => {
    const mark = join(folder, 'started');
    const outcome = await tool(`touch ${mark}`).run(request, AbortSignal.abort());
    expect(outcome.status).toBe('timed-out');
    expect(existsSync(mark)).toBe(false);
  });

  test('does not wait for a left-behind child that holds the output open', async () => {
    const pidFile = join(folder, 'holder');
    const outcome = await tool(`sleep 600 & echo $! > ${pidFile}; printf told; exit 4`).run(request, never);
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 4 });
    expect(outcome.status === 'exited' && text(outcome.stdout)).toBe('told');
  });

  test('a tool that a signal ended has exited with 128 and more', async () => {
    expect(await tool('kill -9 $$').run(request, never)).toMatchObject({ status: 'exited', exitCode: 137 });
  });

  test('a tool that is not there is missing, by its path', async () => {
    const path = join(folder, 'nowhere', 'reg.exe');
    const location = { pathOf: () => path, folder, environment: {}, killTree: killProcessGroup, ownGroup: true };
    expect(await commandsAt(location).run(request, never)).toEqual({ status: 'missing', path });
  });

  test('a folder in its place is missing too', async () => {
    const location = { pathOf: () => folder, folder, environment: {}, killTree: killProcessGroup, ownGroup: true };
    expect(await commandsAt(location).run(request, never)).toEqual({ status: 'missing', path: folder });
  });

  test('a file that cannot be run is not started, with the code of the system', async () => {
    const path = join(folder, 'no-program');
    writeFileSync(path, 'text', { mode: 0o644 });
    const location = { pathOf: () => path, folder, environment: {}, killTree: killProcessGroup, ownGroup: true };
    expect(await commandsAt(location).run(request, never)).toEqual({ status: 'not-started', code: 'EACCES' });
  });

  test('every inbox tool is missing on a machine that is not Windows', async () => {
    expect(await windowsCommands().run({ ...request, tool: 'dsregcmd' }, never)).toEqual({
      status: 'missing',
      path: 'C:\\Windows\\System32\\dsregcmd.exe',
    });
  });
});
