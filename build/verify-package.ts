/**
 * The slow proof behind `npm run package`, for the build server: what is in dist/ is what this source builds, byte for
 * byte, and the executables have the properties that the product hangs on.
 *
 *     npm run package && npm run verify-package      (with the same options for both)
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { architectureOf, isSigned, removeSignature } from './authenticode.ts';
import { nodeFlagsFor } from './executable.ts';
import { hostPlatform, projectRoot } from './fetch-runtime.mjs';
import { decodeIntuneWin } from './intunewin.ts';
import { searchesSystemFolderOnly } from './library-search.ts';
import { readExecutionLevel, readVersionStrings } from './version-resource.ts';

const run = promisify(execFile);
const dist = join(projectRoot, 'dist');
const executables = ['win-x64/cmg-preflight.exe', 'linux-x64/cmg-preflight'];

const failures: string[] = [];

function expect(holds: boolean, sentence: string): void {
  process.stdout.write(`${holds ? '[ OK ]' : '[FAIL]'} ${sentence}\n`);
  if (!holds) failures.push(sentence);
}

/** SHA-256 of a file; of a signed Windows executable without its signature, which holds the time it was made. */
async function digest(file: string): Promise<string> {
  const hash = createHash('sha256');
  if (file.endsWith('.exe')) return hash.update(removeSignature(await readFile(file))).digest('hex');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

async function verifyReproducible(): Promise<void> {
  const again = await mkdtemp(join(projectRoot, '.cache', 'again-'));
  try {
    const options = [...process.argv.slice(2), '--target', executables.map(dirname).join(), '--output-dir', again];
    await run(process.execPath, [join(projectRoot, 'build', 'package.ts'), ...options]);
    for (const name of executables) {
      const [first, second] = await Promise.all([digest(join(dist, name)), digest(join(again, name))]);
      expect(first === second, `a second build of ${name} has the same bytes (sha256 ${first.slice(0, 12)})`);
    }
  } finally {
    await rm(again, { recursive: true, force: true });
  }
}

async function verifyWindowsExecutable(version: string): Promise<void> {
  const image = await readFile(join(dist, 'win-x64/cmg-preflight.exe'));
  const strings = readVersionStrings(image);
  expect(architectureOf(image) === 'x64', 'the Windows executable is made for x64');
  expect(strings.ProductName === 'cmg-preflight', 'its version resource names the product');
  expect(strings.ProductVersion === version, `its version resource says ${version}`);
  expect(readExecutionLevel(image) === 'asInvoker', 'it asks for no elevation');
  expect(searchesSystemFolderOnly(image), 'Windows looks for its libraries in System32 alone');
  for (const flag of nodeFlagsFor('win')) expect(image.includes(flag), `it runs with ${flag}`);
  expect(!image.includes(projectRoot), 'it does not contain the path of the folder it was built in');
  process.stdout.write(`[INFO] it is ${isSigned(image) ? 'signed' : 'unsigned'}\n`);

  const { folder, setupFile } = decodeIntuneWin(await readFile(join(dist, 'cmg-preflight.intunewin')));
  expect(setupFile === 'cmg-preflight.exe', 'the .intunewin names the executable as its setup file');
  expect(image.equals(folder[setupFile] ?? Buffer.alloc(0)), 'the .intunewin holds that very executable');
  expect('THIRD-PARTY-NOTICES.txt' in folder && 'LICENSE.txt' in folder, 'the .intunewin holds the licences');
}

async function verifyLinuxExecutable(version: string): Promise<void> {
  const file = join(dist, 'linux-x64/cmg-preflight');
  const plain = await run(file, ['--version']);
  expect(plain.stdout === `${version}\n`, `--version prints ${version}`);
  const explained = await run(file, ['explain', 'root-ca.missing', 'exit-codes'], { cwd: tmpdir() });
  expect(/certlm\.msc[\s\S]*20964/.test(explained.stdout), 'it explains a finding without a file beside it');
  const library = join(projectRoot, 'no-such-library.so');
  const hostileConfiguration = `nodejs_conf = n\n[n]\nengines = e\n[e]\nx = y\n[y]\ndynamic_path = ${library}\ninit = 1\n`;
  const folder = await mkdtemp(join(projectRoot, '.cache', 'hostile-'));
  try {
    const configuration = join(folder, 'openssl.cnf');
    await writeFile(configuration, hostileConfiguration);
    for (const [name, value] of [
      ['NODE_OPTIONS', '--no-such-flag'],
      ['OPENSSL_CONF', configuration],
    ] as const) {
      const env = { ...process.env, [name]: value };
      const hostile = await run(file, ['--version'], { env }).catch((error: unknown) => ({ stdout: String(error) }));
      expect(hostile.stdout === plain.stdout, `${name} of the machine has no effect`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
const missing = executables.filter((name) => !existsSync(join(dist, name)));
if (missing.length > 0) {
  expect(false, `dist/ has ${missing.join(' and ')}: run npm run package first`);
} else {
  await verifyWindowsExecutable(version);
  if (hostPlatform() === 'linux-x64') await verifyLinuxExecutable(version);
  await verifyReproducible();
}
process.exitCode = failures.length === 0 ? 0 : 1;
