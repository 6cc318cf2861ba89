import { blockedBy, type Check } from '../src/core/check.ts';
import type { Finding } from '../src/core/finding.ts';
import { judgeDeadAddresses, judgeDifference } from './cmg-connection/addresses.ts';
import { judgeCertificate } from './cmg-connection/certificate.ts';
import { judgeCipher } from './cmg-connection/cipher.ts';
import { finding } from './cmg-connection/codes.ts';
import type { CmgConnection, CmgConnectionEvidence } from './cmg-connection/evidence.ts';
import { judgeFailure } from './cmg-connection/failure.ts';
import { gatherConnection } from './cmg-connection/gather.ts';
import { presentConnection } from './cmg-connection/presentation.ts';
import { nameResolution, wayToCmg } from './name-resolution.ts';
import { renderProxy } from './network-path/proxy.ts';

export type { CmgConnection, CmgConnectionEvidence } from './cmg-connection/evidence.ts';
export { type Inspection, inspectionOf, strangersAmong } from './cmg-connection/inspection.ts';
export { peerOf, routeTo } from './cmg-connection/peer.ts';

export const cmgConnection: Check<CmgConnectionEvidence> = {
  id: 'cmg-connection',
  title: 'the CMG answers with TLS and a certificate for its name',
  exitCode: 20040,
  codes: finding.codes,
  requires: [nameResolution],
  needsCmg: true,
  // One handshake, then perhaps the other way, and the question what time it is.
  timeoutMs: 30_000,

  async probe(context) {
    const names = context.evidenceOf(nameResolution);
    const { cmg } = context.target;
    if (names === undefined || cmg === undefined) return blockedBy(nameResolution, 'its facts could not be gathered');
    const way = wayToCmg(names);
    return way.kind === 'none' ? blockedBy(nameResolution, way.why) : gatherConnection(context, cmg, names, way);
  },

  judge(evidence, { observedAt }) {
    const { connection } = evidence;
    if (connection === undefined) {
      return [judgeFailure(evidence)];
    }
    const faults = judgeCertificate(connection, evidence, observedAt);
    const broken = faults.some(({ status }) => status === 'fail');
    return [
      ...(broken ? [] : [connected(connection, evidence)]),
      ...faults,
      ...judgeCipher(connection),
      ...judgeDeadAddresses(evidence),
      ...judgeDifference(evidence),
    ];
  },

  present: presentConnection,
};

function connected(
  { address, protocol, cipher, proxy }: CmgConnection,
  { host, port }: CmgConnectionEvidence,
): Finding {
  const way = proxy === undefined ? ` at ${address}` : ` through the proxy ${renderProxy(proxy)}`;
  return finding.pass('connected', {
    what: `${host}:${port} answers${way} with ${protocol} (${cipher}) and a certificate for its name`,
    subject: `${host}:${port}`,
  });
}
