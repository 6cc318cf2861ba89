import { createHash } from 'node:crypto';
import type { Finding } from '../../src/core/finding.ts';
import { connectionWords } from '../network-path/connection-words.ts';
import { finding } from './codes.ts';
import type { CmgConnectionEvidence } from './evidence.ts';

/** Several addresses, not all with the same certificate: which one a client meets is chance. */
export function judgeDifference({ attempts, host, connection }: CmgConnectionEvidence): readonly Finding[] {
  const others = attempts.filter(
    ({ outcome }) => outcome.status === 'connected' && digestOf(outcome.certificates[0]) !== connection?.leafSha256,
  );
  return others.length === 0
    ? []
    : [
        finding.warn('certificates-differ', {
          what: `Not every address of ${host} shows the same certificate: ${others.map(({ to }) => to).join(', ')} differ from ${connection?.address}`,
          why: 'Only the first one was judged. An instance with an old certificate, or another server, answers some of the clients.',
          fix: `Take the addresses that are not the CMG's out of DNS; if all are, put the same certificate on every instance.`,
          owner: 'cmg-admin',
          subject: host,
        }),
      ];
}

function digestOf(certificate: Uint8Array | undefined): string | undefined {
  return certificate && createHash('sha256').update(certificate).digest('hex');
}

/** One address works and another does not: ccmsetup gets through, later than it could. */
export function judgeDeadAddresses({ attempts, host, port }: CmgConnectionEvidence): readonly Finding[] {
  // An address family that this device simply does not have costs nothing.
  const dead = attempts.flatMap(({ to, outcome }) =>
    outcome.status === 'connected' || outcome.status === 'unreachable' ? [] : [`${to} (${connectionWords(outcome)})`],
  );
  return dead.length === 0
    ? []
    : [
        finding.warn('address-unreachable', {
          what: `Of ${attempts.length} addresses of ${host} ${dead.length} did not work: ${dead.join(', ')}`,
          why: 'Windows falls back to the next address, after a wait whenever it begins with this one.',
          fix: `Allow TCP ${port} to every address of ${host}, or take a wrong one out of DNS.`,
          owner: 'network',
          transient: true,
        }),
      ];
}
