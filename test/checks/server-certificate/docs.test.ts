import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { finding } from '../../../checks/server-certificate/codes.ts';

test('every finding of "certificate" has its section, and every section its finding', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/certificate.md'), 'utf8');
  const sections = [...text.matchAll(/^## `([^`]+)`$/gm)].map(([, code]) => code);
  expect(sections.toSorted()).toEqual([...finding.codes].toSorted());
});
