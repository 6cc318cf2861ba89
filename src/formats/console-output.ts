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

/**
 * In UTF-16 the high byte of nearly every letter of such output is NUL; only names may hold others. A smaller share
 * means padding, or two encodings in one file (PowerShell's `>>`): without its NULs all of that can be read as 8-bit text.
 */
const UTF16_NUL_SHARE = 0.9;

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

/** The high bytes stand at odd offsets in little-endian text, at even ones in big-endian (or when the first was lost). */
function encodingByNuls(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (let offset = 0; offset + 1 < bytes.length; offset += 2) {
    if (bytes[offset] === 0) even += 1;
    if (bytes[offset + 1] === 0) odd += 1;
  }
  const enough = Math.floor(bytes.length / 2) * UTF16_NUL_SHARE;
  if (bytes.length < 2 || Math.max(even, odd) < enough || Math.min(even, odd) > enough / 10) return undefined;
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
