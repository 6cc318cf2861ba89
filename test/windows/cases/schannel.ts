/** What Windows itself says about the CMG, through a stand-in for the inbox curl.exe that Wine does not have. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report.ts';
import type { SimulatedTool } from '../../../src/host/simulated/device.ts';
import { startLab } from '../../lab/lab.ts';
import { argumentsOf } from '../../lab/run-scenario.ts';
import { healthy } from '../../lab/scenarios/healthy.ts';
import { scenarioNamed } from '../../lab/scenarios/index.ts';
import { standardSite } from '../../lab/site.ts';
import { addAddress } from '../rig/network.ts';
import { standInsFolder } from '../rig/paths.ts';
import type { CaseContext, WindowsCase } from '../rig/suite.ts';
import { describeForWine } from './scenario-device.ts';

const played = ['schannel-distrusts-root', 'schannel-trusts-root', 'schannel-cannot-check', 'schannel-has-a-copy'];

export const schannelCases: readonly WindowsCase[] = [
  ...played.map((name): WindowsCase => {
    const scenario = scenarioNamed(name);
    if (scenario === undefined) throw new Error(`the lab has no scenario "${name}"`);
    return {
      title: `Windows' own opinion: ${name}`,
      where: 'wine',
      async body(context) {
        const { report, starts } = await ask(context, scenario);
        const codes = report.checks.flatMap(({ findings }) => findings.map(({ code }) => code));
        assert.deepEqual(
          scenario.expect.codes.filter((code) => !codes.includes(code)),
          [],
        );
        assert.deepEqual(
          { verdict: report.verdict, exitCode: report.exitCode },
          { verdict: scenario.expect.verdict, exitCode: scenario.expect.exitCode },
        );
        const [start] = starts;
        assert.equal(starts.length, 1, 'curl.exe is started once');
        // Anywhere else it does not keep curl from reading a _curlrc.
        assert.equal(start?.argv[1], '-q');
        assert.ok(start?.argv.includes('cmg.contoso.com:443:203.0.113.10'), start?.argv.join(' '));
        assert.equal(start?.argv.at(-1), 'https://cmg.contoso.com:443/');
      },
    };
  }),
  {
    title: "Windows' own opinion: a curl.exe that hangs is ended and holds nothing up",
    where: 'wine',
    async body(context) {
      const { report } = await ask(context, healthy, { behaviour: 'hangs' });
      assert.equal(report.verdict, 'ready');
      const evidence = report.checks.find(({ id }) => id === 'root-ca')?.evidence;
      assert.deepEqual(evidence?.schannel, { status: 'no-opinion', why: 'timed-out', asSystem: true });
    },
  },
];

interface Start {
  readonly argv: readonly string[];
}

async function ask({ device, atEnd }: CaseContext, scenario: typeof healthy, tool?: SimulatedTool) {
  const { addresses } = standardSite;
  for (const [role, address] of Object.entries(addresses)) if (role !== 'nowhere') await addAddress(address);
  const lab = await startLab(scenario, { ports: 'standard' });
  atEnd(() => lab.stop());
  for (const address of lab.device.addresses) await addAddress(address);
  const machine = await device({
    ...describeForWine(lab.device, [addresses.internalDns, addresses.secondInternalDns]),
    files: await curlFiles(tool ?? lab.device.tools.curl),
  });
  const run = await machine.run([...argumentsOf(scenario, lab.site), '--json'], { timeoutMs: 90_000 });
  assert.ok(run.report !== undefined, 'stdout is no JSON');
  assert.deepEqual(run.leftovers, []);
  const notes = String((await machine.readFile('C:\\lab\\curl.jsonl')) ?? '');
  const starts = notes.split('\n').flatMap((line): Start[] => (line === '' ? [] : [JSON.parse(line) as Start]));
  return { report: run.report as Report, starts };
}

/** The stand-in in its place, and what it is to say. */
async function curlFiles(tool: SimulatedTool | undefined): Promise<Record<string, string | Uint8Array>> {
  const program = { 'C:\\windows\\system32\\curl.exe': await readFile(join(standInsFolder, 'curl.exe')) };
  if (tool?.behaviour === 'hangs') return { ...program, 'C:\\lab\\curl.mode': 'hang' };
  if (tool?.behaviour !== 'prints') throw new Error('the scenario says nothing about curl.exe');
  return {
    ...program,
    'C:\\lab\\curl.stdout': Buffer.from(tool.stdoutHex, 'hex'),
    'C:\\lab\\curl.stderr': Buffer.from(tool.stderrHex ?? '', 'hex'),
    'C:\\lab\\curl.exit': String(tool.exitCode),
  };
}
