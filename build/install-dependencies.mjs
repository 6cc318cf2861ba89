/**
 * Keeps node_modules in step with package-lock.json and puts the pinned Node into it. Plain JavaScript for any Node >= 18.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchRuntime, hostPlatform, pinnedPlatforms, projectRoot, runNpm, runtimeVersion } from './fetch-runtime.mjs';

const stampFile = join(projectRoot, 'node_modules', '.lock-stamp');
const pinnedNode = join(projectRoot, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The first Node line whose type stripping runs this project's TypeScript without a flag or a warning. */
const OLDEST_USABLE_MAJOR = 24;

/**
 * Installs the locked packages when they are missing or differ from package-lock.json.
 * @param {(message: string) => void} report told before something slow starts
 */
export async function installDependencies(report) {
  const lock = readFileSync(join(projectRoot, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!isInstalled(JSON.parse(lock.toString()))) {
    report('Installing the locked npm packages (once, and again when package-lock.json changes)');
    await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  writeFileSync(stampFile, stamp);
}

/**
 * Whether npm's own record of node_modules matches the lock, so that a plain `npm install` is not done a second time.
 * Packages for other platforms are optional and may be missing.
 */
function isInstalled(lock) {
  const record = join(projectRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages ?? {};
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional === true;
  });
}

/**
 * The Node to run the project with: the pinned one, or this one where none is pinned for the machine and it will do.
 * @param {(message: string) => void} report told before something slow starts, or when another Node is used
 * @returns {Promise<string>} absolute path
 * @throws with a sentence for people when no usable Node can be had
 */
export async function provideNode(report) {
  const platform = hostPlatform();
  if (!pinnedPlatforms.includes(platform)) {
    if (Number.parseInt(process.versions.node, 10) >= OLDEST_USABLE_MAJOR) {
      if (process.versions.node !== runtimeVersion) {
        report(`No Node ${runtimeVersion} is pinned for ${platform}: using this Node ${process.versions.node}`);
      }
      return process.execPath;
    }
    throw new Error(
      `No Node ${runtimeVersion} is pinned for ${platform}, and this Node ${process.versions.node} cannot run TypeScript: ` +
        `install Node ${runtimeVersion} (https://nodejs.org/dist/v${runtimeVersion}/) and run the command with it.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'node_modules', 'node', 'package.json'), 'utf8'));
  if (version !== runtimeVersion) {
    throw new Error(
      `package.json pins Node ${version}, build/runtimes.json pins ${runtimeVersion}: docs/packaging.md tells how to change both.`,
    );
  }
  if (!existsSync(pinnedNode)) {
    const { executable } = await fetchRuntime(platform, report);
    mkdirSync(dirname(pinnedNode), { recursive: true });
    try {
      linkSync(executable, pinnedNode);
    } catch {
      copyFileSync(executable, pinnedNode); // the file system has no hard links
    }
    chmodSync(pinnedNode, 0o755);
    linkCommand();
  }
  return pinnedNode;
}

/** npm links `node_modules/.bin/node` only when the file is there at install time, and people type that path. */
function linkCommand() {
  const command = join(projectRoot, 'node_modules', '.bin', 'node');
  if (process.platform !== 'win32' && !existsSync(command)) symlinkSync('../node/bin/node', command);
}
