import type { AskedFor, HttpAnswer } from '../servers/http-answer.ts';
import type { LabCertificate } from './certificate.ts';
import { issueCrl } from './crl.ts';
import { type Days, daysFrom } from './days.ts';
import * as der from './der.ts';
import type { Hierarchy } from './hierarchy.ts';
import { keyOf } from './keys.ts';
import { issueOcspResponse, ocspFailure } from './ocsp.ts';
import type { CrlChange, OcspPlan, PkiPlan, Revocable } from './plan.ts';

/** What is answered at each URL of the PKI; keys are `host/path`. */
export function publish(hierarchy: Hierarchy, plan: PkiPlan, now: Date): Readonly<Record<string, HttpAnswer>> {
  const { root, issuing, urls } = hierarchy;
  const answers = {
    rootCrl: crlAnswer(buildCrl(root, hierarchy, plan.rootCrl, now), plan.rootCrl),
    issuingCrl: crlAnswer(buildCrl(issuing, hierarchy, plan.issuingCrl, now), plan.issuingCrl),
    rootCertificate: certificateAnswer(root.der),
    issuingCertificate: certificateAnswer(issuing.der),
    ...(plan.issuingDelta ? { issuingDelta: crlAnswer(buildCrl(issuing, hierarchy, plan.issuingDelta, now)) } : {}),
  };
  const own = Object.entries(answers).map(([what, answer]) => [
    withoutScheme(urls[what as keyof typeof answers]),
    answer,
  ]);
  const also = Object.entries(plan.publishedAlso ?? {}).map(([path, what]) => [path, answers[what]]);
  return Object.fromEntries([...own, ...also]);
}

/** `http://host/path` → `host/path`. */
export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

/** The CRL of a CA, fresh and empty but for what the change says. */
export function buildCrl(issuer: LabCertificate, hierarchy: Hierarchy, change: CrlChange = {}, now: Date): Buffer {
  const day = (days: Days) => daysFrom(now, days);
  const nextUpdate = change.nextUpdate === undefined ? 7 : change.nextUpdate;
  const serial = (which: Revocable) => hierarchy[which].serial;
  const others = Array.from({ length: change.others ?? 0 }, (_, index) => ({
    serial: 0x5000_0000_0000n + BigInt(index),
    at: day(-20),
  }));
  const crl = issueCrl({
    issuer,
    ...(change.wrongSigner ? { signer: keyOf('stranger', issuer.key.kind) } : {}),
    thisUpdate: day(change.thisUpdate ?? -1),
    nextUpdate: nextUpdate === null ? null : day(nextUpdate),
    revoked: [
      ...(change.revoked ?? []).map((which) => ({
        serial: serial(which),
        at: day(-2),
        ...(change.reason === undefined ? {} : { reason: change.reason }),
      })),
      ...others,
    ],
    number: 1207n,
    ...(change.deltaBase === undefined ? {} : { deltaBase: BigInt(change.deltaBase) }),
    ...(change.freshestUrls ? { freshestUrls: change.freshestUrls } : {}),
    ...(change.issuingDistributionPoint ? { issuingDistributionPoint: change.issuingDistributionPoint } : {}),
    ...(change.unknownCritical ? { unknownCritical: true } : {}),
    ...(change.signature ? { signature: change.signature } : {}),
  });
  if (!change.pem) return crl;
  const lines = crl.toString('base64').match(/.{1,64}/g) ?? [];
  return Buffer.from(`-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`);
}

/** The OCSP responder: by POST, or by GET with the request in the path (RFC 6960 appendix A.1). */
export function answerOcsp(hierarchy: Hierarchy, plan: OcspPlan, asked: AskedFor, now: Date): HttpAnswer {
  const answer = (body: Uint8Array): HttpAnswer => ({
    status: 200,
    headers: { 'content-type': 'application/ocsp-response' },
    body,
  });
  if (plan.failure) return answer(ocspFailure[plan.failure]);
  const request =
    asked.method === 'POST' ? asked.body : Buffer.from(decodeURIComponent(asked.url.split('/').at(-1) ?? ''), 'base64');
  // Serial numbers of the lab are long enough to be found anywhere in a request by chance never.
  const about = ([hierarchy.server, hierarchy.issuing] as const).find((one) =>
    request.includes(der.integer(one.serial)),
  );
  if (about === undefined) return answer(ocspFailure.malformedRequest);
  const day = (days: Days) => daysFrom(now, days);
  const issuer = about === hierarchy.server ? hierarchy.issuing : hierarchy.root;
  const nextUpdate = plan.nextUpdate === undefined ? 1 : plan.nextUpdate;
  const wrong = { ...hierarchy.responder, key: keyOf('stranger', 'ec-p256') };
  const responder = plan.wrongSigner ? wrong : plan.delegated ? hierarchy.responder : undefined;
  return answer(
    issueOcspResponse({
      issuer,
      serial: about.serial,
      status: plan.status ?? 'good',
      producedAt: day(plan.thisUpdate ?? -0.5),
      thisUpdate: day(plan.thisUpdate ?? -0.5),
      nextUpdate: nextUpdate === null ? null : day(nextUpdate),
      ...(responder ? { responder } : {}),
      ...(plan.signature ? { signature: plan.signature } : {}),
    }),
  );
}

function crlAnswer(body: Uint8Array, { afterMs = 0 }: CrlChange = {}): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/pkix-crl' }, body, afterMs };
}

function certificateAnswer(body: Uint8Array): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/x-x509-ca-cert' }, body };
}
