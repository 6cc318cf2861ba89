import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

/**
 * Wraps the bundle into the script that the executable starts with: the bundle goes in as text, which V8 only has to
 * scan, and is compiled when something other than a lone `--version` is asked. Parsing it always costs about 13 ms per
 * megabyte, half of a bare start of Node.
 *
 * The compiled code keeps the bundle's file name, so that its source map still leads to the lines of the source.
 * @param launcher absolute path of the script to write
 */
export async function writeLauncher(bundle: string, launcher: string, version: string): Promise<void> {
  const text = JSON.stringify(await readFile(bundle, 'utf8'));
  await writeFile(
    launcher,
    `'use strict';
if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(${JSON.stringify(`${version}\n`)});
} else {
  require('node:vm').compileFunction(${text}, ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: ${JSON.stringify(basename(bundle))},
  })(exports, require, module, __filename, __dirname);
}
`,
  );
}
