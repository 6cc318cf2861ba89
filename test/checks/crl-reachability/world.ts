import { cmgConnection } from '../../../checks/cmg-connection.ts';
import { type CrlReachabilityEvidence, crlReachability } from '../../../checks/crl-reachability.ts';
import { rootCa } from '../../../checks/root-ca.ts';
import { type Blocked, isBlocked } from '../../../src/core/check.ts';
import { encodeOcspRequest, ocspExchange } from '../../../src/formats/ocsp-request.ts';
import { OID } from '../../../src/formats/oids.ts';
import type { HttpOutcome } from '../../../src/host/ports.ts';
import { type CrlRequest, dnsName, extensions, type Issued, issue, issueCrl, name } from '../../trust/test-pki.ts';
import type { Machine } from '../root-ca/machine.ts';
import { connectionTo, contextsOf, HOST, type Run, runOf, served, type World } from '../root-ca/world.ts';

/** A private PKI whose lists are on the web, and the run of both checks on it. */

export const ISSUING_CRL = 'http://pki.contoso.test/issuing.crl';
export const ROOT_CRL = 'http://pki.contoso.test/root.crl';
export const DELTA_CRL = 'http://pki.contoso.test/issuing+.crl';
export const MIRROR_CRL = 'http://mirror.contoso.test/issuing.crl';
export const OCSP = 'http://ocsp.contoso.test';
export const LDAP = 'ldap:///CN=Contoso%20Issuing%20CA,CN=CDP?certificateRevocationList?base';

export const root = issue({
  subject: name('Contoso Root CA'),
  extensions: [extensions.ca(), extensions.keyUsage(5, 6)],
});
export const issuing = issue({
  subject: name('Contoso Issuing CA'),
  issuer: root,
  extensions: [extensions.ca(0), extensions.keyUsage(5, 6), extensions.crlDistributionPoints(ROOT_CRL)],
});

/** A server certificate with these sources and nothing else. */
export function serverWith(...sources: readonly Uint8Array[]): Issued {
  return issue({
    subject: name(HOST),
    issuer: issuing,
    extensions: [extensions.extendedKeyUsage(OID.serverAuth), extensions.subjectAltName(dnsName(HOST)), ...sources],
  });
}
export const points = (...urls: readonly string[]): Uint8Array => extensions.crlDistributionPoints(...urls);
export const responders = (...urls: readonly string[]): Uint8Array =>
  extensions.authorityInfoAccess(...urls.map((url) => [OID.ocsp, url] as const));
export const server = serverWith(points(ISSUING_CRL));

export const issuingList = (request: Partial<CrlRequest> = {}): HttpOutcome =>
  served(issueCrl({ issuer: issuing, ...request }));
export const rootList = (request: Partial<CrlRequest> = {}): HttpOutcome =>
  served(issueCrl({ issuer: root, ...request }));
export const entryOf = ({ certificate }: Issued, ...own: readonly Uint8Array[]) => ({
  serial: certificate.serial,
  extensions: own,
});

/** URL of the OCSP question about a certificate. */
export function ocspUrl({ certificate }: Issued, issuer: Issued = issuing, url = OCSP): string {
  return ocspExchange(url, encodeOcspRequest(certificate, issuer.certificate)).url;
}

export interface CrlWorld extends Partial<World> {
  readonly leaf?: Issued;
  readonly stapledOcsp?: Uint8Array;
  readonly noCrlCheck?: boolean;
}

const healthy: Machine = { root: [root] };

function worldOf({ leaf = server, stapledOcsp, noCrlCheck = false, ...more }: CrlWorld): World {
  return {
    connection: connectionTo([leaf, issuing], { ...(stapledOcsp && { stapledOcsp }) }),
    machine: healthy,
    ...more,
    web: { [ROOT_CRL]: rootList(), ...more.web },
    target: { noCrlCheck },
  };
}

async function probe(world: CrlWorld) {
  const contexts = contextsOf(worldOf(world));
  const chain = await rootCa.probe(contexts.probing);
  if (isBlocked(chain)) throw new Error(`root-ca is blocked: ${chain.blocked.why}`);
  contexts.evidence.set(rootCa, chain);
  return { contexts, chain, outcome: await crlReachability.probe(contexts.probing) };
}

/** Both probes, then the judgement of crl-reachability. */
export async function runRevocation(
  world: CrlWorld,
): Promise<Run<CrlReachabilityEvidence> & { readonly rootCa: string }> {
  const { contexts, chain, outcome } = await probe(world);
  if (isBlocked(outcome)) throw new Error(`blocked by ${outcome.blocked.by.id}: ${outcome.blocked.why}`);
  const rootFinding = rootCa.judge(chain, contexts.judging)[0];
  return {
    ...runOf(crlReachability, outcome, contexts),
    rootCa: `${rootFinding?.status} ${rootFinding?.code.slice(8)}`,
  };
}

export async function blockOf(world: CrlWorld): Promise<Blocked['blocked']> {
  const { outcome } = await probe(world);
  if (!isBlocked(outcome)) throw new Error('it was not blocked');
  return outcome.blocked;
}

/** The check on its own, without a chain. */
export async function blockWithoutChain(): Promise<Blocked['blocked']> {
  const contexts = contextsOf(worldOf({}));
  contexts.evidence.delete(cmgConnection);
  const outcome = await crlReachability.probe(contexts.probing);
  if (!isBlocked(outcome)) throw new Error('it was not blocked');
  return outcome.blocked;
}
