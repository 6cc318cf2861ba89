import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { projectRoot } from './fetch-runtime.mjs';

/**
 * Every page of docs/ by its path, as the text that src/cli/doc-pages.ts unpacks: Base64 of Brotli of JSON.
 *
 * As plain text the pages would cost every run some milliseconds, because V8 scans what it never evaluates. Brotli and not
 * deflate, whose bytes hang on the processor that the build runs on.
 */
export async function packDocs(): Promise<string> {
  const folders = ['docs', 'docs/checks'];
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(join(projectRoot, folder))).map((name) => `${folder}/${name}`)),
  );
  // In one order and with one kind of line end, whatever the file system and Git make of them.
  const paths = names
    .flat()
    .filter((path) => path.endsWith('.md'))
    .sort();
  const pages = await Promise.all(
    paths.map(
      async (path) => [path, (await readFile(join(projectRoot, path), 'utf8')).replaceAll('\r\n', '\n')] as const,
    ),
  );
  return brotliCompressSync(JSON.stringify(Object.fromEntries(pages))).toString('base64');
}
