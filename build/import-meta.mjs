/**
 * Stands in for `import.meta.url`, which a CommonJS bundle does not have. Inside the executable `__filename` is the
 * executable itself. esbuild injects this into the bundle.
 */
import { pathToFileURL } from 'node:url';

export const importMetaUrl = pathToFileURL(__filename).href;
