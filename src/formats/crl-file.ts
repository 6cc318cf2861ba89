import { gunzipSync } from 'node:zlib';
import { TAG } from './der.ts';
import { type Decoded, decodedOrThrow, decoding, FormatError } from './format-error.ts';
import { decodePem, decodePemBody, looksLikePem } from './pem.ts';

/** The wrappings in which revocation lists are served: plain DER, PEM, gzip. */

/**
 * Largest list, packed or not: no less than what is fetched, because a list that Windows takes is not malformed here. The
 * largest public lists have about 40 MB (a million entries).
 */
export const MAX_CRL_BYTES = 128 * 1024 * 1024;

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The DER of a list. PEM costs a third more than DER, so the limit holds for the DER in it. */
export function unwrapCrl(bytes: Uint8Array): Decoded<Uint8Array> {
  return decoding(() => {
    if (bytes.length === 0) throw new FormatError('empty', 0, 'there are no bytes');
    if (bytes.length > MAX_CRL_BYTES) throw new FormatError('too-large', 0, 'the revocation list is too large');
    const unpacked = bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1] ? gunzip(bytes) : bytes;
    if (unpacked[0] === TAG.sequence) return unpacked;
    if (!looksLikePem(unpacked)) throw new FormatError('not-recognised', 0, 'this is neither DER, PEM nor gzip');
    const block = decodedOrThrow(decodePem(unpacked)).find(({ label }) => label === 'X509 CRL' || label === 'CRL');
    if (block === undefined) throw new FormatError('not-recognised', 0, 'the PEM text holds no revocation list');
    return decodedOrThrow(decodePemBody(block));
  });
}

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    // The bound holds while it unpacks, so a small file cannot become gigabytes first.
    return gunzipSync(bytes, { maxOutputLength: MAX_CRL_BYTES });
  } catch {
    // zlib reports damage and the bound alike by throwing; nothing else happens in there.
    throw new FormatError('bad-gzip', 0, 'the gzip data is damaged or unpacks to more than the limit');
  }
}
