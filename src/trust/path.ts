import type { Certificate } from '../formats/x509-certificate.ts';
import type { TrustedRoot } from './trust-store.ts';

/** The words of path building: what a certification path is and what can be wrong with it. */

/** Where a certificate of a path came from. */
export type CertificateSource =
  | 'server'
  | 'ca-store'
  | 'aia'
  | 'root-store'
  | 'user-root-store'
  | 'root-program'
  | 'file';

export interface PathElement {
  readonly certificate: Certificate;
  readonly source: CertificateSource;
}

/**
 * What is wrong with a path.
 * - `bad-signature`: the issuer with the right name did not sign this certificate
 * - `expired`, `not-yet-valid`: by the time that was asked about
 * - `not-a-ca`, `path-length`: basic constraints
 * - `key-usage`: an issuer that may not sign certificates
 * - `extended-key-usage`: not for server authentication
 * - `certificate-policy`: a CA above demands a policy that the certificates do not share
 * - `name-constraint`: a CA above does not permit this name
 * - `unknown-critical`: a critical extension that Windows does not know
 * - `malformed-extension`: an extension that cannot be read
 * - `weak-key`, `weak-hash`: a key too short, or a signature over a broken hash, for Windows
 * - `unsupported-algorithm`: a signature or key that this program or Windows may not be able to use
 * - `key-identifier-mismatch`: the certificate asks for an issuer with another key identifier
 * - `disallowed`: in the Disallowed store, or disabled by Microsoft's root program
 * - `root-limited`: store properties withhold server authentication from this root
 */
export type PathFaultCode =
  | 'bad-signature'
  | 'expired'
  | 'not-yet-valid'
  | 'not-a-ca'
  | 'path-length'
  | 'key-usage'
  | 'extended-key-usage'
  | 'certificate-policy'
  | 'name-constraint'
  | 'unknown-critical'
  | 'malformed-extension'
  | 'weak-key'
  | 'weak-hash'
  | 'unsupported-algorithm'
  | 'key-identifier-mismatch'
  | 'disallowed'
  | 'root-limited';

export interface PathFault {
  readonly code: PathFaultCode;
  /** Index into the path: 0 is the server certificate. */
  readonly position: number;
  /** `undetermined`: Windows may see it differently, or this program cannot tell. Never counts as valid nor as invalid. */
  readonly certainty: 'certain' | 'undetermined';
  /** What was seen, in a few English words. */
  readonly detail: string;
}

/** What deserves a remark and changes no verdict. */
export type PathCautionCode = 'sha1-signature' | 'small-rsa-key' | 'name-encoding-differs' | 'root-program-rules';

export interface PathCaution {
  readonly code: PathCautionCode;
  readonly position: number;
  readonly detail: string;
}

/** How a path ends at its top. */
export type PathEnd =
  /** A self-signed certificate in the machine's logical Root store. */
  | { readonly kind: 'trusted-root'; readonly root: TrustedRoot }
  /** A self-signed certificate that only the current user trusts. */
  | { readonly kind: 'user-root'; readonly root: TrustedRoot }
  /** A self-signed certificate known as a public root, not in the machine's stores. */
  | { readonly kind: 'program-root'; readonly certificate: Certificate }
  /** A self-signed certificate that nobody here trusts. */
  | { readonly kind: 'untrusted-root'; readonly certificate: Certificate }
  /** Nobody has the issuer of the topmost certificate. */
  | { readonly kind: 'issuer-not-found'; readonly certificate: Certificate }
  /** The path is longer than MAX_PATH_LENGTH. */
  | { readonly kind: 'too-long' };

/** One way from the server certificate upwards. */
export interface CandidatePath {
  /** Server certificate first. */
  readonly elements: readonly PathElement[];
  readonly end: PathEnd;
  readonly faults: readonly PathFault[];
  readonly cautions: readonly PathCaution[];
}

/**
 * `valid`: ends in a trusted root and nothing is wrong. `undetermined`: would be valid but for faults that are not
 * certain. `invalid`: everything else, a missing root included.
 */
export type PathVerdict = 'valid' | 'undetermined' | 'invalid';

export function pathVerdict(path: Pick<CandidatePath, 'end' | 'faults'>): PathVerdict {
  if (path.end.kind !== 'trusted-root' || path.faults.some(({ certainty }) => certainty === 'certain'))
    return 'invalid';
  return path.faults.length === 0 ? 'valid' : 'undetermined';
}
