/** A Windows device under Wine: a root of its own, a wineserver of its own, and programs started by a stand-in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describeAccount } from './accounts.ts';
import { certificateEntry } from './certificate-entry.ts';
import { renderCommandLine } from './command-line.ts';
import type { Device, DeviceDescription, ProgramRun, RunOptions } from './device-description.ts';
import { programsBelow } from './device-processes.ts';
import { furnishRoot, hostPath, mountRoot, unmountRoot, writeDeviceFile } from './device-root.ts';
import { labOnDevice, productOnDevice, projectFolder } from './paths.ts';
import { type RegistryEntry, renderRegistryFile } from './registry-file.ts';
import { nameServerEntries } from './resolver-settings.ts';
import { parseReport } from './run-report.ts';
import { windowsKeys } from './windows-keys.ts';
import { WineServerEnded } from './wine-server-ended.ts';

const defaultTimeoutMs = 60_000;
/** Wine's own start and end around a program, on a machine that is busy with other things. */
const wineAllowanceMs = 30_000;
/** A program's children may need a moment to be gone after it; what is still there then was left behind. */
const leftoverGraceMs = 2_000;

let devices = 0;

/** @param layer from product-layer.ts. @throws Error when the device cannot be made: the rig is broken. */
export async function createWineDevice(layer: string, description: DeviceDescription): Promise<Device> {
  const id = String(++devices);
  const name = description.computerName ?? 'DESKTOP-LAB';
  const root = await mountRoot(id, layer);
  await furnishRoot(root, name, description);

  const script = join(projectFolder, 'test/windows/root/device.sh');
  const namespaces = ['--mount', '--uts', '--pid', '--fork', '--kill-child=SIGKILL'];
  const process = spawn('unshare', [...namespaces, script, root, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const account = describeAccount(description.account ?? 'system', name);
  const device = new WineDevice(id, root, process, { ...account.environment, ...description.environment });
  await device.ready();

  const { roots = [], registry = [], resolvConf } = description;
  await device.writeRegistry([
    ...windowsKeys(registry),
    ...account.registry,
    ...nameServerEntries(resolvConf),
    ...roots.map((pem) => certificateEntry(pem, 'Root')),
    ...registry,
  ]);
  return device;
}

class WineDevice implements Device {
  readonly #id: string;
  readonly #root: string;
  readonly #process: ChildProcess;
  readonly #environment: Readonly<Record<string, string>>;
  /** Lines of device.sh that somebody waits for, and who. */
  readonly #awaited = new Map<string, () => void>();
  readonly #ended: Promise<void>;
  readonly #serverEnded: Promise<void>;
  #runs = 0;

  constructor(id: string, root: string, process: ChildProcess, environment: Readonly<Record<string, string>>) {
    this.#id = id;
    this.#root = root;
    this.#process = process;
    this.#environment = environment;
    this.#ended = new Promise((resolve) => process.on('exit', () => resolve()));
    if (process.stdout === null) throw new Error('the device has no output');
    const serverEnded = Promise.withResolvers<void>();
    this.#serverEnded = serverEnded.promise;
    createInterface(process.stdout).on('line', (line) => {
      if (line === 'server-ended') return serverEnded.resolve();
      const event = line.split(' ', 2).join(' ');
      this.#awaited.get(event)?.();
      this.#awaited.delete(event);
    });
  }

  /** Fulfilled when the wineserver listens. */
  async ready(): Promise<void> {
    await this.#expect('ready', wineAllowanceMs);
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<ProgramRun> {
    return this.start(renderCommandLine(productOnDevice, args), options);
  }

  async start(commandLine: string, options: RunOptions = {}): Promise<ProgramRun> {
    const { timeoutMs = defaultTimeoutMs, workingDirectory = 'C:\\product', stdin } = options;
    const id = String(++this.#runs);
    const folder = `${labOnDevice}\\runs\\${id}`;
    const environment = Object.entries({ ...this.#environment, ...options.environment });
    await mkdir(hostPath(this.#root, folder), { recursive: true });
    await this.writeFile(`${folder}\\command.txt`, commandLine);
    await this.writeFile(`${folder}\\directory.txt`, workingDirectory);
    await this.writeFile(`${folder}\\limit.txt`, String(timeoutMs));
    await this.writeFile(
      `${folder}\\environment.txt`,
      environment.map(([name, value]) => `${name}=${value}\n`).join(''),
    );
    if (stdin !== undefined) await this.writeFile(`${folder}\\stdin.txt`, stdin);

    const done = this.#expect(`done ${id}`, timeoutMs + wineAllowanceMs);
    this.#process.stdin?.write(`${id}\n`);
    await done;
    return this.#readRun(folder, commandLine);
  }

  async readFile(path: string): Promise<Buffer | undefined> {
    return readFile(hostPath(this.#root, path)).catch(() => undefined);
  }

  async writeFile(path: string, content: string | Uint8Array): Promise<void> {
    await writeDeviceFile(this.#root, path, content);
  }

  async writeRegistry(entries: readonly RegistryEntry[]): Promise<void> {
    await this.writeFile('C:\\lab\\registry.reg', renderRegistryFile(entries));
    const run = await this.start('C:\\windows\\system32\\reg.exe import C:\\lab\\registry.reg');
    if (run.exitCode !== 0) throw new Error(`reg.exe import failed: ${run.stdout}${run.stderr}`);
  }

  programs(): Promise<readonly string[]> {
    return programsBelow(this.#process.pid ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
    await unmountRoot(this.#id);
  }

  async #readRun(folder: string, commandLine: string): Promise<ProgramRun> {
    const result = JSON.parse(String(await this.readFile(`${folder}\\result.json`))) as {
      outcome: 'exited' | 'timed-out' | 'not-started';
      exitCode?: number;
      error?: number;
      durationMs: number;
    };
    if (result.outcome === 'not-started') throw new Error(`Windows error ${result.error} starting ${commandLine}`);
    const stdout = String((await this.readFile(`${folder}\\stdout.txt`)) ?? '');
    const stderr = String((await this.readFile(`${folder}\\stderr.txt`)) ?? '');
    return {
      exitCode: result.exitCode ?? 0,
      timedOut: result.outcome === 'timed-out',
      stdout,
      stderr,
      durationMs: result.durationMs,
      ...parseReport(stdout),
      leftovers: await this.#leftovers(),
      commandLine,
    };
  }

  async #leftovers(): Promise<readonly string[]> {
    const deadline = Date.now() + leftoverGraceMs;
    for (;;) {
      const programs = await this.programs();
      if (programs.length === 0 || Date.now() > deadline) return programs;
      await delay(100);
    }
  }

  #expect(event: string, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = `while waiting for "${event}"`;
      const fail = (why: string): void => end(new Error(`device ${this.#id}: ${why} ${waiting}`));
      const end = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
      };
      const timer = setTimeout(() => fail(`silent for ${limitMs} ms`), limitMs);
      void this.#ended.then(() => fail('ended'));
      void this.#serverEnded.then(() =>
        end(new WineServerEnded(`device ${this.#id}: Wine’s server crashed ${waiting}`)),
      );
      this.#awaited.set(event, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
