import { describe, expect, test } from '@jest/globals';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { decodeIntuneWin, encodeIntuneWin, generatePackageKeys } from '../../build/intunewin.ts';

const folder = {
  'cmg-preflight.exe': strToU8('MZ, the rest is made up'),
  'LICENSE.txt': strToU8('MIT'),
  'sub/cmg-preflight.json': strToU8('{"cmg":"contoso.cloudapp.net"}'),
};
const keys = {
  encryptionKey: Buffer.alloc(32, 1),
  macKey: Buffer.alloc(32, 2),
  initializationVector: Buffer.alloc(16, 3),
};
const contentPath = 'IntuneWinPackage/Contents/IntunePackage.intunewin';
const metadataPath = 'IntuneWinPackage/Metadata/Detection.xml';

function unpack(bytes: Uint8Array): { content: Uint8Array; xml: string } {
  const entries = unzipSync(bytes);
  return {
    content: entries[contentPath] ?? new Uint8Array(),
    xml: strFromU8(entries[metadataPath] ?? new Uint8Array()),
  };
}

/** The package with its encrypted content or its metadata changed. */
function tampered(change: { content?: (bytes: Uint8Array) => void; xml?: (text: string) => string }): Uint8Array {
  const { content, xml } = unpack(encodeIntuneWin(folder, 'cmg-preflight.exe', keys));
  change.content?.(content);
  return zipSync({ [contentPath]: content, [metadataPath]: strToU8(change.xml?.(xml) ?? xml) }, { level: 0 });
}

describe('encodeIntuneWin', () => {
  test('is read back file by file', () => {
    const read = decodeIntuneWin(encodeIntuneWin(folder, 'cmg-preflight.exe', generatePackageKeys()));
    expect(read.setupFile).toBe('cmg-preflight.exe');
    expect(Object.keys(read.folder).sort()).toEqual(Object.keys(folder).sort());
    for (const [name, bytes] of Object.entries(folder))
      expect(Buffer.from(read.folder[name] ?? [])).toEqual(Buffer.from(bytes));
  });

  test('gives the same bytes for the same keys and files in another order', () => {
    const reversed = Object.fromEntries(Object.entries(folder).reverse());
    const first = encodeIntuneWin(folder, 'cmg-preflight.exe', keys);
    expect(Buffer.from(encodeIntuneWin(reversed, 'cmg-preflight.exe', keys)).equals(first)).toBe(true);
  });

  test('gives other bytes for other keys', () => {
    const first = encodeIntuneWin(folder, 'cmg-preflight.exe', generatePackageKeys());
    expect(Buffer.from(encodeIntuneWin(folder, 'cmg-preflight.exe', generatePackageKeys())).equals(first)).toBe(false);
  });

  test('has the layout of the content prep tool', () => {
    const bytes = encodeIntuneWin(folder, 'cmg-preflight.exe', keys);
    const { content, xml } = unpack(bytes);
    const size = Number(/<UnencryptedContentSize>(\d+)</.exec(xml)?.[1]);
    expect(Object.keys(unzipSync(bytes))).toEqual([contentPath, metadataPath]);
    expect(content.length).toBe(48 + 16 * (Math.floor(size / 16) + 1));
    expect(Buffer.from(content.subarray(32, 48))).toEqual(keys.initializationVector);
    expect(xml.startsWith('<ApplicationInfo ')).toBe(true);
    // Stored, not deflated: the compression method of the first local header.
    expect(Buffer.from(bytes).readUInt16LE(8)).toBe(0);
  });

  test('refuses a setup file that is missing or needs escaping', () => {
    expect(() => encodeIntuneWin(folder, 'setup.exe', keys)).toThrow('the setup folder has no setup.exe');
    expect(() => encodeIntuneWin({ 'a&b.exe': strToU8('MZ') }, 'a&b.exe', keys)).toThrow('no plain file name');
  });
});

describe('decodeIntuneWin', () => {
  const flipByte = (at: number) => (bytes: Uint8Array) => {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
  };

  test.each([
    ['a flipped byte of the MAC', { content: flipByte(0) }, 'the MAC of the package is wrong'],
    ['a flipped byte of the content', { content: flipByte(60) }, 'the MAC of the package is wrong'],
    ['another MAC in the metadata', { xml: replaceBase64('Mac', 32) }, 'the MAC of the package is wrong'],
    ['another initialization vector', { xml: replaceBase64('InitializationVector', 16) }, 'two initialization vectors'],
    ['another size', { xml: replaceText('UnencryptedContentSize', '1') }, 'the size is wrong'],
    ['another digest', { xml: replaceBase64('FileDigest', 32) }, 'the digest of the content is wrong'],
    ['no keys', { xml: () => '<ApplicationInfo/>' }, 'Detection.xml has no MacKey'],
  ])('refuses %s', (_name, change, message) => {
    expect(() => decodeIntuneWin(tampered(change))).toThrow(message);
  });

  test('refuses a zip that is no package', () => {
    expect(() => decodeIntuneWin(zipSync({ 'a.txt': strToU8('a') }))).toThrow('not an .intunewin package');
  });
});

function replaceText(element: string, text: string): (xml: string) => string {
  return (xml) => xml.replace(new RegExp(`<${element}>[^<]*<`), `<${element}>${text}<`);
}

function replaceBase64(element: string, byteLength: number): (xml: string) => string {
  return replaceText(element, Buffer.alloc(byteLength, 9).toString('base64'));
}
