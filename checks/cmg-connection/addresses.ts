import { createHash } from 'node:crypto';
import type { Finding } from '../../src/core/finding.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { connectionWords } from '../network-path/connection-words.ts';
import { finding } from './codes.ts';
import type { CmgConnectionEvidence } from './evidence.ts';

/** Several addresses, not all with the same certificate: which one a client meets is chance. */
export function judgeDifference({ attempts, host, connection }: CmgConnectionEvidence): readonly Finding[] {
  const others = attempts.flatMap(({ to, outcome }) => {
    const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
    const differs = outcome.status === 'connected' && digestOf(leaf) !== connection?.leafSha256;
    return differs ? [{ to, strangers: strangersNames(leaf, host) }] : [];
  });
  const somebodyElse = others.some(({ strangers }) => strangers !== undefined);
  const shown = others.map(({ to, strangers }) => `${to} (${strangers ?? 'another one for the name'})`);
  return others.length === 0
    ? []
    : [
        finding.warn('certificates-differ', {
          what: `Not every address of ${host} shows the same certificate as ${connection?.address}: ${shown.join(', ')}`,
          why: `Only the first one was judged. ${somebodyElse ? 'Another server answers some of the clients, which then end the connection.' : 'An instance with an old certificate, or another server, answers some of the clients.'}`,
          fix: `Take the addresses that are not the CMG's out of DNS; if all are, put the same certificate on every instance.`,
          owner: somebodyElse ? 'network' : 'cmg-admin',
          subject: host,
        }),
      ];
}

/** For whom the certificate is, when it is not for the CMG. */
function strangersNames(leaf: Uint8Array | undefined, host: string): string | undefined {
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  const match = decoded?.ok === true ? matchServerName(decoded.value, host) : undefined;
  return match?.kind === 'mismatch' ? `one for ${match.names.slice(0, 3).join(', ') || 'no name'}` : undefined;
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
