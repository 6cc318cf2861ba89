import { expect, test } from '@jest/globals';
import { returnCodeMeaning } from '../../../src/formats/ccmsetup-command.ts';

test('return codes', () => {
  expect(returnCodeMeaning('exe', 8)).toMatchObject({ intune: 'retry' });
  expect(returnCodeMeaning('exe', 7)).toMatchObject({ intune: 'soft-reboot' });
  expect(returnCodeMeaning('msi', 1639)?.meaning).toMatch(/quotation mark/);
  expect(returnCodeMeaning('msi', 8)).toBeUndefined();
  expect(returnCodeMeaning('exe', -1)).toBeUndefined();
});
