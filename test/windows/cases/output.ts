/** What the program writes where: standard output, files, names with letters beyond ASCII. */
import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import type { Device, DeviceDescription } from '../rig/device-description.ts';
import type { WindowsCase } from '../rig/suite.ts';
import { labDevice } from './lab-device.ts';
import { codesOf, reportOf } from './report-of.ts';

/** Quick, and the same on every device. */
const quick = ['--only', 'ccmsetup-command,device-context', '--json'];
const settingsFile = 'C:\\product\\cmg-preflight.json';
const escapeCharacter = '\u001B';

/** Bytes of code page 437, in which console programs write on an English machine. */
function codePage437(text: string): Buffer {
  const beyond: Readonly<Record<string, number>> = { Å: 0x8f, ö: 0x94, ë: 0x89, ü: 0x81, é: 0x82 };
  return Buffer.from(Array.from(text, (character) => beyond[character] ?? character.charCodeAt(0)));
}

async function bytesOfRun(pc: Device, number: number): Promise<Buffer> {
  const bytes = await pc.readFile(`C:\\lab\\runs\\${number}\\stdout.txt`);
  assert.ok(bytes !== undefined);
  return bytes;
}

export const outputCases: readonly WindowsCase[] = [
  {
    title: 'output: standard output and --output hold the same report, in UTF-8 without a mark',
    where: 'wine',
    async body({ device }) {
      const pc = await device();
      const file = 'C:\\lab\\Berichte für Zoë\\report é.json';
      await pc.writeFile('C:\\lab\\Berichte für Zoë\\note.txt', '');
      const run = await pc.run([...quick, '--output', file]);
      const report = reportOf(run);
      const bytes = await bytesOfRun(pc, 2);
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      assert.deepEqual(JSON.parse(text), report);
      assert.deepEqual(JSON.parse(String(await pc.readFile(file))), report);
    },
  },
  {
    title: 'output: a file that cannot be written is told before anything is run',
    where: 'wine',
    async body({ device }) {
      const pc = await device({ dsregcmdText: '' });
      const run = await pc.run(['--cmg', 'cmg.contoso.com', '--output', 'C:\\no such folder\\report.json']);
      assert.notEqual(run.exitCode, 0);
      assert.match(run.stderr, /no such folder/);
      assert.equal(await pc.readFile('C:\\lab\\dsregcmd.jsonl'), undefined);
    },
  },
  {
    title: 'output: nothing is coloured where there is no terminal, with NO_COLOR and without',
    where: 'wine',
    async body({ device }) {
      const pc = await device();
      for (const environment of [{}, { NO_COLOR: '1' }, { NO_COLOR: '1', FORCE_COLOR: '3' }]) {
        const run = await pc.run(['--only', 'device-context,ccmsetup-command'], { environment });
        assert.match(run.stdout, /^READY/);
        assert.ok(!`${run.stdout}${run.stderr}`.includes(escapeCharacter), JSON.stringify(environment));
      }
    },
  },
  {
    title: 'output: settings beside the executable count, a flag counts more, a wrong key is named',
    where: 'wine',
    async body({ device }) {
      const settings = { cmg: 'cmg.contoso.com', noCrlCheck: true };
      const pc = await device({ files: { [settingsFile]: JSON.stringify(settings) } });
      // From elsewhere: beside the executable, not in the working directory.
      const beside = reportOf(await pc.run(quick, { workingDirectory: 'C:\\windows' }));
      assert.deepEqual([beside.target.cmg, beside.target.noCrlCheck], ['cmg.contoso.com', true]);
      const flagged = reportOf(await pc.run([...quick, '--cmg', 'cmg.fabrikam.com']));
      assert.equal(flagged.target.cmg, 'cmg.fabrikam.com');

      await pc.writeFile(settingsFile, JSON.stringify({ ...settings, noCrlChek: true }));
      const wrong = await pc.run(quick);
      assert.equal(wrong.exitCode, 20_964);
      assert.match(wrong.stderr, /noCrlChek.*noCrlCheck/s);
      assert.equal(wrong.stdout, '');
    },
  },
  {
    title: 'output: an account and folders with letters beyond ASCII',
    where: 'wine',
    async body({ device }) {
      const account = 'desktop-lab\\zoë ångström'.replace('å', 'Å');
      const sid = 'S-1-5-21-1004336348-1177238915-682003330-1001';
      const profile = 'C:\\users\\Zoë Ångström';
      const description: DeviceDescription = {
        account: 'administrator',
        environment: { USERNAME: 'Zoë Ångström', USERPROFILE: profile, TEMP: profile, TMP: profile },
        files: {
          [`${profile}\\note.txt`]: '',
          'C:\\lab\\whoami-user.txt': codePage437(`\r\nUSER INFORMATION\r\n\r\n${account} ${sid}\r\n`),
        },
      };
      const pc = await device(description);
      const report = reportOf(await pc.run(quick));
      assert.deepEqual([report.device.isSystem, report.device.elevated], [false, true]);
      // In a code page that nobody named it is a guess; the process's own name, under Wine the Unix user's, is none.
      assert.equal(report.device.user, userInfo().username);
    },
  },
  {
    title: 'output: a recorded device is judged the same elsewhere, and nothing is touched',
    where: 'wine',
    async body(context) {
      const { pc, lab, args } = await labDevice('crl-404', context);
      const tape = 'C:\\lab\\facts.json';
      const original = reportOf(await pc.run([...args, '--record', tape, '--json']));
      const facts = await pc.readFile(tape);
      assert.ok(facts !== undefined, 'nothing was recorded');
      await lab.stop();

      const elsewhere = await context.device({ dsregcmdText: 'of another device', files: { [tape]: facts } });
      const replayed = reportOf(await elsewhere.run(['--replay', tape, '--json']));
      assert.deepEqual(
        [replayed.verdict, replayed.exitCode, codesOf(replayed)],
        [original.verdict, original.exitCode, codesOf(original)],
      );
      assert.equal(await elsewhere.readFile('C:\\lab\\dsregcmd.jsonl'), undefined);
      assert.equal(await elsewhere.readFile('C:\\lab\\whoami.jsonl'), undefined);
    },
  },
];
