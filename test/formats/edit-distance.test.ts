import { expect, test } from '@jest/globals';
import { editDistance } from '../../src/formats/edit-distance.ts';

test.each([
  ['', '', 0],
  ['same', 'same', 0],
  ['', 'four', 4],
  ['deadlin', 'deadline', 1],
  ['tenannt', 'tenant', 1],
  ['cmg', 'mcg', 1],
  ['waut', 'wait', 1],
  ['kitten', 'sitting', 3],
])('from "%s" to "%s": %d', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
  expect(editDistance(to, from)).toBe(distance);
});
