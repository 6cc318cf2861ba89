import { blockedBy, type Check } from '../src/core/check.ts';
import type { CandidatePath } from '../src/trust/path.ts';
import { cmgConnection, peerOf } from './cmg-connection.ts';
import { finding } from './crl-reachability/codes.ts';
import { type Collector, createCollector } from './crl-reachability/collect.ts';
import { type AskedPath, type CrlReachabilityEvidence, presentRevocation } from './crl-reachability/evidence.ts';
import { readInstalledLists } from './crl-reachability/installed-lists.ts';
import { judgeRevocationOfPaths } from './crl-reachability/judgement.ts';
import { retrievalRoute, unfollowedScript } from './root-ca/retrieval.ts';
import { chainsOf } from './root-ca/verdict.ts';
import { rootCa } from './root-ca.ts';

export type { CrlReachabilityEvidence } from './crl-reachability/evidence.ts';

/** Chains that are looked at; cross-signed public CAs give two or three. */
const MAX_PATHS = 4;

/**
 * WinHTTP with revocation on asks for every certificate but the root, and takes "could not find out" for revoked
 * (Microsoft Learn, "Planning for CRLs": Configuration Manager clients check by default).
 */
export const crlReachability: Check<CrlReachabilityEvidence> = {
  id: 'crl-reachability',
  title: 'nothing in the CMG certificate chain is revoked, and this machine can find that out',
  exitCode: 20060,
  codes: finding.codes,
  requires: [cmgConnection, rootCa],
  needsCmg: true,
  // A complete list, then its delta list: two fetches after one another, each of up to 20 s.
  timeoutMs: 45_000,

  async probe(context) {
    const connection = context.evidenceOf(cmgConnection);
    const chain = context.evidenceOf(rootCa);
    if (connection === undefined || chain === undefined || chain.kind !== 'searched') {
      return blockedBy(rootCa, 'there is no chain to ask about');
    }
    const atMs = context.observedAt.getTime();
    const { standing, paths } = chainsOf(chain, atMs);
    const isSettled = chain.schannel.asSystem && chain.schannel.opinion.status === 'accepted';
    if (!isSettled && paths.every(({ elements, faults }) => isOrphan(0, elements, faults)) && !paths.some(isOwnRoot)) {
      return blockedBy(rootCa, 'without the issuer of the certificate no answer about it can be verified');
    }
    const collector = createCollector(context, {
      engine: chain.engine,
      routeTo: (url) => retrievalRoute(connection, url),
    });
    const [installed, ...asked] = await Promise.all([
      readInstalledLists(context),
      ...paths.slice(0, MAX_PATHS).map((path) => collectPath(path, collector)),
    ]);
    const stapled = peerOf(connection)?.stapledOcsp;
    const script = unfollowedScript(connection);
    return {
      atMs,
      standing,
      paths: asked,
      installed,
      engine: chain.engine,
      ...(stapled && { stapled }),
      ...(script !== undefined && { unfollowedScript: script }),
    };
  },

  judge: judgeRevocationOfPaths,

  present: presentRevocation,
};

/** A self-signed server certificate that is itself the root has nobody who could revoke it. */
function isOwnRoot({ elements, end }: CandidatePath): boolean {
  return elements.length === 1 && end.kind !== 'issuer-not-found' && end.kind !== 'too-long';
}

/** Nobody is known who could have signed a list about the certificate at this position. */
function isOrphan(position: number, elements: CandidatePath['elements'], faults: CandidatePath['faults']): boolean {
  return (
    elements[position + 1] === undefined ||
    faults.some((fault) => fault.code === 'bad-signature' && fault.position === position)
  );
}

async function collectPath(path: CandidatePath, collector: Collector): Promise<AskedPath> {
  const { elements, faults, end } = path;
  const endsInRoot = end.kind !== 'issuer-not-found' && end.kind !== 'too-long';
  const below = (endsInRoot ? elements.slice(0, -1) : elements).map(({ certificate }, position) => ({
    certificate,
    issuer: isOrphan(position, elements, faults) ? undefined : elements[position + 1]?.certificate,
  }));
  return {
    path,
    certificates: await Promise.all(
      below.flatMap(({ certificate, issuer }) => (issuer ? [collector.collect(certificate, issuer)] : [])),
    ),
    orphans: below.flatMap(({ certificate, issuer }) => (issuer ? [] : [certificate])),
  };
}
