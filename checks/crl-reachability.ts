import { blockedBy, type Check } from '../src/core/check.ts';
import type { CandidatePath } from '../src/trust/path.ts';
import { pathVerdict } from '../src/trust/path.ts';
import { cmgConnection, peerOf, routeTo } from './cmg-connection.ts';
import { finding } from './crl-reachability/codes.ts';
import { createCollector } from './crl-reachability/collect.ts';
import { type CrlReachabilityEvidence, presentRevocation } from './crl-reachability/evidence.ts';
import { judgeRevocationOfPaths } from './crl-reachability/judgement.ts';
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
  // A complete list, then its delta list: two fetches of 15 s after one another.
  timeoutMs: 45_000,

  async probe(context) {
    const connection = context.evidenceOf(cmgConnection);
    const chain = context.evidenceOf(rootCa);
    if (connection === undefined || chain === undefined || chain.kind !== 'searched') {
      return blockedBy(rootCa, 'there is no chain to ask about');
    }
    const paths = pathsToAsk(chain.search.candidates);
    if (paths.every(({ elements }) => elements.length < 2) && !isOwnRoot(paths)) {
      return blockedBy(rootCa, 'without the issuer of the certificate no list can be verified');
    }
    const collector = createCollector(context, (url) => routeTo(connection, url));
    const asked = await Promise.all(paths.map((path) => collectPath(path, collector.collect)));
    const stapled = peerOf(connection)?.stapledOcsp;
    return { atMs: context.observedAt.getTime(), paths: asked, ...(stapled && { stapled }) };
  },

  judge: (evidence, context) => judgeRevocationOfPaths(evidence, context.target.noCrlCheck),

  present: presentRevocation,
};

/** Those that Windows may take; where it would take none, the best one, so that its lists are judged all the same. */
function pathsToAsk(candidates: readonly CandidatePath[]): readonly CandidatePath[] {
  const valid = candidates.filter((path) => pathVerdict(path) !== 'invalid');
  return (valid.length > 0 ? valid : candidates.slice(0, 1)).slice(0, MAX_PATHS);
}

/** A self-signed server certificate that is itself the root has nobody who could revoke it. */
function isOwnRoot(paths: readonly CandidatePath[]): boolean {
  return paths.some(({ elements, end }) => elements.length === 1 && end.kind !== 'issuer-not-found');
}

async function collectPath(
  path: CandidatePath,
  collect: ReturnType<typeof createCollector>['collect'],
): Promise<CrlReachabilityEvidence['paths'][number]> {
  const links = path.elements.slice(0, -1).flatMap(({ certificate }, position) => {
    const issuer = path.elements[position + 1]?.certificate;
    return issuer === undefined ? [] : [{ certificate, issuer }];
  });
  return {
    path,
    certificates: await Promise.all(links.map(({ certificate, issuer }) => collect(certificate, issuer))),
  };
}
