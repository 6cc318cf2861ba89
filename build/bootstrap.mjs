/**
 * What every `npm run` command goes through: on a fresh clone it installs what is missing, then it hands over to the
 * pinned Node. Plain JavaScript for any Node >= 18 on Linux, macOS and Windows; stdout belongs to the command alone.
 *
 *     node build/bootstrap.mjs <command> [arguments]
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './fetch-runtime.mjs';
import { installDependencies, provideNode } from './install-dependencies.mjs';

const commands = {
  start: ['build/start.ts'],
  test: ['node_modules/jest/bin/jest.js'],
  'test:windows': ['test/windows/main.ts'],
  lab: ['test/lab/main.ts'],
  bench: ['test/bench/main.ts'],
  package: ['build/package.ts'],
  'verify-package': ['build/verify-package.ts'],
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'],
  typecheck: ['node_modules/typescript/bin/tsc', '-p', '.'],
};

/** Jest loads ES modules through `vm` modules only. Its workers need the flags too, so they go into the environment. */
const jestNodeOptions = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

const EXIT_USAGE = 64;
const EXIT_SOFTWARE = 70;

const report = (message) => process.stderr.write(`${message}\n`);

async function main([name = '', ...rest]) {
  if (!Object.hasOwn(commands, name)) {
    report(`Unknown command "${name}": use one of ${Object.keys(commands).join(', ')}.`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  let node;
  try {
    await installDependencies(report);
    node = await provideNode(report);
  } catch (error) {
    report(error.message);
    process.exitCode = EXIT_SOFTWARE;
    return;
  }
  const [script, ...fixed] = commands[name];
  const env = { ...process.env };
  if (name === 'test') env.NODE_OPTIONS = [env.NODE_OPTIONS, ...jestNodeOptions].filter(Boolean).join(' ');
  runInstead(node, [join(projectRoot, script), ...fixed, ...rest], env);
}

/** Runs the command as if it had been started in this process's place: same streams, signals and exit status. */
function runInstead(node, args, env) {
  const child = spawn(node, args, { cwd: projectRoot, stdio: 'inherit', env });
  child.once('error', (error) => {
    report(`${node} could not be started: ${error.message}`);
    process.exitCode = EXIT_SOFTWARE;
  });
  // A terminal sends SIGINT to the child by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code;
  });
}

await main(process.argv.slice(2));
