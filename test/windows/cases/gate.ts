/** That `gate` starts exactly the command given, only on a ready device, and passes on what became of it. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { buildDevice } from '../../lab/device/build-device.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Device, ProgramRun, RunOptions } from '../rig/device-description.ts';
import { productOnDevice } from '../rig/paths.ts';
import type { CaseContext, WindowsCase } from '../rig/suite.ts';
import { gatedLines } from './gated-lines.ts';
import { labDevice } from './lab-device.ts';
import { describeForWine } from './scenario-device.ts';

/** Lint has nothing but warnings to say. */
const goodLine =
  'ccmsetup.exe CCMHOSTNAME=cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1 /NoCRLCheck';
const inLab: RunOptions = { workingDirectory: 'C:\\lab' };
/** Ready whatever the device and the line are like. */
const readyAnyway = '--only ccmsetup-command --ignore ccmsetup-command --cmg cmg.contoso.com';

interface Note {
  readonly commandLine: string;
  readonly argv: readonly string[];
  readonly workingDirectory: string;
}

/** Every start of the stand-in, first one first. */
async function startsOn(pc: Device): Promise<readonly Note[]> {
  const notes = String((await pc.readFile('C:\\lab\\ccmsetup.jsonl')) ?? '');
  return notes
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Note);
}

/** By an exact command line: how the arguments are quoted is what is looked at. */
function gate(pc: Device, options: string, line: string, how: RunOptions = inLab): Promise<ProgramRun> {
  return pc.start(`"${productOnDevice}" gate ${options} -- ${line}`, how);
}

async function withInstaller(pc: Device): Promise<Device> {
  const standIn = await pc.readFile('C:\\lab\\ccmsetup.exe');
  assert.ok(standIn !== undefined);
  await pc.writeFile('C:\\dir with blank\\msiexec.exe', standIn);
  return pc;
}

async function labOf(name: string, context: CaseContext) {
  const { pc, lab, args } = await labDevice(name, context);
  return { pc, lab, options: args.join(' ') };
}

/** The directory synchronisation comes: a pending hybrid join is complete. */
async function completeHybridJoin(pc: Device, { site, cmgPki, publicPki, microsoftPki }: Lab): Promise<void> {
  const publicRoots = [publicPki.root, microsoftPki.root];
  const joined = buildDevice({ join: 'hybrid' }, { site, now: new Date(), cmgPki, publicRoots });
  const { dsregcmdText, registry } = describeForWine(joined, []);
  await pc.writeRegistry(registry ?? []);
  await pc.writeFile('C:\\lab\\dsregcmd.txt', dsregcmdText ?? '');
}

/** Until the device has been asked about its join once. */
async function firstQuestion(pc: Device): Promise<void> {
  while ((await pc.readFile('C:\\lab\\dsregcmd.jsonl')) === undefined) await delay(200);
}

export const gateCases: readonly WindowsCase[] = [
  {
    title: 'gate: the started program gets the command line as it was written',
    where: 'wine',
    async body({ device }) {
      const pc = await withInstaller(await device());
      for (const { line } of gatedLines) assert.equal((await gate(pc, readyAnyway, line)).exitCode, 0, line);
      const started = await startsOn(pc);
      assert.deepEqual(
        started.map(({ commandLine }) => commandLine),
        gatedLines.map(({ line, becomes }) => becomes ?? line),
      );
    },
  },
  {
    title: 'gate: the started program gets the arguments that it gets without gate',
    where: 'wine',
    async body({ device }) {
      const pc = await withInstaller(await device());
      // Without gate a relative path would be one of the starter's own folder.
      const lines = gatedLines.filter(({ line }) => !line.startsWith('.'));
      for (const { line } of lines) {
        await gate(pc, readyAnyway, line);
        await pc.start(line, inLab);
      }
      const started = await startsOn(pc);
      const pairs = lines.map(({ title }, at) => ({
        title,
        gated: started[2 * at]?.argv,
        directly: started[2 * at + 1]?.argv,
      }));
      assert.equal(started.length, 2 * lines.length);
      for (const { title, gated, directly } of pairs) assert.deepEqual(gated, directly, title);
    },
  },
  {
    title: 'gate: exit codes pass with all their bits, the working directory stays',
    where: 'wine',
    async body({ device }) {
      const pc = await device();
      for (const code of [0, 7, 8, 3010, 20_060, 3_221_225_794, 4_294_967_295]) {
        await pc.writeFile('C:\\lab\\ccmsetup.exit', String(code));
        const run = await gate(pc, '--only ccmsetup-command', goodLine);
        assert.equal(run.exitCode, code);
        assert.deepEqual(run.leftovers, []);
      }
      assert.deepEqual(
        new Set((await startsOn(pc)).map(({ workingDirectory }) => workingDirectory)),
        new Set(['C:\\lab']),
      );
    },
  },
  {
    title: 'gate: the report comes first; with --format json standard output stays one document',
    where: 'wine',
    async body({ device }) {
      const files = { 'C:\\lab\\ccmsetup.stdout': 'from stdout\r\n', 'C:\\lab\\ccmsetup.stderr': 'from stderr\r\n' };
      const pc = await device({ files });
      const text = await gate(pc, '--only ccmsetup-command', goodLine);
      assert.match(text.stdout, /^READY[\s\S]*\nStarting: ccmsetup\.exe CCMHOSTNAME=.*\nfrom stdout\r\n$/);
      assert.match(text.stderr, /^from stderr\r\ncmg-preflight: The command ended with exit code 0: success\.\n$/);
      const json = await gate(pc, '--only ccmsetup-command --json', goodLine);
      assert.ok(json.report !== undefined, 'stdout is no JSON');
      assert.match(
        json.stderr,
        /^Starting: .*\r?\nfrom stdout\r\nfrom stderr\r\ncmg-preflight: The command ended with/,
      );
    },
  },
  {
    title: 'gate: only the file that is named is started, nothing on the search path',
    where: 'wine',
    async body({ device }) {
      const pc = await device();
      const standIn = await pc.readFile('C:\\lab\\ccmsetup.exe');
      assert.ok(standIn !== undefined);
      for (const planted of ['C:\\windows\\ccmsetup.exe', 'C:\\product\\msiexec.exe', 'C:\\lab\\setup.cmd']) {
        await pc.writeFile(planted, standIn);
      }
      const here: RunOptions = { workingDirectory: 'C:\\product' };
      const absent = await gate(pc, '--only ccmsetup-command', goodLine, here);
      assert.equal(absent.exitCode, 20_980);
      assert.match(absent.stderr, /could not be started: C:\\product\\ccmsetup\.exe does not exist/);
      assert.equal((await gate(pc, '--only ccmsetup-command --exit-codes plain', goodLine, here)).exitCode, 71);
      const script = await gate(pc, `${readyAnyway} --ccmsetup "SMSSITECODE=PS1"`, 'setup.cmd', inLab);
      assert.equal(script.exitCode, 20_980);
      assert.match(script.stderr, /only a program/);
      // Windows' own, which finds no package; the planted one would have noted its start and ended with 0.
      const installer = await gate(pc, readyAnyway, 'msiexec /i absent.msi /qn CCMSETUPCMD="SMSSITECODE=PS1"', here);
      assert.notEqual(installer.exitCode, 0);
      assert.notEqual(installer.exitCode, 20_980);
      assert.deepEqual(await startsOn(pc), []);
    },
  },
  {
    title: 'gate: a file that is no program ends with 20980',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: { 'C:\\product\\ccmsetup.exe': 'MZ, but no more' } });
      const run = await gate(pc, '--only ccmsetup-command', goodLine, { workingDirectory: 'C:\\product' });
      assert.equal(run.exitCode, 20_980);
      assert.match(run.stderr, /could not be started: C:\\product\\ccmsetup\.exe/);
    },
  },
  {
    title: 'gate: Ctrl+C is the command’s; its exit code still passes',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ ccmsetupExitCode: 7, files: { 'C:\\lab\\ccmsetup.mode': 'press-ctrl-c' } });
      const run = await gate(pc, '--only ccmsetup-command', goodLine);
      assert.equal(run.exitCode, 7);
    },
  },
  {
    title: 'gate: whoever ends it ends the command too',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ files: { 'C:\\lab\\ccmsetup.mode': 'hang' } });
      const run = await gate(pc, '--only ccmsetup-command', goodLine, { ...inLab, timeoutMs: 6_000 });
      assert.equal(run.timedOut, true);
      assert.equal((await startsOn(pc)).length, 1);
      assert.deepEqual(run.leftovers, []);
    },
  },
  {
    title: 'gate: a token on the command line is in no output',
    where: 'wine',
    async body({ device }) {
      const token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"exp":1,"secret":"s3cr3t"}').toString('base64url')}.c2lnbmF0dXJl`;
      const pc = await device();
      for (const word of [`/regtoken:${token}`, `/regtoken ${token}`, `/rgtoken:${token}`, token]) {
        for (const how of ['', '--json', '--verbose', '--format short']) {
          const options = `${readyAnyway} ${how} --output C:\\lab\\out.json --record C:\\lab\\tape.json`;
          const { stdout, stderr } = await gate(pc, options, `${goodLine} ${word}`);
          const files = [await pc.readFile('C:\\lab\\out.json'), await pc.readFile('C:\\lab\\tape.json')];
          const written = [stdout, stderr, ...files.map(String)].join('\n');
          assert.doesNotMatch(written, /c2lnbmF0dXJl|s3cr3t|c2VjcmV0/, `${word} ${how}`);
        }
      }
      const started = await startsOn(pc);
      assert.ok(started.length > 0 && started.every(({ commandLine }) => commandLine.includes(token)));
    },
  },
  {
    title: 'gate: a ready device in the lab starts the command',
    where: 'wine',
    async body(context) {
      const { pc, options } = await labOf('healthy', context);
      await pc.writeFile('C:\\lab\\ccmsetup.exit', '7');
      const run = await gate(pc, `${options} --json`, goodLine.replace(' /NoCRLCheck', ''));
      const report = run.report as { verdict: string; exitCode: number } | undefined;
      assert.deepEqual([run.exitCode, report?.verdict, report?.exitCode], [7, 'ready', 0]);
      assert.equal((await startsOn(pc)).length, 1);
    },
  },
  {
    title: 'gate: a device that is not ready starts nothing, and the verdict is the exit code',
    where: 'wine',
    async body(context) {
      const { pc, options } = await labOf('registered-only', context);
      const run = await gate(pc, options, goodLine);
      assert.equal(run.exitCode, 20_010);
      assert.match(run.stdout, /^NOT READY[\s\S]*\nNot started: ccmsetup\.exe CCMHOSTNAME=.*\n$/);
      assert.deepEqual(await startsOn(pc), []);
    },
  },
  {
    title: 'gate: --wait holds on until a pending hybrid join is complete, then starts the command',
    where: 'wine',
    async body(context) {
      const { pc, lab, options } = await labOf('hybrid-pending', context);
      const line = goodLine.replace(' /NoCRLCheck', '');
      const running = gate(pc, `${options} --wait 5 --json`, line, { ...inLab, timeoutMs: 120_000 });
      await firstQuestion(pc);
      await completeHybridJoin(pc, lab);
      const run = await running;
      const report = run.report as { verdict: string; device: { joinType: string } } | undefined;
      assert.deepEqual([run.exitCode, report?.verdict, report?.device.joinType], [0, 'ready', 'hybrid-joined']);
      assert.match(run.stderr, /^cmg-preflight: Waiting for entra-join\.hybrid-pending: asking again in 15 s/);
      assert.equal((await startsOn(pc)).length, 1);
      assert.deepEqual(run.leftovers, []);
    },
  },
];
