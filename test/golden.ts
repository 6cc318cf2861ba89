import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';

const folder = join(import.meta.dirname, 'golden');

/** Compares with `test/golden/<name>`; `UPDATE_GOLDEN=1` writes it instead. */
export function expectGolden(name: string, actual: string): void {
  const file = join(folder, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  expect(actual).toBe(readFileSync(file, 'utf8'));
}
