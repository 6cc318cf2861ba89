import { type HashName, hashByOid, readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm-identifier.ts';
import { timeOf } from './asn1-time.ts';
import { integerOctetsOf, oidOf, signatureOctetsOf, smallIntegerOf } from './asn1-values.ts';
import { type RevocationReason, revocationReason } from './crl-entries.ts';
import { constructedContextTag, contentOf, contextTag, DerReader, encodingOf, inside, TAG } from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { type Decoded, decoding, FormatError } from './format-error.ts';
import { OID } from './oids.ts';
import { type Certificate, readCertificate } from './x509-certificate.ts';
import { type Extension, ExtensionSet, readExtensions } from './x509-extension.ts';

/** OCSP responses (RFC 6960 §4.2). */

/** Largest response. A delegated responder's answer with its certificate has 2 to 5 KB. */
export const MAX_OCSP_BYTES = 1024 * 1024;
/** Most answers in one response; one is asked for, CAs that pre-sign put a handful into one. */
const MAX_ANSWERS = 1_000;
/** Most certificates that come along: the responder's and perhaps its chain. */
const MAX_CERTIFICATES = 20;

/** OCSPResponseStatus other than successful. */
export type OcspErrorStatus = 'malformed-request' | 'internal-error' | 'try-later' | 'sig-required' | 'unauthorized';

export interface OcspCertId {
  /** undefined when the hash is not known here. */
  readonly hash: HashName | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serial: Uint8Array;
}

export type OcspCertStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly revokedAtMs: number; readonly reason: RevocationReason | undefined }
  | { readonly kind: 'unknown' };

export interface OcspAnswer {
  readonly certId: OcspCertId;
  readonly status: OcspCertStatus;
  /** Milliseconds since 1970 UTC. */
  readonly thisUpdateMs: number;
  /** Milliseconds since 1970 UTC; absent means that newer information is always available. */
  readonly nextUpdateMs: number | undefined;
  readonly extensions: readonly Extension[];
}

export type ResponderId =
  | { readonly kind: 'by-name'; readonly name: DistinguishedName }
  /** SHA-1 of the responder's key octets. */
  | { readonly kind: 'by-key'; readonly keyHash: Uint8Array };

export interface OcspBasicResponse {
  readonly kind: 'basic';
  /** The signed bytes. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAtMs: number;
  readonly answers: readonly OcspAnswer[];
  readonly certificates: readonly Certificate[];
  readonly extensions: readonly Extension[];
  readonly nonce: Uint8Array | undefined;
}

export type OcspResponse = OcspBasicResponse | { readonly kind: 'error'; readonly status: OcspErrorStatus };

const ERROR_STATUS: ReadonlyMap<number, OcspErrorStatus> = new Map<number, OcspErrorStatus>([
  [1, 'malformed-request'],
  [2, 'internal-error'],
  [3, 'try-later'],
  [5, 'sig-required'],
  [6, 'unauthorized'],
]);

/** Reads a response. */
export function decodeOcspResponse(bytes: Uint8Array): Decoded<OcspResponse> {
  return decoding(() => {
    if (bytes.length === 0) throw new FormatError('empty', 0, 'there are no bytes');
    if (bytes.length > MAX_OCSP_BYTES) throw new FormatError('too-large', 0, 'the OCSP response is too large');
    const fields = new DerReader(bytes).enter(TAG.sequence, 'the OCSP response');
    const code = smallIntegerOf(fields.expect(TAG.enumerated, 'the response status'));
    if (code !== 0) {
      const status = ERROR_STATUS.get(code);
      if (status === undefined) throw new FormatError('unsupported-structure', 0, 'the response status is not defined');
      return { kind: 'error', status };
    }
    const body = fields.enter(constructedContextTag(0), 'the response bytes').enter(TAG.sequence, 'the response bytes');
    const type = oidOf(body.expect(TAG.oid, 'the response type'));
    if (type !== OID.ocspBasicResponse) {
      throw new FormatError('unsupported-structure', 0, 'the response is not of the basic type');
    }
    return readBasicResponse(new DerReader(contentOf(body.expect(TAG.octetString, 'the response'))));
  });
}

function readBasicResponse(reader: DerReader): OcspBasicResponse {
  const parts = reader.enter(TAG.sequence, 'the basic response');
  const tbs = parts.expect(TAG.sequence, 'the response data');
  const signatureAlgorithm = readSignatureAlgorithm(parts, 'the signature algorithm');
  const signature = signatureOctetsOf(parts.expect(TAG.bitString, 'the signature'));
  const certificates = readCertificates(parts.optionalEnter(constructedContextTag(0)));
  parts.finish('the basic response');

  const fields = inside(tbs);
  fields.optional(constructedContextTag(0)); // version, default v1
  const responderId = readResponderId(fields);
  const producedAtMs = timeOf(fields.expect(TAG.generalizedTime, 'the time of production'));
  const list = fields.enter(TAG.sequence, 'the answers');
  const answers: OcspAnswer[] = [];
  while (!list.atEnd) {
    if (answers.length >= MAX_ANSWERS)
      throw new FormatError('too-many', list.offset, 'the response has too many answers');
    answers.push(readAnswer(list.enter(TAG.sequence, 'an answer')));
  }
  const extensions = readOptionalExtensions(fields);
  fields.finish('the response data');
  const nonce = new ExtensionSet(extensions).read(OID.ocspNonce, (value) =>
    value.tag === TAG.octetString ? contentOf(value) : encodingOf(value),
  );
  return {
    kind: 'basic',
    tbs: encodingOf(tbs),
    signatureAlgorithm,
    signature,
    responderId,
    producedAtMs,
    answers,
    certificates,
    extensions,
    nonce,
  };
}

function readCertificates(wrapper: DerReader | undefined): Certificate[] {
  const list = wrapper?.enter(TAG.sequence, 'the certificates');
  const certificates: Certificate[] = [];
  while (list && !list.atEnd) {
    if (certificates.length >= MAX_CERTIFICATES)
      throw new FormatError('too-many', list.offset, 'too many certificates');
    certificates.push(readCertificate(list));
  }
  return certificates;
}

function readResponderId(fields: DerReader): ResponderId {
  const byName = fields.optionalEnter(constructedContextTag(1));
  if (byName) return { kind: 'by-name', name: readName(byName, 'the responder name') };
  const byKey = fields.enter(constructedContextTag(2), 'the responder');
  return { kind: 'by-key', keyHash: contentOf(byKey.expect(TAG.octetString, 'the hash of the responder key')) };
}

function readAnswer(fields: DerReader): OcspAnswer {
  const certId = readCertId(fields.enter(TAG.sequence, 'the certificate identifier'));
  const status = readStatus(fields);
  const thisUpdateMs = timeOf(fields.expect(TAG.generalizedTime, 'the date of the answer'));
  const nextUpdate = fields.optionalEnter(constructedContextTag(0));
  const nextUpdateMs = nextUpdate && timeOf(nextUpdate.expect(TAG.generalizedTime, 'the end date of the answer'));
  const extensions = readOptionalExtensions(fields);
  fields.finish('an answer');
  return { certId, status, thisUpdateMs, nextUpdateMs, extensions };
}

function readCertId(fields: DerReader): OcspCertId {
  const algorithm = fields.enter(TAG.sequence, 'the hash algorithm');
  const certId = {
    hash: hashByOid(oidOf(algorithm.expect(TAG.oid, 'the hash algorithm'))),
    issuerNameHash: contentOf(fields.expect(TAG.octetString, 'the hash of the issuer name')),
    issuerKeyHash: contentOf(fields.expect(TAG.octetString, 'the hash of the issuer key')),
    serial: integerOctetsOf(fields.expect(TAG.integer, 'the serial number')),
  };
  fields.finish('the certificate identifier');
  return certId;
}

/** CertStatus ::= CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }, all implicit. */
function readStatus(fields: DerReader): OcspCertStatus {
  const value = fields.next();
  switch (value.tag) {
    case contextTag(0):
      return { kind: 'good' };
    case contextTag(2):
      return { kind: 'unknown' };
    case constructedContextTag(1): {
      const info = inside(value);
      const revokedAtMs = timeOf(info.expect(TAG.generalizedTime, 'the revocation time'));
      const reason = info.optionalEnter(constructedContextTag(0));
      const code = reason && smallIntegerOf(reason.expect(TAG.enumerated, 'the revocation reason'));
      return { kind: 'revoked', revokedAtMs, reason: code === undefined ? undefined : revocationReason(code) };
    }
    default:
      throw new FormatError('unexpected-tag', value.start, 'the certificate status is not defined');
  }
}

function readOptionalExtensions(fields: DerReader): Extension[] {
  const wrapper = fields.optionalEnter(constructedContextTag(1));
  return wrapper ? readExtensions(wrapper) : [];
}
