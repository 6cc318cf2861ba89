import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Put in by the bundler (build/embedded-docs.ts), so that the executable explains its findings without a file beside it. */
declare const CMG_PREFLIGHT_DOCS: string | undefined;

/** @param paths of pages, such as `docs/checks/root-ca.md` @returns their Markdown, by path */
export async function readPages(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (typeof CMG_PREFLIGHT_DOCS === 'string') return unpacked(CMG_PREFLIGHT_DOCS);
  const root = join(import.meta.dirname, '..', '..');
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  );
}

function unpacked(packed: string): ReadonlyMap<string, string> {
  const pages: Readonly<Record<string, string>> = JSON.parse(
    brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8'),
  );
  return new Map(Object.entries(pages));
}
