import { readFileSync } from 'node:fs';
import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isSea } from 'node:sea';
import { setTimeout as delay } from 'node:timers/promises';
import { askedScheme } from './cli/asked-scheme.ts';
import { exitCodes } from './cli/exit-code.ts';
import type { CommandLineIo } from './cli/io.ts';
import { processStream } from './cli/process-stream.ts';
import { prepareLookupThreads } from './host/network/lookup-threads.ts';
import type { IntuneDevice } from './host/ports.ts';

/** Put in by the bundler, so that the executable reads no file for it. */
declare const CMG_PREFLIGHT_VERSION: string | undefined;

/** How long a finished run may wait for stray handles; nothing that is still open then is worth waiting for. */
const lingerMs = 250;

const argv = process.argv.slice(2);

async function main(): Promise<void> {
  const stderr = processStream(process.stderr);
  const stdout = processStream(process.stdout, (why) => {
    stderr.write(`cmg-preflight: standard output could not be written: ${why}\n`);
  });
  if (argv.length === 1 && argv[0] === '--version') {
    // Answered before anything is loaded: deployment tools ask for it often.
    stdout.write(`${version()}\n`);
    return;
  }
  // From source Node's own loader has started the threads already.
  const lookups = isSea() ? { atOnce: prepareLookupThreads() } : {};
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
    process.once(signal, () => interrupt.abort());
  }
  const io: CommandLineIo = {
    stdout,
    stderr,
    environment: process.env,
    platform: process.platform,
    executableFolder: isSea() ? dirname(process.execPath) : undefined,
    version: version(),
    monotonicMs: () => performance.now(),
    readFile: async (path, maxBytes) => (await readBytes(path, maxBytes))?.toString('utf8'),
    readBytes,
    writeFile,
    folderExists: async (path) => (await stat(path).catch(() => undefined))?.isDirectory() === true,
    createHost: async () => (await import('./host/this-machine.ts')).createThisMachine(lookups),
    startCommand: async (request) => {
      const { startCommand } = await import('./host/windows/command-start.ts');
      await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
      return startCommand(request);
    },
    ...(process.platform === 'win32' && { intune: intuneDevice() }),
    // A wait that is cut short is no fault.
    sleep: (durationMs, signal) => delay(durationMs, undefined, { signal }).catch(() => undefined),
    signal: interrupt.signal,
  };
  const [{ runCli }, { checks }] = await Promise.all([import('./cli/cli.ts'), import('../checks/index.ts')]);
  process.exitCode = await runCli(argv, checks, io);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Loaded on first use: few runs leave anything on the device. */
function intuneDevice(): IntuneDevice {
  const load = async () => (await import('./host/windows/intune.ts')).windowsIntune();
  return {
    logFolder: async () => (await load()).logFolder(),
    removeMarker: async () => (await load()).removeMarker(),
    writeMarker: async (marker) => (await load()).writeMarker(marker),
  };
}

function version(): string {
  if (typeof CMG_PREFLIGHT_VERSION === 'string') return CMG_PREFLIGHT_VERSION;
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}

/** A slow reader of a pipe gets all of it before anything ends the process. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    if (stream.writableLength === 0 || stream.destroyed) done();
    else stream.write('', () => done());
  });
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const facts = await file.stat();
    const tooLarge = () => new Error(`it is larger than ${maxBytes} bytes`);
    if (facts.size > maxBytes) throw tooLarge();
    if (facts.isFile() || facts.isDirectory()) return await file.readFile();
    // A pipe or a device tells no size and may never end.
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

/**
 * Written beside its place and renamed over it: a link planted under the name is replaced, not followed. A device such as
 * /dev/null is no place where a file may take over.
 */
async function writeFile(path: string, text: string): Promise<void> {
  const target = resolve(path);
  const taken = await stat(target).catch(() => undefined);
  // /dev/stdout leads to a file when standard output is one, and would be replaced all the same.
  if (taken !== undefined && (!taken.isFile() || dirname(target) === '/dev')) {
    throw new Error(taken.isDirectory() ? 'it is a folder' : 'it is a device or a pipe, not a file');
  }
  const workshop = await mkdtemp(join(dirname(target), '.cmg-preflight-'));
  try {
    const draft = join(workshop, 'draft');
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Whatever was thrown where nobody could catch it ends with the exit code that says so, not with Node's own. */
function endByFault(error: unknown): void {
  const code = exitCodes.fault[askedScheme(argv)];
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`cmg-preflight: a fault of the program itself: ${text}\n`, () => process.exit(code));
  setTimeout(() => process.exit(code), lingerMs);
}

process.once('uncaughtException', endByFault);
main().catch(endByFault);
