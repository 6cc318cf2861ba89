/** That the rig itself tells the truth: everything else rests on it. The programs here are Wine's and the stand-ins. */
import assert from 'node:assert/strict';
import type { WindowsCase } from '../rig/suite.ts';

export const rigCases: readonly WindowsCase[] = [
  {
    title: 'rig: an exit code keeps its 32 bits, a command line its quotes',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ ccmsetupExitCode: 20_060 });
      const line =
        '"C:\\lab\\ccmsetup.exe" /mp:https://cmg.contoso.com  CCMHOSTNAME="cmg.contoso.com/CCM_Proxy/1" x\\"y';
      const run = await pc.start(line, { workingDirectory: 'C:\\windows' });
      assert.equal(run.exitCode, 20_060);
      const note = JSON.parse(String(await pc.readFile('C:\\lab\\ccmsetup.jsonl'))) as Record<string, unknown>;
      assert.equal(note.commandLine, line);
      assert.equal(note.workingDirectory, 'C:\\windows');
    },
  },
  {
    title: 'rig: dsregcmd says what it was told, in bytes',
    where: 'wine',
    async body({ device }) {
      const bytes = Buffer.from('\uFEFF AzureAdJoined : YES\r\n', 'utf16le');
      const pc = await device({ dsregcmdText: bytes, dsregcmdExitCode: 5 });
      const run = await pc.start('C:\\windows\\system32\\dsregcmd.exe /status');
      assert.equal(run.exitCode, 5);
      assert.deepEqual(await pc.readFile('C:\\lab\\runs\\2\\stdout.txt'), bytes);
    },
  },
  {
    title: 'rig: a program that hangs is ended, and what it leaves behind is seen',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ dsregcmdMode: 'hang-with-child' });
      const run = await pc.start('C:\\windows\\system32\\dsregcmd.exe /status', { timeoutMs: 1_000 });
      assert.equal(run.timedOut, true);
      assert.deepEqual(run.leftovers, ['dsregcmd.exe']);
    },
  },
  {
    title: 'rig: registry values of every type arrive',
    where: 'wine',
    async body({ device }) {
      const key = 'HKLM\\SOFTWARE\\Contoso';
      const pc = await device({
        registry: [
          { key, name: 'Text', type: 'REG_SZ', data: 'a "b" c:\\d é' },
          { key, name: 'Path', type: 'REG_EXPAND_SZ', data: '%SystemRoot%\\x' },
          { key, name: 'Number', type: 'REG_DWORD', data: 0xffff_ffff },
          { key, name: 'Bytes', type: 'REG_BINARY', data: Buffer.from('00ff10', 'hex') },
          { key, name: 'List', type: 'REG_MULTI_SZ', data: ['one', 'two'] },
        ],
      });
      const { stdout } = await pc.start(`C:\\windows\\system32\\reg.exe query ${key}`);
      assert.match(stdout, /Path {4}REG_EXPAND_SZ {4}%SystemRoot%\\x\r\n/);
      assert.match(stdout, /Number {4}REG_DWORD {4}0xffffffff\r\n/);
      assert.match(stdout, /Bytes {4}REG_BINARY {4}00FF10\r\n/);
      assert.match(stdout, /List {4}REG_MULTI_SZ {4}one\\0two\r\n/);
      assert.match(stdout, /Text {4}REG_SZ {4}a "b" c:\\d/);
    },
  },
  {
    title: 'rig: a program can tell as whom it runs',
    where: 'wine',
    async body({ device }) {
      const seen: string[] = [];
      for (const account of ['system', 'administrator', 'user'] as const) {
        const pc = await device({ account });
        const user = await pc.start('C:\\windows\\system32\\whoami.exe /user /fo csv /nh');
        const groups = await pc.start('C:\\windows\\system32\\whoami.exe /groups /fo csv /nh');
        const hive = await pc.start('C:\\windows\\system32\\reg.exe query HKU\\S-1-5-19');
        const level = /S-1-16-\d+/.exec(groups.stdout)?.[0];
        seen.push(`${user.stdout.includes('"S-1-5-18"')} ${level} ${hive.exitCode}`);
      }
      assert.deepEqual(seen, ['true S-1-16-16384 0', 'false S-1-16-12288 0', 'false S-1-16-8192 1']);
    },
  },
];
