/** That `--intune` leaves what Intune looks at: log, report, and a marker that is never of an earlier run. */
import assert from 'node:assert/strict';
import { parseRegQuery } from '../../../src/formats/reg-query.ts';
import type { Device, RunOptions } from '../rig/device-description.ts';
import type { RegistryEntry } from '../rig/registry-file.ts';
import type { WindowsCase } from '../rig/suite.ts';

const logs = 'C:\\ProgramData\\Microsoft\\IntuneManagementExtension\\Logs';
const logFile = `${logs}\\cmg-preflight.log`;
const reportFile = `${logs}\\cmg-preflight.json`;
const markerKey = 'HKLM\\SOFTWARE\\CmgPreflight';
const markerPath = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\CmgPreflight';
const reg = 'C:\\windows\\system32\\reg.exe';
/** The folder as Intune's agent makes it. */
const agent = { [`${logs}\\IntuneManagementExtension.log`]: 'of the agent' };
/** An earlier verdict, which the next run must not leave. */
const earlierMarker: readonly RegistryEntry[] = [
  { key: markerKey, name: 'Ready', type: 'REG_DWORD', data: 1 },
  { key: markerKey, name: 'Verdict', type: 'REG_SZ', data: 'ready' },
  { key: markerKey, name: 'Stray', type: 'REG_SZ', data: 'of another version' },
];

const good = 'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com SMSSITECODE=PS1';
/** Ready, and not, whatever the device is like. */
const ready = ['run', '--intune', '--only', 'ccmsetup-command', '--ignore', 'ccmsetup-command', '--ccmsetup', good];
const broken = ['run', '--intune', '--only', 'entra-join'];

/** Value name to value; undefined when there is no marker. */
async function markerOn(pc: Device): Promise<Readonly<Record<string, string | number>> | undefined> {
  const run = await pc.start(`${reg} query ${markerKey} /reg:64`);
  if (run.exitCode !== 0) return undefined;
  const [key] = parseRegQuery(run.stdout, markerPath);
  return Object.fromEntries(
    Object.entries(key?.values ?? {}).map(([name, data]) => [
      name,
      data.type === 'string' || data.type === 'number' ? data.value : data.type,
    ]),
  );
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split(/\r?\n/).at(-1);
}

async function messagesOn(pc: Device): Promise<readonly (string | undefined)[]> {
  const lines = String((await pc.readFile(logFile)) ?? '')
    .split('\r\n')
    .slice(0, -1);
  const entry =
    /^<!\[LOG\[(.*)\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}[+-]\d{3,4}" date="\d\d-\d\d-\d{4}" component="[^"]+" context="" type="[123]" thread="\d+" file="[^"]+">$/;
  for (const line of lines) assert.match(line, entry);
  return lines.map((line) => entry.exec(line)?.[1]);
}

export const intuneCases: readonly WindowsCase[] = [
  {
    title: 'intune: a ready device gets log, report and marker; the summary is the last line',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: agent });
      const run = await pc.run(ready);
      assert.equal(run.exitCode, 0);
      assert.match(lastLine(run.stdout) ?? '', /^READY.* \| pass=\d+ warn=\d+ fail=0 unknown=0$/);
      assert.equal(run.stderr, '');
      assert.deepEqual(run.leftovers, []);
      const { Ready, Verdict, Version, CheckedAt, Cmg, ...others } = (await markerOn(pc)) ?? {};
      assert.deepEqual({ Ready, Cmg, others }, { Ready: 1, Cmg: 'cmg.contoso.com', others: {} });
      assert.match(String(Verdict), /^ready/);
      assert.match(String(Version), /^\d+\.\d+\.\d+/);
      assert.match(String(CheckedAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.equal(JSON.parse(String(await pc.readFile(reportFile))).verdict, Verdict);
      assert.match((await messagesOn(pc)).at(-1) ?? '', /^READY/);
      assert.equal(String(await pc.readFile(`${logs}\\IntuneManagementExtension.log`)), 'of the agent');
    },
  },
  {
    title: 'intune: what an earlier run left is gone, whatever the verdict is',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: agent, registry: earlierMarker, dsregcmdMode: 'absent' });
      const run = await pc.run([...broken, '--deadline', '30']);
      assert.notEqual(run.exitCode, 0);
      const marker = (await markerOn(pc)) ?? {};
      assert.equal('Ready' in marker || 'Stray' in marker, false);
      assert.match(String(marker.Verdict), /^(not-ready|undetermined)$/);
      await pc.run(ready);
      assert.equal((await markerOn(pc))?.Ready, 1);
      const before = (await messagesOn(pc)).length;
      const wrong = await pc.run(['run', '--intune', '--deadline', 'soon']);
      assert.equal(wrong.exitCode, 20_964);
      assert.equal(await markerOn(pc), undefined);
      assert.equal((await messagesOn(pc)).length, before);
    },
  },
  {
    title: 'intune: a run that is ended from outside leaves no earlier Ready',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: agent, registry: earlierMarker, dsregcmdMode: 'hang' });
      const run = await pc.run(broken, { timeoutMs: 5_000 });
      assert.equal(run.timedOut, true);
      assert.equal(await markerOn(pc), undefined);
    },
  },
  {
    title: 'intune: a variable does not lead log and report elsewhere',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: { ...agent, 'C:\\planted\\note.txt': '' } });
      const how: RunOptions = { environment: { ProgramData: 'C:\\planted', ALLUSERSPROFILE: 'C:\\planted' } };
      assert.equal((await pc.run(ready, how)).exitCode, 0);
      assert.ok((await pc.readFile(reportFile)) !== undefined);
      assert.equal(
        await pc.readFile('C:\\planted\\Microsoft\\IntuneManagementExtension\\Logs\\cmg-preflight.log'),
        undefined,
      );
    },
  },
  {
    title: 'intune: the log folder is made by SYSTEM, and by no plain user',
    where: 'wine',
    async body({ device }) {
      const system = await device();
      assert.equal((await system.run(ready)).exitCode, 0);
      assert.ok((await system.readFile(logFile)) !== undefined);
      const plain = await device({ account: 'user' });
      const run = await plain.run(ready);
      assert.equal(run.exitCode, 0);
      assert.match(
        run.stderr,
        /Log and report cannot be put into C:\\ProgramData\\Microsoft\\IntuneManagementExtension/,
      );
      assert.equal(await plain.readFile(logFile), undefined);
    },
  },
  {
    title: 'intune: the log grows run by run, and gate tells in it of the command',
    where: 'wine',
    async body({ device }) {
      const pc = await device({
        files: { ...agent, 'C:\\lab\\ccmsetup.stdout': 'of ccmsetup\r\n' },
        ccmsetupExitCode: 7,
      });
      await pc.run(ready);
      const before = await messagesOn(pc);
      const gate = ['gate', '--intune', '--only', 'ccmsetup-command', '--ignore', 'ccmsetup-command', '--'];
      const run = await pc.run([...gate, ...good.split(' ')], { workingDirectory: 'C:\\lab' });
      assert.equal(run.exitCode, 7);
      assert.match(lastLine(run.stdout) ?? '', /^READY.* \| pass=/);
      assert.doesNotMatch(run.stdout, /of ccmsetup/);
      const after = await messagesOn(pc);
      assert.deepEqual(after.slice(0, before.length), before);
      assert.match(after.at(-2) ?? '', /^Starting: ccmsetup\.exe /);
      assert.match(after.at(-1) ?? '', /ended with exit code 7/);
    },
  },
  {
    title: 'intune: with --redact neither file nor marker names anybody',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: agent, computerName: 'CONTOSO-PC17' });
      const run = await pc.run([...ready, '--redact']);
      assert.equal(run.exitCode, 0);
      const marker = await markerOn(pc);
      assert.equal(marker?.Cmg, 'host-1.domain-1.example');
      for (const file of [logFile, reportFile]) assert.doesNotMatch(String(await pc.readFile(file)), /contoso/i);
      assert.doesNotMatch(run.stdout, /contoso/i);
    },
  },
  {
    title: 'intune: --json stays one document, and --html and --log are written where they are told',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: agent });
      const run = await pc.run([...ready, '--json', '--html', 'C:\\lab\\r.html', '--log', 'C:\\lab\\r.log']);
      assert.ok(run.report !== undefined, 'stdout is no JSON');
      assert.match(run.stderr, /^READY.* \| pass=/);
      assert.match(String(await pc.readFile('C:\\lab\\r.html')), /^<!DOCTYPE html>/);
      assert.deepEqual(String(await pc.readFile('C:\\lab\\r.log')), String(await pc.readFile(logFile)));
    },
  },
];
