/**
 * The two places of a PE file that an Authenticode signature touches ("PE Format",
 * https://learn.microsoft.com/windows/win32/debug/pe-format, sections "Optional Header" and "The Attribute Certificate Table").
 */

/** File offset of the pointer to the PE signature, fixed by the MS-DOS stub. */
const PE_POINTER_OFFSET = 0x3c;
const PE_SIGNATURE = 0x4550;
const PE_SIGNATURE_BYTES = 4;
const COFF_HEADER_BYTES = 20;
const MAGIC_PE32_PLUS = 0x20b;
const CHECKSUM_OFFSET = 64;
/** Offset of the data directories in a PE32+ optional header (64-bit images, the only ones Node ships). */
const DATA_DIRECTORIES_OFFSET = 112;
const DATA_DIRECTORY_BYTES = 8;
const CERTIFICATE_TABLE_INDEX = 4;

/** COFF machine types by the architecture's name in Node. */
const machines: ReadonlyMap<number, string> = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);

interface CertificateTable {
  /** File offset; unlike every other directory this one is no virtual address. 0 when the file is unsigned. */
  readonly offset: number;
  readonly byteLength: number;
}

/** The architecture a Windows executable is made for, in Node's words, or the machine number in hexadecimal. */
export function architectureOf(image: Buffer): string {
  const machine = image.readUInt16LE(optionalHeaderOffset(image) - COFF_HEADER_BYTES);
  return machines.get(machine) ?? `0x${machine.toString(16)}`;
}

/** Whether the file carries an Authenticode signature, valid or not. */
export function isSigned(image: Buffer): boolean {
  return certificateTable(image).byteLength > 0;
}

/**
 * The same executable without its Authenticode signature, which would be dead weight after the first change to the file
 * and which makes resource editors refuse it.
 * @throws when bytes follow the signature, because cutting there would lose them
 */
export function removeSignature(image: Buffer): Buffer {
  const { offset, byteLength } = certificateTable(image);
  if (byteLength === 0) return image;
  if (offset + byteLength !== image.length) throw new Error('the signature is not the end of the executable');
  const unsigned = Buffer.from(image.subarray(0, offset));
  unsigned.fill(0, directoryOffset(image), directoryOffset(image) + DATA_DIRECTORY_BYTES);
  // The checksum covers the whole file; 0 means "not set", which Windows accepts for everything but drivers.
  unsigned.writeUInt32LE(0, optionalHeaderOffset(image) + CHECKSUM_OFFSET);
  return unsigned;
}

function certificateTable(image: Buffer): CertificateTable {
  const directory = directoryOffset(image);
  return { offset: image.readUInt32LE(directory), byteLength: image.readUInt32LE(directory + 4) };
}

function directoryOffset(image: Buffer): number {
  return optionalHeaderOffset(image) + DATA_DIRECTORIES_OFFSET + CERTIFICATE_TABLE_INDEX * DATA_DIRECTORY_BYTES;
}

function optionalHeaderOffset(image: Buffer): number {
  const signature = image.readUInt32LE(PE_POINTER_OFFSET);
  if (image.readUInt32LE(signature) !== PE_SIGNATURE) throw new Error('not a Windows executable');
  const offset = signature + PE_SIGNATURE_BYTES + COFF_HEADER_BYTES;
  if (image.readUInt16LE(offset) !== MAGIC_PE32_PLUS) throw new Error('not a 64-bit Windows executable');
  return offset;
}
