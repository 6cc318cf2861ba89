/**
 * Child process of executable.ts: pkg's SEA builder, alone with the HOME and TMPDIR it is given.
 *
 * pkg's command line and its `exec` do not pass `seaConfig` on; this function, which they call, takes it.
 */
import buildSea from '@yao-pkg/pkg/lib-es5/sea.js';
import type { SeaJob } from './executable.ts';

const job = JSON.parse(process.argv[2] ?? '') as SeaJob;

const seaConfig = {
  // Relative to pkg's temporary folder, where the blob is made: Node writes this path into the blob and prints it in error
  // stacks, and an absolute one would make the bytes depend on the builder's folders.
  main: `../${job.bundleName}`,
  disableExperimentalSEAWarning: true,
  // Both would tie the bytes to the machine that builds.
  useSnapshot: false,
  useCodeCache: false,
  // Without it NODE_OPTIONS of the machine is obeyed by an executable that runs as SYSTEM, and a bad one stops it (exit 9).
  execArgvExtension: 'none',
  execArgv: job.nodeFlags,
};

// A CommonJS module's `default` export arrives inside its namespace.
await buildSea.default(job.bundle, { targets: [...job.targets], seaConfig });
