/**
 * `npm run package`: the bundle, the executables, the notices and the Intune package, into dist/.
 * docs/packaging.md is the map of this folder.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { architectureOf, removeSignature } from './authenticode.ts';
import { type Bundle, bundle } from './bundle.ts';
import { signExecutable } from './code-signing.ts';
import { buildExecutables, type ExecutableTarget } from './executable.ts';
import { fetchRuntime, pinnedPlatforms, projectRoot, runtimeVersion } from './fetch-runtime.mjs';
import { encodeIntuneWin, generatePackageKeys, type SetupFolder } from './intunewin.ts';
import { writeLauncher } from './launcher.ts';
import { searchSystemFolderOnly } from './library-search.ts';
import {
  type PackageOptions,
  packageUsage,
  parsePackageOptions,
  type TargetName,
  UsageError,
} from './package-options.ts';
import { bundledPackages, renderNotices } from './third-party-notices.ts';
import { describeProduct, readVersionStrings } from './version-resource.ts';

const EXIT_USAGE = 64;
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
const EXE = 'cmg-preflight.exe';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

/** Builds everything that was asked for in a folder of its own, then moves the finished files to their places. */
async function buildPackage(options: PackageOptions): Promise<void> {
  if (process.versions.node !== runtimeVersion) {
    throw new UsageError(`packaging needs Node ${runtimeVersion} itself, this is ${process.versions.node}`);
  }
  const cache = join(projectRoot, '.cache');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'package-'));
  try {
    const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
    const bundled = await bundle({ entry: options.entry, file: join(work, 'cmg-preflight.cjs'), version });
    const notices = await collectNotices(bundled);

    const targets: ExecutableTarget[] = [];
    for (const name of options.targets) {
      const target = await prepareTarget(name, work, options.arm64Runtime);
      if (target) targets.push(target);
    }
    if (targets.length === 0) throw new UsageError('nothing is left to build');
    say(`Building ${targets.map(({ os, arch }) => `${os}-${arch}`).join(', ')}`);
    const launcher = join(work, 'launcher.cjs');
    await writeLauncher(bundled.file, launcher, version);
    await buildExecutables(launcher, targets, work);
    for (const { os, output } of targets) {
      if (os !== 'win') continue;
      await writeFile(output, searchSystemFolderOnly(describeProduct(await readFile(output), version)));
      if (options.signing) await signExecutable(output, options.signing);
    }

    const { outputDirectory } = options;
    for (const target of targets) {
      const { os, arch, output } = target;
      await chmod(output, 0o755);
      const note = os === 'win' ? (options.signing ? ', signed' : ', unsigned: see docs/packaging.md') : '';
      await publish(output, join(outputDirectory, `${os}-${arch}`, os === 'win' ? EXE : 'cmg-preflight'), note);
    }
    await mkdir(join(outputDirectory, 'bundle'), { recursive: true });
    await rename(bundled.file, join(outputDirectory, 'bundle', 'cmg-preflight.cjs'));
    await rename(bundled.sourceMap, join(outputDirectory, 'bundle', 'cmg-preflight.cjs.map'));
    await writeFile(join(outputDirectory, NOTICES), notices);
    if (options.targets.includes('win-x64')) await buildIntunePackage(options, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Gets the runtime of a target ready to take the bundle, or says why there is none. */
async function prepareTarget(
  name: TargetName,
  work: string,
  arm64Runtime: string | undefined,
): Promise<ExecutableTarget | undefined> {
  const [os, arch] = name.split('-') as ['win' | 'linux', 'x64' | 'arm64'];
  const output = join(work, `${name}.output`);
  if (name === 'win-arm64' && !arm64Runtime && !pinnedPlatforms.includes(name)) {
    say(
      `win-arm64: not built, because the npm registry has no Windows ARM64 runtime of Node ${runtimeVersion}. Give one with ` +
        '--arm64-runtime <node.exe>; until then the x64 executable serves ARM64 devices under emulation.',
    );
    return undefined;
  }
  const given = name === 'win-arm64' ? arm64Runtime : undefined;
  const source = given ?? (await fetchRuntime(name, say)).executable;
  if (os === 'linux') return { os, arch, runtime: source, output };

  const image = await readFile(source);
  const found = `${architectureOf(image)} ${readVersionStrings(image).ProductVersion ?? 'of an unknown version'}`;
  if (found !== `${arch} ${runtimeVersion}`) {
    throw new UsageError(`${source} is Node ${found}; needed is Node ${arch} ${runtimeVersion}`);
  }
  const runtime = join(work, `${name}.exe`);
  await writeFile(runtime, removeSignature(image));
  return { os, arch, runtime, output };
}

/** The licences of everything inside the executable. Node's own is in its Linux package only. */
async function collectNotices({ metafile, legalComments }: Bundle): Promise<string> {
  const { directory } = await fetchRuntime('linux-x64', say);
  const nodeLicense = await readFile(join(directory, 'LICENSE'), 'utf8');
  const comments = existsSync(legalComments) ? await readFile(legalComments, 'utf8') : '';
  return renderNotices(await bundledPackages(metafile), runtimeVersion, nodeLicense, comments);
}

/** The Win32 app: the x64 executable, what must accompany it, and the administrator's settings where given. */
async function buildIntunePackage({ outputDirectory, settingsFile }: PackageOptions, work: string): Promise<void> {
  const sources: Readonly<Record<string, string>> = {
    [EXE]: join(outputDirectory, 'win-x64', EXE),
    [NOTICES]: join(outputDirectory, NOTICES),
    'LICENSE.txt': join(projectRoot, 'LICENSE'),
    'README.md': join(projectRoot, 'README.md'),
    ...(settingsFile && { 'cmg-preflight.json': settingsFile }),
  };
  const folder: Record<string, Uint8Array> = {};
  for (const [name, path] of Object.entries(sources)) {
    if (existsSync(path)) folder[name] = await readFile(path);
    else say(`cmg-preflight.intunewin goes without ${name}: there is no ${path}`);
  }
  const file = join(work, 'cmg-preflight.intunewin');
  await writeFile(file, encodeIntuneWin(folder satisfies SetupFolder, EXE, generatePackageKeys()));
  await publish(file, join(outputDirectory, 'cmg-preflight.intunewin'), `: ${Object.keys(folder).join(', ')}`);
}

/** Moves a finished file to its place and says so. Copying would leave half a file when it is interrupted. */
async function publish(file: string, destination: string, note: string): Promise<void> {
  await mkdir(dirname(destination), { recursive: true });
  await rename(file, destination).catch(() => copyFile(file, destination)); // another volume
  const { size } = await stat(destination);
  say(`${relative(process.cwd(), destination)} (${(size / 1e6).toFixed(1)} MB${note})`);
}

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) process.stdout.write(packageUsage);
  else await buildPackage(parsePackageOptions(args, process.env, process.env.INIT_CWD ?? process.cwd()));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(error.message);
  process.exitCode = EXIT_USAGE;
}
