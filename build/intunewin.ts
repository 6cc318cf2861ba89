/**
 * The `.intunewin` container that Intune takes as a Win32 app, in the form that Microsoft's Win32 Content Prep Tool
 * (https://github.com/microsoft/Microsoft-Win32-Content-Prep-Tool) writes. Its layout is undocumented; it was read from
 * the tool's own packages and agrees with svrooij/ContentPrep and volodymyrsmirnov/IntuneWin.
 *
 *     outer zip, stored
 *       IntuneWinPackage/Contents/IntunePackage.intunewin   mac[32] | iv[16] | AES-256-CBC of the inner zip
 *       IntuneWinPackage/Metadata/Detection.xml             names, sizes and the keys
 *
 * The keys travel inside, so nothing secret belongs into a package.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';

/** The content of a setup folder: file name, with `/` between folders, to bytes. */
export type SetupFolder = Readonly<Record<string, Uint8Array>>;

/** The random parts of a package: the same ones give the same bytes. */
export interface PackageKeys {
  /** 32 bytes. */
  readonly encryptionKey: Buffer;
  /** 32 bytes. */
  readonly macKey: Buffer;
  /** 16 bytes. */
  readonly initializationVector: Buffer;
}

const CONTENT_PATH = 'IntuneWinPackage/Contents/IntunePackage.intunewin';
const METADATA_PATH = 'IntuneWinPackage/Metadata/Detection.xml';
const CIPHER = 'aes-256-cbc';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const MAC_BYTES = 32;
const PLAIN_FILE_NAME = /^[\w.-]+$/;
/** The version of the content prep tool that this form is of; Intune only warns of older ones. */
const TOOL_VERSION = '1.8.6.0';
/** Zip time stamps are local time, so a local date gives the same bytes everywhere; 1980 is the format's first year. */
const ZIP_TIME = new Date(1980, 0, 1);

export function generatePackageKeys(): PackageKeys {
  return {
    encryptionKey: randomBytes(KEY_BYTES),
    macKey: randomBytes(KEY_BYTES),
    initializationVector: randomBytes(IV_BYTES),
  };
}

/**
 * Encodes a setup folder as a package.
 * @param setupFile the file of the folder that Intune names as the setup file
 */
export function encodeIntuneWin(folder: SetupFolder, setupFile: string, keys: PackageKeys): Uint8Array {
  if (!(setupFile in folder)) throw new Error(`the setup folder has no ${setupFile}`);
  // The name goes into XML and onto a command line: a plain one needs no escaping in either.
  if (!PLAIN_FILE_NAME.test(setupFile)) throw new Error(`${setupFile} is no plain file name`);
  const content = zipSync(sorted(folder), { mtime: ZIP_TIME });
  const cipher = createCipheriv(CIPHER, keys.encryptionKey, keys.initializationVector);
  const body = Buffer.concat([keys.initializationVector, cipher.update(content), cipher.final()]);
  const mac = createHmac('sha256', keys.macKey).update(body).digest();
  const metadata = renderMetadata({
    setupFile,
    contentSize: content.length,
    keys,
    mac,
    fileDigest: createHash('sha256').update(content).digest(),
  });
  return zipSync(
    { [CONTENT_PATH]: Buffer.concat([mac, body]), [METADATA_PATH]: strToU8(metadata) },
    { level: 0, mtime: ZIP_TIME },
  );
}

/**
 * Decodes a package as Intune's agent does, every check included.
 * @throws when it is not a package, or its MAC, size or digest is wrong
 */
export function decodeIntuneWin(bytes: Uint8Array): { readonly setupFile: string; readonly folder: SetupFolder } {
  const entries = unzipSync(bytes);
  const encrypted = entries[CONTENT_PATH];
  const metadata = entries[METADATA_PATH];
  if (!encrypted || !metadata || Object.keys(entries).length !== 2) throw new Error('not an .intunewin package');
  const xml = strFromU8(metadata);
  const mac = encrypted.subarray(0, MAC_BYTES);
  const body = encrypted.subarray(MAC_BYTES);
  const iv = body.subarray(0, IV_BYTES);
  const expectedMac = createHmac('sha256', readBase64(xml, 'MacKey')).update(body).digest();
  if (!timingSafeEqual(expectedMac, mac) || !timingSafeEqual(expectedMac, readBase64(xml, 'Mac'))) {
    throw new Error('the MAC of the package is wrong');
  }
  if (!timingSafeEqual(readBase64(xml, 'InitializationVector'), iv)) throw new Error('two initialization vectors');
  const decipher = createDecipheriv(CIPHER, readBase64(xml, 'EncryptionKey'), iv);
  const content = Buffer.concat([decipher.update(body.subarray(IV_BYTES)), decipher.final()]);
  if (String(content.length) !== readElement(xml, 'UnencryptedContentSize')) throw new Error('the size is wrong');
  if (!createHash('sha256').update(content).digest().equals(readBase64(xml, 'FileDigest'))) {
    throw new Error('the digest of the content is wrong');
  }
  return { setupFile: readElement(xml, 'SetupFile'), folder: unzipSync(content) };
}

interface Metadata {
  readonly setupFile: string;
  /** Bytes of the inner zip before encryption. */
  readonly contentSize: number;
  readonly keys: PackageKeys;
  readonly mac: Buffer;
  readonly fileDigest: Buffer;
}

/** Detection.xml as the tool writes it: no XML declaration, no byte order mark, Windows line ends. */
function renderMetadata({ setupFile, contentSize, keys, mac, fileDigest }: Metadata): string {
  return [
    '<ApplicationInfo xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
      `ToolVersion="${TOOL_VERSION}">`,
    `  <Name>${setupFile}</Name>`,
    `  <UnencryptedContentSize>${contentSize}</UnencryptedContentSize>`,
    '  <FileName>IntunePackage.intunewin</FileName>',
    `  <SetupFile>${setupFile}</SetupFile>`,
    '  <EncryptionInfo>',
    `    <EncryptionKey>${keys.encryptionKey.toString('base64')}</EncryptionKey>`,
    `    <MacKey>${keys.macKey.toString('base64')}</MacKey>`,
    `    <InitializationVector>${keys.initializationVector.toString('base64')}</InitializationVector>`,
    `    <Mac>${mac.toString('base64')}</Mac>`,
    '    <ProfileIdentifier>ProfileVersion1</ProfileIdentifier>',
    `    <FileDigest>${fileDigest.toString('base64')}</FileDigest>`,
    '    <FileDigestAlgorithm>SHA256</FileDigestAlgorithm>',
    '  </EncryptionInfo>',
    '</ApplicationInfo>',
  ].join('\r\n');
}

function sorted(folder: SetupFolder): Zippable {
  return Object.fromEntries(Object.entries(folder).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readElement(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (text === undefined) throw new Error(`Detection.xml has no ${name}`);
  return text;
}

function readBase64(xml: string, name: string): Buffer {
  return Buffer.from(readElement(xml, name), 'base64');
}
