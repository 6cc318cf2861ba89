/**
 * The lab by hand.
 *
 *   npm run lab -- --list
 *   npm run lab -- --scenario split-dns            servers on loopback until Ctrl+C
 *   npm run lab -- --scenario split-dns --run      runs the tool against it, in this process; what follows `--` is for the tool
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checks } from '../../checks/index.ts';
import { processStream } from '../../src/cli/process-stream.ts';
import { type Lab, startLab } from './lab.ts';
import { toPem } from './pki/certificate.ts';
import { argumentsOf, runInLab } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarioNamed, scenarios } from './scenarios/index.ts';
import { names } from './site.ts';

const usage = `Usage: npm run lab -- --list
       npm run lab -- --scenario <name> --run [--delay <ms>] [-- <options of the tool>]
       npm run lab -- --scenario <name> [--delay <ms>] [--ports free|standard]
--list names the scenarios; --run runs the tool against one, otherwise its servers stay until Ctrl+C (docs/lab.md).`;
const EXIT_USAGE = 64;

const print = (line: string) => process.stdout.write(`${line}\n`);

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const divide = argv.indexOf('--');
  const own = divide < 0 ? argv : argv.slice(0, divide);
  const forTool = divide < 0 ? [] : argv.slice(divide + 1);
  if (own.includes('--help') || own.includes('-h')) {
    print(usage);
    return 0;
  }
  const options = readOptions(own);
  if (typeof options === 'string') return complain(options);
  if (options.list) {
    const width = Math.max(...scenarios.map(({ name }) => name.length)) + 2;
    for (const { name, sentence } of scenarios) print(`${name.padEnd(width)}${sentence}`);
    return 0;
  }
  const scenario = scenarioNamed(options.scenario);
  if (scenario === undefined) return complain(`there is no scenario "${options.scenario}": --list names them`);
  const lab = await started(scenario, options);
  if (typeof lab === 'string') return complain(lab);
  try {
    return options.run ? await runOnce(lab, forTool) : await serve(lab);
  } finally {
    await lab.stop();
  }
}

/** @returns the lab, or why it cannot be */
async function started(scenario: Scenario, { ports, delayMs }: LabArguments): Promise<Lab | string> {
  try {
    return await startLab(scenario, { ports, delayMs });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (ports === 'standard' && (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'EADDRINUSE')) {
      return `--ports standard needs the lab's addresses and ports 53, 80 and 443 (${code}): docs/lab.md shows a network namespace that has them`;
    }
    throw error;
  }
}

interface LabArguments {
  readonly list: boolean;
  readonly run: boolean;
  readonly scenario: string;
  readonly ports: 'free' | 'standard';
  readonly delayMs: number;
}

/** @returns the options, or what is wrong with them */
function readOptions(args: readonly string[]): LabArguments | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        list: { type: 'boolean', default: false },
        run: { type: 'boolean', default: false },
        scenario: { type: 'string', default: 'healthy' },
        ports: { type: 'string', default: 'free' },
        delay: { type: 'string', default: '0' },
      },
    });
    const { list, run, scenario, ports, delay } = values;
    if (ports !== 'free' && ports !== 'standard') return `--ports is free or standard, not "${ports}"`;
    if (!/^\d{1,5}$/.test(delay)) return `--delay is a number of milliseconds, not "${delay}"`;
    return { list, run, scenario, ports, delayMs: Number(delay) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n${usage}\n`);
  return EXIT_USAGE;
}

async function runOnce(lab: Lab, args: readonly string[]): Promise<number> {
  // The device is played; screen and files are real, so that colours can be seen and a recording taken along.
  const { exitCode } = await runInLab(lab, checks, args, {
    stdout: processStream(process.stdout),
    stderr: processStream(process.stderr),
    environment: process.env,
    readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
    writeFile,
    folderExists: async (path) => (await stat(path).catch(() => undefined))?.isDirectory() === true,
  });
  return exitCode;
}

async function serve(lab: Lab): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'cmg-preflight-lab-'));
  try {
    const device = join(folder, 'device.json');
    const roots = join(folder, 'roots.pem');
    await writeFile(device, JSON.stringify(lab.device, null, 2));
    await writeFile(roots, toPem(lab.cmgPki.root.der, lab.publicPki.root.der));
    for (const line of description(lab.scenario, lab, { device, roots })) print(line);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function description(scenario: Scenario, lab: Lab, files: { device: string; roots: string }): readonly string[] {
  const endpoint = (name: string) => lab.endpoints[name];
  const [dns, cmg, web] = [endpoint('internal-dns'), endpoint('cmg'), endpoint('web')];
  return [
    `${scenario.name}: ${scenario.sentence}`,
    `expected: ${scenario.expect.verdict}, exit code ${scenario.expect.exitCode}, ${scenario.expect.codes.join(', ')}`,
    '',
    ...Object.entries(lab.endpoints).map(([name, at]) => `  ${name.padEnd(20)} ${at.address}:${at.port}`),
    '',
    `device (data)   ${files.device}`,
    `roots           ${files.roots}`,
    `tool's options  ${argumentsOf(scenario, lab.site).join(' ')}`,
    '',
    'Ask the servers yourself:',
    ...(dns ? [`  dig @${dns.address} -p ${dns.port} ${names.cmg}`] : []),
    ...(cmg ? [`  openssl s_client -connect ${cmg.address}:${cmg.port} -servername ${names.cmg} -showcerts`] : []),
    ...(web ? [`  curl --connect-to ${names.pki}:80:${web.address}:${web.port} -O ${lab.cmgPki.urls.issuingCrl}`] : []),
    `Run the tool against it: npm run lab -- --scenario ${scenario.name} --run`,
    '',
    'Ctrl+C stops.',
  ];
}
