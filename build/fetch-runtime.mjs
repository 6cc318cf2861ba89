/**
 * Fetches the pinned Node runtimes as npm packages and proves them by the hash pinned in runtimes.json.
 *
 * `npm install` refuses a package made for another platform, `npm pack` does not; it also goes through the registry, the
 * proxy and the cache that npm is configured for. Plain JavaScript, because it runs before the pinned Node is there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const pinned = JSON.parse(readFileSync(join(projectRoot, 'build', 'runtimes.json'), 'utf8'));

/** The one Node version of developers, SEA blob and executables, e.g. `24.21.0`. */
export const runtimeVersion = pinned.version;

/** The platforms a runtime is pinned for, e.g. `linux-x64`. */
export const pinnedPlatforms = Object.keys(pinned.runtimes);

/** This machine in the words of runtimes.json. Windows on ARM runs the x64 runtime in its emulation. */
export function hostPlatform(platform = process.platform, arch = process.arch) {
  return platform === 'win32' ? 'win-x64' : `${platform}-${arch}`;
}

/**
 * Runs npm quietly: its output is shown only when it fails.
 *
 * npm is started as JavaScript where its file can be found, because Windows has only `npm.cmd`, which needs a shell.
 * @param {readonly string[]} args
 */
export async function runNpm(args) {
  // Set here because `npm run -s` hands its silence down, and with it the reason of a failure.
  const quietArgs = [...args, '--loglevel=error'];
  const npmScript = [
    process.env.npm_execpath ?? '',
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
  const options = { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = npmScript
    ? spawn(process.execPath, [npmScript, ...quietArgs], options)
    : spawn('npm', quietArgs, { ...options, shell: process.platform === 'win32' });
  let noise = '';
  child.stdout.on('data', (chunk) => {
    noise += chunk;
  });
  child.stderr.on('data', (chunk) => {
    noise += chunk;
  });
  const exitCode = await new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('close', settle);
  });
  if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed with exit code ${exitCode}:\n${noise.trim()}`);
}

/**
 * The folder that holds the unpacked runtime package of a platform, fetched on first use.
 * @param {string} platform one of {@link pinnedPlatforms}
 * @param {(message: string) => void} report told before something slow starts
 * @returns {Promise<{ directory: string, executable: string }>} absolute paths
 * @throws when npm cannot get the package, or when its bytes are not the pinned ones
 */
export async function fetchRuntime(platform, report) {
  const runtime = pinned.runtimes[platform];
  if (!runtime) throw new Error(`no Node ${runtimeVersion} runtime is pinned for ${platform} in build/runtimes.json`);
  const cache = join(projectRoot, '.cache', 'runtimes');
  const directory = join(cache, `${runtime.package}-${runtimeVersion}`);
  const executable = join(directory, runtime.file);
  // The folder gets its final name only after the hash was right and everything was unpacked.
  if (existsSync(executable)) return { directory, executable };

  report(`Fetching Node ${runtimeVersion} for ${platform} (package ${runtime.package})`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetching-'));
  try {
    await runNpm(['pack', `${runtime.package}@${runtimeVersion}`, '--pack-destination', work, '--ignore-scripts']);
    const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack left no archive of ${runtime.package}@${runtimeVersion}`);
    const integrity = `sha512-${await sha512(join(work, archive))}`;
    if (integrity !== runtime.integrity) {
      throw new Error(
        `${runtime.package}@${runtimeVersion} is not the pinned package: got ${integrity}, build/runtimes.json has ${runtime.integrity}`,
      );
    }
    const { extract } = await import('tar');
    const unpacked = join(work, 'package');
    await extract({ file: join(work, archive), cwd: work, filter: (path) => isWanted(path, runtime.file) });
    await rm(directory, { recursive: true, force: true });
    await rename(unpacked, directory).catch((error) => {
      // Another build was faster; what it put there passed the same hash.
      if (!existsSync(executable)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { directory: resolve(directory), executable };
}

/** Headers, manuals and npm are half of a runtime package and of no use here. */
function isWanted(path, file) {
  return path === `package/${file}` || path === 'package/LICENSE' || path === 'package/package.json';
}

async function sha512(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64');
}
