import type { RevocationReason } from '../formats/crl-entries.ts';
import type { RevocationMethod } from './revocation-sources.ts';

/** The words of revocation: what was collected, what each source says, what follows. */

/** What came back from one URL (or lies in one file). */
export type CollectedAnswer =
  | {
      readonly method: RevocationMethod;
      readonly url: string;
      readonly status: 'answered';
      /** The body as it came: DER, PEM or gzip for a list, DER for OCSP. */
      readonly bytes: Uint8Array;
    }
  | {
      readonly method: RevocationMethod;
      readonly url: string;
      readonly status: 'unreachable';
      /** Why, in the words of the transport. */
      readonly detail: string;
    };

/**
 * Why a source says what it says.
 * - `good`, `revoked`: the only two that answer the question
 * - `unreachable`: nothing came back
 * - `malformed`: what came back cannot be read
 * - `wrong-issuer`: a list of somebody else
 * - `bad-signature`: not signed by the certificate's issuer
 * - `signer-key-usage`: the issuer's key may not sign lists
 * - `signature-unsupported`: this program cannot verify that signature
 * - `not-yet-valid`, `expired`: by the time that was asked about; Windows knows no grace
 * - `no-next-update`: an OCSP answer without an end date, so nobody can say whether it is fresh
 * - `not-der`: a list in PEM or gzip, which Windows may not be able to read
 * - `unknown-critical`: a critical extension that Windows does not know
 * - `out-of-scope`: a partition that does not cover this certificate
 * - `indirect`: signed by somebody else on behalf of the issuer, which Windows does not support
 * - `partial-reasons`: covers only some reasons, which Windows leaves aside
 * - `delta-without-base`: a delta list alone
 * - `delta-unusable`: there is a delta list and it is stale, damaged or not signed; Windows then fails (field reports)
 * - `responder-error`: the OCSP responder refused to answer
 * - `responder-unknown`: the OCSP responder does not know the certificate
 * - `no-answer`: the OCSP response is about other certificates
 * - `untrusted-responder`: the OCSP signer is neither the issuer nor delegated by it
 * - `nonce-mismatch`: an answer to another question
 */
export type SourceOutcomeCode =
  | 'good'
  | 'revoked'
  | 'unreachable'
  | 'malformed'
  | 'wrong-issuer'
  | 'bad-signature'
  | 'signer-key-usage'
  | 'signature-unsupported'
  | 'not-yet-valid'
  | 'expired'
  | 'no-next-update'
  | 'not-der'
  | 'unknown-critical'
  | 'out-of-scope'
  | 'indirect'
  | 'partial-reasons'
  | 'delta-without-base'
  | 'delta-unusable'
  | 'responder-error'
  | 'responder-unknown'
  | 'no-answer'
  | 'untrusted-responder'
  | 'nonce-mismatch';

/** What one source says about one certificate. */
export interface SourceOutcome {
  readonly method: RevocationMethod;
  readonly url: string;
  readonly code: SourceOutcomeCode;
  /** A few English words on what was seen. */
  readonly detail: string;
  /** Milliseconds since 1970 UTC, where the source could be read that far. */
  readonly thisUpdateMs: number | undefined;
  readonly nextUpdateMs: number | undefined;
  /** Only with `revoked`. */
  readonly revokedAtMs: number | undefined;
  readonly reason: RevocationReason | undefined;
}

/** Remarks that change no status. */
export type RevocationCautionCode =
  /** The complete list is fine and its delta could not be fetched. */
  | 'delta-unreachable'
  /** The signer of the OCSP answer lacks id-pkix-ocsp-nocheck, so Windows checks its revocation too. */
  | 'responder-not-exempt'
  /** Sources contradict each other. */
  | 'sources-disagree';

export interface RevocationCaution {
  readonly code: RevocationCautionCode;
  readonly url: string;
}

/** The status of one certificate. */
export interface RevocationJudgement {
  /** `unknown` is what Windows turns into CERT_REV_FAILED: neither good nor revoked could be established. */
  readonly status: 'good' | 'revoked' | 'unknown';
  /** Every source, in the order of the question. */
  readonly outcomes: readonly SourceOutcome[];
  /** The outcome that decided `good` or `revoked`. */
  readonly decidedBy: SourceOutcome | undefined;
  readonly cautions: readonly RevocationCaution[];
}

/** An outcome of which only the code is known. */
export function outcome(
  source: Pick<CollectedAnswer, 'method' | 'url'>,
  code: SourceOutcomeCode,
  detail: string,
  known: Partial<Pick<SourceOutcome, 'thisUpdateMs' | 'nextUpdateMs' | 'revokedAtMs' | 'reason'>> = {},
): SourceOutcome {
  return {
    method: source.method,
    url: source.url,
    code,
    detail,
    thisUpdateMs: known.thisUpdateMs,
    nextUpdateMs: known.nextUpdateMs,
    revokedAtMs: known.revokedAtMs,
    reason: known.reason,
  };
}
