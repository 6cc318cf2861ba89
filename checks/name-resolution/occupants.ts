import { createHash } from 'node:crypto';
import type { ProbeContext } from '../../src/core/check.ts';
import type { CmgTarget } from '../../src/core/target.ts';
import { addressScope } from '../../src/formats/ip-address.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import type { Occupant } from './evidence.ts';

const OCCUPANT_TIMEOUT_MS = 5_000;

/** Who presents itself at an address when asked for the CMG by name. */
export async function occupantOf(
  { host, signal }: ProbeContext,
  cmg: CmgTarget,
  { address, said }: Pick<Occupant, 'address' | 'said'>,
): Promise<Occupant> {
  if (addressScope(address) === 'unusable') {
    // 0.0.0.0 and its like would lead some systems to themselves.
    return { address, said, identity: { kind: 'silent', status: 'not tried' } };
  }
  const outcome = await host.tls.handshake(
    { address, port: cmg.port, serverName: cmg.host, timeoutMs: OCCUPANT_TIMEOUT_MS },
    signal,
  );
  const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
  if (leaf === undefined) {
    return { address, said, identity: { kind: 'silent', status: outcome.status } };
  }
  const decoded = decodeCertificate(leaf);
  if (!decoded.ok) {
    return { address, said, identity: { kind: 'names-other', names: [] } };
  }
  const match = matchServerName(decoded.value, cmg.host);
  return match.kind === 'match'
    ? {
        address,
        said,
        identity: { kind: 'names-host', by: match.name, leaf: createHash('sha256').update(leaf).digest('hex') },
      }
    : { address, said, identity: { kind: 'names-other', names: match.names.slice(0, 3) } };
}
