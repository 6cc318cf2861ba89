import { contentOf, type DerValue, TAG } from './der.ts';
import { FormatError } from './format-error.ts';

/** Character strings of X.520 names and X.509 extensions as JavaScript strings. */

const STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.numericString,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
]);

/** True for the identifier octet of a character string type. */
export const isStringTag = (tag: number): boolean => STRING_TAGS.has(tag);

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRICT_UTF16 = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });

/**
 * The text of a character string. One-octet types (and TeletexString, which Windows and everybody else issue as
 * Latin-1) are read as Latin-1: a stray byte then stays visible and matches nothing, instead of spoiling the certificate.
 * @throws FormatError bad-string, when the bytes are no text of that type
 */
export function stringOf(value: DerValue): string {
  const content = contentOf(value);
  switch (value.tag) {
    case TAG.utf8String:
      return strictly(value, () => STRICT_UTF8.decode(content));
    case TAG.bmpString:
      if (content.length % 2 !== 0) throw new FormatError('bad-string', value.start, 'a BMPString has an odd length');
      return strictly(value, () => STRICT_UTF16.decode(Buffer.from(content).swap16()));
    case TAG.universalString:
      return universalString(value, content);
    default:
      if (!isStringTag(value.tag)) throw new FormatError('unexpected-tag', value.start, 'a text has another type');
      return latin1(content);
  }
}

/** Bytes as Latin-1, for implicitly tagged IA5String. */
export const latin1 = (content: Uint8Array): string => Buffer.from(content).toString('latin1');

function strictly(value: DerValue, decode: () => string): string {
  try {
    return decode();
  } catch {
    // TextDecoder throws TypeError for ill-formed input and nothing else.
    throw new FormatError('bad-string', value.start, 'a text is not well formed');
  }
}

function universalString(value: DerValue, content: Uint8Array): string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length % 4 !== 0) throw new FormatError('bad-string', value.start, 'a UniversalString is cut');
  let text = '';
  for (let offset = 0; offset < content.length; offset += 4) {
    const codePoint = view.getUint32(offset);
    if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) {
      throw new FormatError('bad-string', value.start, 'a UniversalString holds no Unicode character');
    }
    text += String.fromCodePoint(codePoint);
  }
  return text;
}
