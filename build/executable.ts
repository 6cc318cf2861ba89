import { execFile } from 'node:child_process';
import { cp, link, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, runtimeVersion } from './fetch-runtime.mjs';

/** One executable to make: the bundle inside this runtime. */
export interface ExecutableTarget {
  readonly os: 'win' | 'linux';
  readonly arch: 'x64' | 'arm64';
  /** Absolute path of the Node binary to start from; a Windows one without its signature. */
  readonly runtime: string;
  /** Absolute path of the executable to write. */
  readonly output: string;
}

/** What sea.ts is told on its command line. */
export interface SeaJob {
  readonly bundle: string;
  readonly bundleName: string;
  /** Flags that Node takes as if they stood on the executable's own command line. */
  readonly nodeFlags: readonly string[];
  readonly targets: readonly { nodeRange: string; platform: 'win' | 'linux'; arch: 'x64' | 'arm64'; output: string }[];
}

/**
 * A file that is there and empty, for OpenSSL to read its configuration from. A configuration may name libraries to load,
 * and without this flag Node takes the file that the variable OPENSSL_CONF names, or one in a folder set when Node was
 * built. The flag goes before both (https://nodejs.org/docs/latest-v24.x/api/cli.html, `--openssl-config`, `OPENSSL_CONF`).
 */
const emptyFile = { win: '\\\\.\\NUL', linux: '/dev/null' } as const;

/** @param os of the executable */
export function nodeFlagsFor(os: ExecutableTarget['os']): readonly string[] {
  return [
    `--openssl-config=${emptyFile[os]}`,
    // Nobody debugs this process from outside: no signal opens a port that takes JavaScript.
    '--disable-sigusr1',
  ];
}

/**
 * Puts a bundle into Node runtimes as single executable applications
 * (https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html) with pkg.
 *
 * pkg takes base binaries it has already downloaded from `~/.pkg-cache/sea`, so that folder is laid out here with the
 * runtimes of the npm registry. The process that runs this must be the very version of the runtimes: it writes the blob
 * when no target fits the machine, and another patch version may not read it.
 * @param bundle absolute path of the CommonJS bundle
 * @param work absolute path of an empty folder on the same volume as the runtimes
 */
export async function buildExecutables(
  bundle: string,
  targets: readonly ExecutableTarget[],
  work: string,
): Promise<void> {
  const home = join(work, 'home');
  const temporary = join(work, 'tmp');
  await mkdir(temporary, { recursive: true });
  const bundleName = basename(bundle);
  await cp(bundle, join(temporary, bundleName));
  for (const target of targets) await seedPkgCache(join(home, '.pkg-cache', 'sea'), target);

  // Each system names its home and its temporary folder differently; pkg asks node:os, which asks these.
  const env = { ...process.env, HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  // One blob for each system, because a flag in it names a file.
  for (const os of new Set(targets.map((target) => target.os))) {
    const job: SeaJob = {
      bundle: join(temporary, bundleName),
      bundleName,
      nodeFlags: nodeFlagsFor(os),
      targets: targets
        .filter((target) => target.os === os)
        .map(({ arch, output }) => ({ nodeRange: `node${runtimeVersion}`, platform: os, arch, output })),
    };
    await promisify(execFile)(process.execPath, [join(projectRoot, 'build', 'sea.ts'), JSON.stringify(job)], { env });
  }
}

/**
 * Lays out one runtime as pkg leaves it after a download: the archive, the unpacked binary, and an empty `.ok` file beside
 * each that says it is complete (yao-pkg/pkg `lib/sea.ts`, `getNodejsExecutable` and `extract`).
 */
async function seedPkgCache(cache: string, { os, arch, runtime }: ExecutableTarget): Promise<void> {
  const name = `node-v${runtimeVersion}-${os}-${arch}`;
  const archive = join(cache, os === 'win' ? `${name}.zip` : `${name}.tar.gz`);
  const binary = os === 'win' ? join(cache, `${name}.exe`) : join(cache, name, 'bin', 'node');
  await mkdir(dirname(binary), { recursive: true });
  await link(runtime, binary).catch(() => cp(runtime, binary)); // no hard links here: a copy does
  for (const empty of [archive, `${archive}.ok`, `${binary}.ok`]) await writeFile(empty, '');
}
