import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSea } from 'node:sea';
import { setTimeout as delay } from 'node:timers/promises';
import { askedScheme } from './cli/asked-scheme.ts';
import { exitCodes } from './cli/exit-code.ts';
import { describeFault } from './cli/fault.ts';
import type { CommandLineIo } from './cli/io.ts';
import { processStream } from './cli/process-stream.ts';
import { maskTokens } from './formats/ccmsetup/secrets.ts';
import { readAtMost, replaceFile } from './host/local-files.ts';
import type { LookupProcess } from './host/network/lookup-process.ts';
import { LOOKUP_ARGUMENT } from './host/network/lookup-protocol.ts';
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
  if (argv.length === 1 && argv[0] === LOOKUP_ARGUMENT) {
    (await import('./host/network/lookup-server.ts')).answerLookups();
    return;
  }
  let lookups: LookupProcess | undefined;
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
    readFile: async (path, maxBytes) => (await readAtMost(path, maxBytes))?.toString('utf8'),
    readBytes: readAtMost,
    writeFile: replaceFile,
    folderExists: async (path) => (await stat(path).catch(() => undefined))?.isDirectory() === true,
    createHost: async () => {
      lookups ??= await startLookups();
      return (await import('./host/this-machine.ts')).createThisMachine(lookups);
    },
    startCommand: async (request) => {
      // Nothing is asked any more, and a command may run for hours.
      lookups?.end();
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

async function startLookups(): Promise<LookupProcess> {
  const [{ startLookupProcess }, { ownProcessStart }] = await Promise.all([
    import('./host/network/lookup-process.ts'),
    import('./host/windows/own-process.ts'),
  ]);
  return startLookupProcess(ownProcessStart([LOOKUP_ARGUMENT]));
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

/** Whatever was thrown where nobody could catch it ends with the exit code that says so, not with Node's own. */
function endByFault(error: unknown): void {
  const code = exitCodes.fault[askedScheme(argv)];
  process.stderr.write(`cmg-preflight: ${maskTokens(describeFault(error))}\n`, () => process.exit(code));
  setTimeout(() => process.exit(code), lingerMs);
}

process.once('uncaughtException', endByFault);
main().catch(endByFault);
