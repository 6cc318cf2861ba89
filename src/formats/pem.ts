import { type Decoded, decoding, FormatError } from './format-error.ts';

/** PEM armour (RFC 7468): text blocks around base64. */

/** Most blocks in one file. The largest bundle in use, Mozilla's roots, has about 150. */
const MAX_BLOCKS = 5_000;

export interface PemBlock {
  /** What stands behind BEGIN, e.g. `CERTIFICATE`. */
  readonly label: string;
  /** The lines between the armour: base64, in old key files with headers in front. */
  readonly body: string;
  /** Offset of the block in the file. */
  readonly offset: number;
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** True when the input looks like PEM: the armour may stand behind explanatory text. */
export function looksLikePem(bytes: Uint8Array): boolean {
  // Explanatory text in front (openssl x509 -text) stays well below this.
  const HEAD_BYTES = 64 * 1024;
  return textOf(bytes.subarray(0, HEAD_BYTES)).includes(BEGIN);
}

/** All blocks in order, still in base64. Text between them is ignored, as everywhere. */
export function decodePem(bytes: Uint8Array): Decoded<readonly PemBlock[]> {
  return decoding(() => {
    const text = textOf(bytes);
    const blocks: PemBlock[] = [];
    let offset = text.indexOf(BEGIN);
    while (offset >= 0) {
      if (blocks.length >= MAX_BLOCKS) throw new FormatError('too-many', offset, 'the file has too many PEM blocks');
      const labelEnd = text.indexOf(DASHES, offset + BEGIN.length);
      const label = labelEnd < 0 ? '' : text.slice(offset + BEGIN.length, labelEnd);
      const trailer = `-----END ${label}-----`;
      const end = labelEnd < 0 || label.includes('\n') ? -1 : text.indexOf(trailer, labelEnd);
      if (end < 0) throw new FormatError('truncated', offset, 'a PEM block has no end line');
      blocks.push({ label, body: text.slice(labelEnd + DASHES.length, end), offset });
      offset = text.indexOf(BEGIN, end + trailer.length);
    }
    return blocks;
  });
}

/** The bytes of one block. */
export function decodePemBody(block: PemBlock): Decoded<Uint8Array> {
  return decoding(() => {
    const compact = block.body.replace(/\s+/g, '');
    // Buffer.from skips what it does not know, so a damaged block would become other bytes without a word.
    if (!BASE64.test(compact) || compact.length % 4 !== 0) {
      throw new FormatError('bad-base64', block.offset, 'a PEM block is not base64');
    }
    return Buffer.from(compact, 'base64');
  });
}

/** PowerShell's `>` writes UTF-16 with a byte order mark; everything else that matters here is ASCII. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes[0] === 0xff && bytes[1] === 0xfe ? buffer.toString('utf16le') : buffer.toString('latin1');
}
