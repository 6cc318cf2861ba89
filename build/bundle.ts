import { join } from 'node:path';
import { build, formatMessages, type Metafile } from 'esbuild';
import { packDocs } from './embedded-docs.ts';
import { projectRoot } from './fetch-runtime.mjs';

/** The product as one CommonJS file, and which files went into it. */
export interface Bundle {
  readonly file: string;
  readonly sourceMap: string;
  /** Licence comments that a source file asks to be kept. */
  readonly legalComments: string;
  readonly metafile: Metafile;
}

export interface BundleOptions {
  /** Absolute path of the TypeScript entry. */
  readonly entry: string;
  /** Absolute path of the CommonJS file to write; its source map and legal comments are written beside it. */
  readonly file: string;
  /** What `--version` prints: `CMG_PREFLIGHT_VERSION` in the source becomes this string. */
  readonly version: string;
}

/**
 * Bundles an entry for the SEA executable.
 *
 * Names stay as they are written and only white space and syntax shrink: an error stack still names its functions, and
 * the source map, which is kept beside the executables, turns its columns into lines.
 * @throws when the source does not bundle; a warning counts, because what esbuild warns of breaks at run time
 */
export async function bundle({ entry, file, version }: BundleOptions): Promise<Bundle> {
  const { metafile, warnings } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    // The newest syntax level this esbuild knows of the pinned runtime's line.
    target: 'node24',
    format: 'cjs',
    // ASCII keeps V8 on its one-byte strings, which parse faster; it is esbuild's default and start time depends on it.
    charset: 'ascii',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'external',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    // Errors are thrown and warnings are looked at below; nothing is printed twice.
    logLevel: 'silent',
    // Resolves packages for an entry outside the project too (tests of this recipe).
    nodePaths: [join(projectRoot, 'node_modules')],
    inject: [join(projectRoot, 'build', 'import-meta.mjs')],
    alias: { 'escalade/sync': join(projectRoot, 'build', 'no-package-lookup.mjs') },
    define: {
      CMG_PREFLIGHT_VERSION: JSON.stringify(version),
      CMG_PREFLIGHT_DOCS: JSON.stringify(await packDocs()),
      'import.meta.url': 'importMetaUrl',
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
  });
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: 'warning' })).join('\n'));
  return { file, sourceMap: `${file}.map`, legalComments: `${file}.LEGAL.txt`, metafile };
}
