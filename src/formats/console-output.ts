/**
 * Turns the bytes of a Windows console program into text. What such a program writes to a pipe depends on the program:
 * UTF-8, UTF-16 (also through PowerShell 5.1's `>`), the OEM or the ANSI code page of the machine. Labels are ASCII in
 * all of them, so a wrong guess can cost the accents of a name and nothing else.
 */

/** How the bytes were read. `single-byte`: some 8-bit code page, shown as Windows-1252. */
export type ConsoleEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'single-byte';

export interface ConsoleText {
  readonly encoding: ConsoleEncoding;
  /** Without byte order marks, NULs and control characters other than tab and line ends. */
  readonly text: string;
}

/** ASCII text in UTF-16 has a NUL in every second byte; half of that still tells it from any 8-bit text. */
const UTF16_NUL_SHARE = 0.25;

/** C0 and C1 controls that mean nothing in a report and could forge a line on a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Decodes by byte order mark, then by NULs, then as strict UTF-8, then as a single-byte code page. Never fails. */
export function decodeConsoleOutput(bytes: Uint8Array): ConsoleText {
  const encoding = encodingOf(bytes);
  const label = encoding === 'single-byte' ? 'windows-1252' : encoding;
  const text = new TextDecoder(label)
    .decode(bytes)
    .replace(/\ufeff/g, '')
    .replace(CONTROLS, '');
  return { encoding, text };
}

function encodingOf(bytes: Uint8Array): ConsoleEncoding {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  return encodingByNuls(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'single-byte');
}

/** In little-endian ASCII the NULs stand at odd offsets, in big-endian (or when the first byte was lost) at even ones. */
function encodingByNuls(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (const [offset, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    if (offset % 2 === 0) even += 1;
    else odd += 1;
  }
  const total = even + odd;
  if (total < bytes.length * UTF16_NUL_SHARE || total === 0) return undefined;
  // NULs at both kinds of offset are padding or mixed encodings: as 8-bit text without its NULs both halves can be read.
  if (Math.min(even, odd) > total / 10) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // `stream`: output that was cut in the middle of a character is UTF-8 all the same.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    // TextDecoder's only way to say that the bytes are something else.
    return false;
  }
}
