import { createHash } from 'node:crypto';
import { TAG } from './der.ts';
import { encodeOid, encodeValue } from './der-writer.ts';
import { OID } from './oids.ts';
import type { Certificate } from './x509-certificate.ts';

/** OCSP requests (RFC 6960 §4.1) in the lightweight form of RFC 5019: one certificate, SHA-1, no nonce, not signed. */

/** Longest request that is put into a URL (RFC 5019 §5); a longer one is posted. */
const MAX_GET_URL_LENGTH = 255;

export const OCSP_REQUEST_TYPE = 'application/ocsp-request';
export const OCSP_RESPONSE_TYPE = 'application/ocsp-response';

const NULL = Uint8Array.of(TAG.null, 0);

/**
 * The request for one certificate. SHA-1 only names the issuer here, nothing is protected by it; it is what Windows sends
 * and the one hash that every responder knows.
 * @param nonce optional extension of RFC 8954; Windows sends none by default, as cached answers would not match
 */
export function encodeOcspRequest(certificate: Certificate, issuer: Certificate, nonce?: Uint8Array): Uint8Array {
  const certId = encodeCertId(certificate, issuer);
  const requestList = encodeValue(TAG.sequence, encodeValue(TAG.sequence, certId));
  const extensions = nonce === undefined ? [] : [encodeValue(0xa2, encodeValue(TAG.sequence, encodeNonce(nonce)))];
  return encodeValue(TAG.sequence, encodeValue(TAG.sequence, requestList, ...extensions));
}

/** CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }. */
export function encodeCertId(certificate: Certificate, issuer: Certificate): Uint8Array {
  const sha1 = (bytes: Uint8Array): Uint8Array => createHash('sha1').update(bytes).digest();
  return encodeValue(
    TAG.sequence,
    encodeValue(TAG.sequence, encodeOid(OID.sha1), NULL),
    encodeValue(TAG.octetString, sha1(certificate.issuer.der)),
    encodeValue(TAG.octetString, sha1(issuer.publicKey.keyOctets)),
    encodeValue(TAG.integer, certificate.serial),
  );
}

function encodeNonce(nonce: Uint8Array): Uint8Array {
  const value = encodeValue(TAG.octetString, nonce);
  return encodeValue(TAG.sequence, encodeOid(OID.ocspNonce), encodeValue(TAG.octetString, value));
}

/** What to send: GET with the request in the path where it is short enough, else POST with it as the body. */
export type OcspExchange =
  | { readonly method: 'GET'; readonly url: string }
  | { readonly method: 'POST'; readonly url: string; readonly body: Uint8Array };

/** GET first, as Windows does, because proxies may cache it (RFC 6960 appendix A.1, RFC 5019 §5). */
export function ocspExchange(responderUrl: string, request: Uint8Array): OcspExchange {
  const encoded = encodeURIComponent(Buffer.from(request).toString('base64'));
  const url = `${responderUrl.endsWith('/') ? responderUrl : `${responderUrl}/`}${encoded}`;
  return url.length <= MAX_GET_URL_LENGTH
    ? { method: 'GET', url }
    : { method: 'POST', url: responderUrl, body: request };
}
