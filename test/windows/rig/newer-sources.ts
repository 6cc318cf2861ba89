/** Whether the executable under test is what the sources say by now. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { productFile, projectFolder } from './paths.ts';

/** What the executable is made of. */
const ingredients = ['src', 'checks', 'docs', 'build', 'package.json', 'package-lock.json'];

/**
 * Files that were changed after the executable was made, relative to the project; none where another executable is
 * under test. A sign, not a proof: a fresh checkout makes every file new.
 */
export async function newerSources(): Promise<readonly string[]> {
  if (process.env.CMG_PREFLIGHT_EXE !== undefined) return [];
  const made = (await stat(productFile)).mtimeMs;
  const newer: string[] = [];
  for (const ingredient of ingredients) {
    for (const file of await filesIn(join(projectFolder, ingredient))) {
      if ((await stat(file)).mtimeMs > made) newer.push(relative(projectFolder, file));
    }
  }
  return newer;
}

async function filesIn(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
