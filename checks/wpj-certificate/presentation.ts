import type { JsonObject } from '../../src/core/json.ts';
import { deviceCertificateOf } from '../entra-join/conclusion.ts';
import type { WpjCertificateEvidence } from './evidence.ts';

/** The certificate and the state of its key; the sources they come from stand under entra-join. */
export function presentCertificateFacts(evidence: WpjCertificateEvidence): JsonObject {
  if (evidence.kind === 'not-needed') return { notNeededBecauseOf: evidence.identity };
  const { join, key } = evidence;
  const time = evidence.time && { time: evidence.time.map((sample) => ({ ...sample })) };
  const found = deviceCertificateOf(join);
  if (found.status !== 'found') return { certificate: { ...found }, key: { ...key }, ...time };
  const { certificate, hasKey, join: marks } = found.entry;
  return {
    certificate: {
      status: 'found',
      thumbprint: certificate.thumbprint,
      serial: certificate.serialText,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      notBefore: new Date(certificate.notBeforeMs).toISOString(),
      notAfter: new Date(certificate.notAfterMs).toISOString(),
      hasKey,
      ...(marks && { marks: { ...marks } }),
    },
    key: { ...key },
    ...time,
  };
}
