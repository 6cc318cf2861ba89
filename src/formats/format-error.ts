/**
 * The one way in which a binary reader says no.
 *
 * Inside a reader a fault is thrown as a {@link FormatError}, because a grammar of thirty nested optional fields is
 * unreadable when every step returns a union. Nobody outside sees that: every exported `decode…` function runs inside
 * {@link decoding} and returns a {@link Decoded} value. Anything else that is thrown is a bug and passes through.
 */

/** Every reason for which bytes are refused. Closed: a reader must choose one of these. */
export type FormatFaultCode =
  | 'empty'
  | 'too-large'
  | 'too-many'
  | 'too-deep'
  | 'truncated'
  | 'trailing-bytes'
  | 'high-tag-number'
  | 'indefinite-length'
  | 'non-minimal-length'
  | 'unexpected-tag'
  | 'bad-boolean'
  | 'bad-integer'
  | 'bad-bit-string'
  | 'bad-oid'
  | 'bad-time'
  | 'bad-string'
  | 'bad-base64'
  | 'bad-gzip'
  | 'bad-ip-address'
  | 'bad-content-type'
  | 'duplicate-extension'
  | 'unsupported-version'
  | 'unsupported-structure'
  | 'missing-certificate'
  | 'key-name-mismatch'
  | 'not-recognised';

/** Why bytes were refused, and where. */
export interface FormatFault {
  readonly code: FormatFaultCode;
  /** Byte offset into the input that the reader was given (for PEM and gzip: into the unpacked bytes). */
  readonly offset: number;
  /** One sentence in English for the evidence; never contains bytes of the input. */
  readonly message: string;
}

/** A value, or the reason why there is none. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: FormatFault };

/** Thrown inside readers only; see the head of this file. */
export class FormatError extends Error {
  readonly code: FormatFaultCode;
  readonly offset: number;

  constructor(code: FormatFaultCode, offset: number, message: string) {
    super(message);
    this.name = 'FormatError';
    this.code = code;
    this.offset = offset;
  }
}

/** Public boundary of every reader: turns a thrown {@link FormatError} into a value. */
export function decoding<T>(read: () => T): Decoded<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof FormatError) {
      return { ok: false, error: { code: error.code, offset: error.offset, message: error.message } };
    }
    throw error;
  }
}

/** The reverse of {@link decoding}, for a reader that calls another reader's public function. */
export function decodedOrThrow<T>(decoded: Decoded<T>): T {
  if (decoded.ok) return decoded.value;
  throw new FormatError(decoded.error.code, decoded.error.offset, decoded.error.message);
}
