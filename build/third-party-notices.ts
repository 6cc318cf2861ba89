import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { projectRoot } from './fetch-runtime.mjs';

/** A package whose code is inside the executable. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX licence expression of its package.json. */
  readonly license: string;
  /** Its licence and notice files, joined. */
  readonly text: string;
  /** How much of the bundle is its code. */
  readonly byteLength: number;
}

/** Licences that allow redistribution inside an MIT-licensed executable with nothing but their text. */
const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

const noticeFile = /^(licen[cs]e|notice|copying)/i;

/** The packages that a bundle contains, in order of name, with their licence texts. */
export async function bundledPackages(metafile: Metafile): Promise<readonly BundledPackage[]> {
  const bytes = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const directory = packageDirectory(input);
      if (directory) bytes.set(directory, (bytes.get(directory) ?? 0) + bytesInOutput);
    }
  }
  const packages = await Promise.all([...bytes].map(([directory, byteLength]) => readPackage(directory, byteLength)));
  return packages.sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/**
 * Whether an SPDX licence expression leaves a permissive choice: one alternative of `OR` all of whose `AND` parts are.
 * A form it does not know is refused.
 */
export function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare)) return false;
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((part) => permissive.has(part.trim())));
}

/**
 * The text of THIRD-PARTY-NOTICES.txt.
 * @param nodeLicense Node's own LICENSE file, which covers V8, OpenSSL and the rest of the runtime
 * @throws when a package's licence is not permissive or its text is missing
 */
export function renderNotices(
  packages: readonly BundledPackage[],
  nodeVersion: string,
  nodeLicense: string,
  legalComments: string,
): string {
  const rule = `\n${'='.repeat(100)}\n`;
  const sections = packages.map(({ name, version, license, text }) => {
    if (!isPermissive(license))
      throw new Error(`${name}@${version} has the licence ${license}, which is not permissive`);
    if (text === '') throw new Error(`${name}@${version} (${license}) ships no licence text`);
    return `${name} ${version} (${license})\n\n${text}`;
  });
  if (legalComments.trim() !== '') sections.push(`Notices in source files\n\n${legalComments.trim()}`);
  sections.push(`Node.js ${nodeVersion}\n\n${nodeLicense.trim()}`);
  const preamble = 'cmg-preflight contains the following software. Each part is under its own licence.\n';
  return `${[preamble, ...sections].join(rule)}\n`.replaceAll('\r\n', '\n');
}

/** The package folder of a bundled file, relative to the project, or `undefined` for the project's own files. */
function packageDirectory(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

async function readPackage(directory: string, byteLength: number): Promise<BundledPackage> {
  const path = join(projectRoot, directory);
  const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const files = (await readdir(path)).filter((file) => noticeFile.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return { name, version, license: String(license), text: texts.map((text) => text.trim()).join('\n\n'), byteLength };
}
