import { type Blocked, blockedBy, type ProbeContext } from '../../src/core/check.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import type { TlsOutcome } from '../../src/host/ports.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { cmgConnection } from '../cmg-connection.ts';
import { nameResolution, wayToCmg } from '../name-resolution.ts';
import type { CloudEndpointsEvidence } from './evidence.ts';

/**
 * When everything fails alike, the cause stands above already: no name server, no way out, somebody who answers for
 * everybody. It is not told twice.
 */
export function commonCause({ endpoints }: CloudEndpointsEvidence, { evidenceOf }: ProbeContext): Blocked | undefined {
  const names = evidenceOf(nameResolution);
  const attempts = evidenceOf(cmgConnection)?.attempts ?? [];
  if (endpoints.every(({ outcome }) => outcome.status === 'name-not-resolved') && names?.system.status !== 'answered') {
    return names && blockedBy(nameResolution, 'no name at all can be resolved');
  }
  if (endpoints.every(({ endpoint, outcome }) => isStranger(endpoint.host, outcome))) {
    if (names !== undefined && wayToCmg(names).kind === 'none') {
      return blockedBy(nameResolution, 'somebody answers for every name here');
    }
    const { host } = evidenceOf(cmgConnection) ?? {};
    if (host !== undefined && attempts.length > 0 && attempts.every(({ outcome }) => isStranger(host, outcome))) {
      return blockedBy(cmgConnection, 'somebody answers in the place of every server here');
    }
  }
  // A CMG need not have content, and an endpoint of the user's own need not be on the internet.
  const ofMicrosoft = endpoints.filter(
    ({ endpoint: { purpose }, outcome }) =>
      purpose !== 'extra' && !(purpose === 'content' && outcome.status === 'name-not-resolved'),
  );
  const [failure, ...others] = new Set([...ofMicrosoft, ...attempts].map(({ outcome }) => outcome.status));
  return attempts.length > 0 && others.length === 0 && failure !== 'connected'
    ? blockedBy(cmgConnection, 'nothing on the internet can be reached')
    : undefined;
}

/** Whether the server shows a certificate for other names. */
function isStranger(host: string, outcome: TlsOutcome): boolean {
  const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  return decoded?.ok === true && matchServerName(decoded.value, host).kind === 'mismatch';
}
