import type { JsonObject } from '../../src/core/json.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import type { TlsOutcome } from '../../src/host/ports.ts';
import { presentProxy, renderProxy } from '../network-path/proxy.ts';
import type { Attempt, CmgConnectionEvidence } from './evidence.ts';
import { inspectionOf } from './inspection.ts';

export function presentConnection(evidence: CmgConnectionEvidence): JsonObject {
  const { host, port, proxy, attempts, alternative, connection, controls, portal, time } = evidence;
  return {
    host,
    port,
    proxy: presentProxy(proxy),
    attempts: attempts.map(presentAttempt),
    ...(alternative && { alternative: presentAttempt(alternative) }),
    ...(connection && {
      connection: {
        address: connection.address,
        protocol: connection.protocol,
        cipher: connection.cipher,
        leafSha256: connection.leafSha256,
        stapledOcsp: connection.stapledOcsp !== undefined,
        certificates: connection.certificates.map(presentCertificate),
      },
      inspection: { ...inspectionOf(evidence) },
    }),
    controls: controls.map(({ host: name, outcome }) => ({ host: name, ...presentOutcome(outcome) })),
    ...(portal !== undefined && { portal }),
    ...(time.length > 0 && { time: time.map((sample) => ({ ...sample })) }),
  };
}

function presentAttempt({ to, proxy, outcome }: Attempt): JsonObject {
  return { to, ...(proxy && { proxy: renderProxy(proxy) }), ...presentOutcome(outcome) };
}

/** Everything but the certificates, which are shown once. */
export function presentOutcome(outcome: TlsOutcome): JsonObject {
  if (outcome.status !== 'connected') {
    return { ...outcome };
  }
  const { status, address, protocol, cipher, durationMs, certificates } = outcome;
  const leaf = certificates[0] && decodeCertificate(certificates[0]);
  return { status, address, protocol, cipher, durationMs, ...(leaf?.ok && { issuer: leaf.value.issuer.text }) };
}

function presentCertificate(der: Uint8Array): JsonObject {
  const decoded = decodeCertificate(der);
  if (!decoded.ok) {
    return { unreadable: decoded.error.code, base64: Buffer.from(der).toString('base64') };
  }
  const { subject, issuer, serialText, thumbprint, notBeforeMs, notAfterMs } = decoded.value;
  return {
    subject: subject.text,
    issuer: issuer.text,
    serial: serialText,
    thumbprint,
    notBefore: new Date(notBeforeMs).toISOString(),
    notAfter: new Date(notAfterMs).toISOString(),
    base64: Buffer.from(der).toString('base64'),
  };
}
