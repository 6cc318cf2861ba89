import { createHash } from 'node:crypto';
import { sameBytes } from '../formats/bytes.ts';
import { sameName } from '../formats/distinguished-name.ts';
import { decodeOcspResponse, type OcspAnswer, type OcspBasicResponse } from '../formats/ocsp-response.ts';
import { OID } from '../formats/oids.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import { type CollectedAnswer, outcome, type RevocationCaution, type SourceOutcome } from './revocation.ts';
import { type SignatureVerdict, verifySignature, verifySignedObject } from './signature.ts';

/** What an OCSP response says about a certificate (RFC 6960 §3.2, §4.2.2.2). */

export interface OcspQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly answer: CollectedAnswer;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** What was sent, if a nonce was: an answer with another one is refused, one without any is not. */
  readonly nonce?: Uint8Array | undefined;
}

export interface OcspJudgement {
  readonly outcome: SourceOutcome;
  readonly cautions: readonly RevocationCaution[];
}

export function judgeOcsp(question: OcspQuestion): OcspJudgement {
  const { answer } = question;
  const alone = (single: SourceOutcome): OcspJudgement => ({ outcome: single, cautions: [] });
  if (answer.status === 'unreachable') return alone(outcome(answer, 'unreachable', answer.detail));
  const decoded = decodeOcspResponse(answer.bytes);
  if (!decoded.ok) return alone(outcome(answer, 'malformed', decoded.error.message));
  if (decoded.value.kind === 'error') return alone(outcome(answer, 'responder-error', decoded.value.status));
  return judgeBasic(question, decoded.value);
}

function judgeBasic(question: OcspQuestion, response: OcspBasicResponse): OcspJudgement {
  const { answer, certificate, issuer, atMs, nonce } = question;
  const single = response.answers.find((candidate) => isAbout(candidate, certificate, issuer));
  const dates = { thisUpdateMs: single?.thisUpdateMs, nextUpdateMs: single?.nextUpdateMs };
  const refuse = (code: SourceOutcome['code'], detail: string): OcspJudgement => ({
    outcome: outcome(answer, code, detail, dates),
    cautions: [],
  });
  const signer = verifyResponder(response, issuer, atMs);
  if (signer.kind === 'untrusted') return refuse('untrusted-responder', signer.detail);
  if (signer.signature === 'unsupported')
    return refuse('signature-unsupported', 'whether Windows can verify its signature is not known');
  if (signer.signature === 'invalid') return refuse('bad-signature', 'its signature is wrong');
  if (single === undefined) return refuse('no-answer', 'the response is about other certificates');
  if (nonce && response.nonce && !sameBytes(nonce, response.nonce)) return refuse('nonce-mismatch', 'another nonce');
  const unknown = [...response.extensions, ...single.extensions].find(
    ({ oid, critical }) => critical && oid !== OID.ocspNonce,
  );
  if (unknown) return refuse('unknown-critical', `critical extension ${unknown.oid}`);
  if (single.thisUpdateMs > atMs) return refuse('not-yet-valid', 'its thisUpdate lies in the future');
  if (single.nextUpdateMs === undefined) return refuse('no-next-update', 'it has no nextUpdate');
  if (single.nextUpdateMs < atMs) return refuse('expired', 'its nextUpdate has passed');
  const cautions: RevocationCaution[] = signer.isExempt ? [] : [{ code: 'responder-not-exempt', url: answer.url }];
  return { outcome: statusOutcome(answer, single), cautions };
}

function statusOutcome(answer: CollectedAnswer, { status, thisUpdateMs, nextUpdateMs }: OcspAnswer): SourceOutcome {
  const dates = { thisUpdateMs, nextUpdateMs };
  switch (status.kind) {
    case 'good':
      return outcome(answer, 'good', 'the responder says good', dates);
    case 'unknown':
      return outcome(answer, 'responder-unknown', 'the responder does not know the certificate', dates);
    case 'revoked': {
      const { revokedAtMs, reason } = status;
      return outcome(answer, 'revoked', 'the responder says revoked', { ...dates, revokedAtMs, reason });
    }
  }
}

/** CertID: serial number, and name and key of the issuer under the hash that the responder chose. */
function isAbout({ certId }: OcspAnswer, certificate: Certificate, issuer: Certificate): boolean {
  const { hash } = certId;
  if (hash === undefined || hash === 'md2' || !sameBytes(certId.serial, certificate.serial)) return false;
  const digest = (bytes: Uint8Array): Uint8Array => createHash(hash).update(bytes).digest();
  return (
    sameBytes(certId.issuerKeyHash, digest(issuer.publicKey.keyOctets)) &&
    (sameBytes(certId.issuerNameHash, digest(certificate.issuer.der)) ||
      sameBytes(certId.issuerNameHash, digest(issuer.subject.der)))
  );
}

type Responder =
  | { readonly kind: 'untrusted'; readonly detail: string }
  | { readonly kind: 'trusted'; readonly signature: SignatureVerdict; readonly isExempt: boolean };

/** RFC 6960 §4.2.2.2: the issuer itself, or a certificate for OCSP signing that this very issuer signed. */
function verifyResponder(response: OcspBasicResponse, issuer: Certificate, atMs: number): Responder {
  const verifyWith = ({ publicKey }: Certificate): SignatureVerdict =>
    verifySignature(response.tbs, response.signature, response.signatureAlgorithm, publicKey);
  if (isResponder(response, issuer)) return { kind: 'trusted', signature: verifyWith(issuer), isExempt: true };
  const signer = response.certificates.find((candidate) => isResponder(response, candidate));
  if (signer === undefined) return { kind: 'untrusted', detail: 'the certificate of its signer is not there' };
  const fault = delegationFault(signer, issuer, atMs);
  if (fault) return { kind: 'untrusted', detail: fault };
  const isExempt = signer.extensions.some(({ oid }) => oid === OID.ocspNoCheck);
  return { kind: 'trusted', signature: verifyWith(signer), isExempt };
}

function isResponder({ responderId }: OcspBasicResponse, candidate: Certificate): boolean {
  if (responderId.kind === 'by-name') return sameName(responderId.name, candidate.subject);
  const keyHash = createHash('sha1').update(candidate.publicKey.keyOctets).digest();
  return sameBytes(responderId.keyHash, keyHash);
}

function delegationFault(signer: Certificate, issuer: Certificate, atMs: number): string | undefined {
  if (!sameName(signer.issuer, issuer.subject)) return 'its signer was certified by somebody else';
  if (verifySignedObject(signer, issuer) !== 'valid') return "the signature on its signer's certificate is wrong";
  if (!signer.extendedKeyUsage?.includes(OID.ocspSigning)) return 'its signer may not sign OCSP answers';
  if (atMs < signer.notBeforeMs || atMs > signer.notAfterMs)
    return "its signer's certificate is not valid at this time";
  const critical = signer.extensions.find(({ oid, critical }) => critical && !SIGNER_EXTENSIONS.has(oid));
  return critical && `its signer's certificate has the critical extension ${critical.oid}`;
}

/** Critical extensions that occur in certificates of delegated responders. */
const SIGNER_EXTENSIONS: ReadonlySet<string> = new Set<string>([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.certificatePolicies,
  OID.applicationPolicies,
  OID.subjectAltName,
  OID.ocspNoCheck,
]);
