import { describe, expect, test } from '@jest/globals';
import { NtExecutable } from 'resedit';
import { architectureOf, isSigned, removeSignature } from '../../build/authenticode.ts';

/** An empty 64-bit image; the certificate directory is the fifth of its optional header. */
function unsignedImage(): Buffer {
  return Buffer.from(NtExecutable.createEmpty(false, false).generate());
}

function certificateDirectoryOffset(image: Buffer): number {
  return image.readUInt32LE(0x3c) + 24 + 112 + 4 * 8;
}

function signedImage(certificate = Buffer.alloc(64, 0xcc)): Buffer {
  const unsigned = unsignedImage();
  const image = Buffer.concat([unsigned, certificate]);
  image.writeUInt32LE(unsigned.length, certificateDirectoryOffset(image));
  image.writeUInt32LE(certificate.length, certificateDirectoryOffset(image) + 4);
  return image;
}

describe('isSigned', () => {
  test('sees the certificate table', () => {
    expect(isSigned(unsignedImage())).toBe(false);
    expect(isSigned(signedImage())).toBe(true);
  });
});

describe('removeSignature', () => {
  test('cuts the table and its directory entry off', () => {
    const unsigned = removeSignature(signedImage());
    expect(isSigned(unsigned)).toBe(false);
    expect(unsigned.length).toBe(unsignedImage().length);
  });

  test('leaves an unsigned image as it is', () => {
    const image = unsignedImage();
    expect(removeSignature(image)).toBe(image);
  });

  test('refuses to lose bytes that follow the signature', () => {
    expect(() => removeSignature(Buffer.concat([signedImage(), Buffer.from('appended')]))).toThrow(
      'the signature is not the end of the executable',
    );
  });
});

describe('architectureOf', () => {
  test.each([
    [0x8664, 'x64'],
    [0xaa64, 'arm64'],
    [0x14c, '0x14c'],
  ])('reads machine %d', (machine, name) => {
    const image = unsignedImage();
    image.writeUInt16LE(machine, image.readUInt32LE(0x3c) + 4);
    expect(architectureOf(image)).toBe(name);
  });

  test('refuses what is no 64-bit Windows executable', () => {
    expect(() => architectureOf(Buffer.alloc(512))).toThrow('not a Windows executable');
    const image = Buffer.from(NtExecutable.createEmpty(true, false).generate());
    expect(() => architectureOf(image)).toThrow('not a 64-bit Windows executable');
  });
});
