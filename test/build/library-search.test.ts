import { expect, test } from '@jest/globals';
import { NtExecutable } from 'resedit';
import { searchesSystemFolderOnly, searchSystemFolderOnly } from '../../build/library-search.ts';

/** A 64-bit image with a load configuration that says it has this many bytes. */
function imageWithLoadConfig(byteLength: number): Buffer {
  const executable = NtExecutable.createEmpty(false, false);
  const data = Buffer.alloc(512);
  data.writeUInt32LE(byteLength);
  executable.setSectionByEntry(10, {
    info: {
      name: '.rdata',
      virtualAddress: 0x1000,
      virtualSize: data.length,
      sizeOfRawData: data.length,
      pointerToRawData: 0,
      pointerToRelocations: 0,
      pointerToLineNumbers: 0,
      numberOfRelocations: 0,
      numberOfLineNumbers: 0,
      characteristics: 0x40000040,
    },
    data: new Uint8Array(data).buffer,
  });
  return Buffer.from(executable.generate());
}

test('libraries are looked for in System32 alone, and nothing else of the image changes', () => {
  const image = imageWithLoadConfig(320);
  expect(searchesSystemFolderOnly(image)).toBe(false);
  const changed = searchSystemFolderOnly(image);
  expect(searchesSystemFolderOnly(changed)).toBe(true);
  expect(changed.length).toBe(image.length);
  expect([...image.keys()].filter((at) => image[at] !== changed[at])).toHaveLength(1);
});

test.each([
  ['no load configuration', Buffer.from(NtExecutable.createEmpty(false, false).generate())],
  ['one that is older than the flag', imageWithLoadConfig(64)],
])('an image with %s is refused', (_, image) => {
  expect(() => searchSystemFolderOnly(image)).toThrow('load configuration');
});
