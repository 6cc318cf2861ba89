import type { Finding } from '../../src/core/finding.ts';
import type { ConnectionLayer } from '../../src/host/ports.ts';
import { type UnresolvedName, unresolvedWords } from '../network-path/unresolved-name.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { FailureDescription } from './failed-attempt.ts';

export function nameNotResolved(outcome: UnresolvedName, { host }: FailureDescription): Finding {
  return finding.fail('name-not-resolved', {
    what: `No connection to ${host} could be tried: ${unresolvedWords(outcome)}`,
    why: 'ccmsetup finds no address to connect to.',
    fix: `Let the name servers of this network resolve ${host} (see name-resolution).`,
    owner: 'network',
    transient: true,
    symptom: SYMPTOM.nameNotResolved,
  });
}

export function refused({ place, others, elsewhere, subject, ...failure }: FailureDescription): Finding {
  return finding.fail('refused', {
    what: `${place} refuses TCP connections${others}`,
    why: `Something on the way answers "no" at once: a firewall that rejects, or a server where no CMG runs.${elsewhere}`,
    fix: failure.certain ?? `${allow(failure)} If it is allowed, check in the Azure portal that the CMG is running.`,
    owner: 'network',
    subject,
    symptom: SYMPTOM.cannotConnect,
  });
}

/** Silence before the connection is a firewall that drops; after it, one that reads along. */
export function timedOut(layer: ConnectionLayer | undefined, failure: FailureDescription): Finding {
  const { host, place, others, elsewhere, subject } = failure;
  const details = { owner: 'network', subject, transient: true, symptom: SYMPTOM.timedOut } as const;
  return layer === 'tls' || layer === 'proxy'
    ? finding.fail('timed-out', {
        what: `${place} takes the TCP connection and never answers the ${layer === 'proxy' ? 'CONNECT request' : 'TLS handshake'}${others}`,
        why: 'The way is open and something on it swallows what follows: a firewall that inspects TLS, or packets too large for a tunnel (MTU).',
        fix: `Exempt ${host} from TLS inspection and application filters; on a VPN check the MTU.`,
        ...details,
      })
    : finding.fail('timed-out', {
        what: `${place} gives no answer to a TCP connection${others}`,
        why: `A firewall on the way drops the packets, or nobody has that address.${elsewhere}`,
        fix:
          failure.certain ??
          `${allow(failure)} If it is allowed, compare the address with the CMG's in the Azure portal: another one is a wrong DNS record.`,
        ...details,
      });
}

const WHEN: Readonly<Record<ConnectionLayer, string>> = {
  tcp: 'at once',
  proxy: 'when asked for the CMG',
  tls: 'in the TLS handshake',
  http: 'when asked',
};

export function reset(
  layer: ConnectionLayer | undefined,
  { host, place, others, subject }: FailureDescription,
): Finding {
  return finding.fail('reset', {
    what: `${place} cuts the connection ${WHEN[layer ?? 'tcp']}${others}`,
    why: 'As a rule that is a firewall or web filter that blocks the name of the server, not the CMG.',
    fix: `Allow ${host} by name in the web filter and exempt it from TLS inspection.`,
    owner: 'network',
    subject,
    symptom: SYMPTOM.aborted,
  });
}

/** `EACCES` is how Windows tells that its own firewall forbids it (WSAEACCES). */
export function unreachable(
  code: string,
  { host, port, place, others, hint, certain, subject }: FailureDescription,
): Finding {
  return code === 'EACCES' || code === 'EPERM'
    ? finding.fail('unreachable', {
        what: `This device itself forbids connections to ${place} (${code})${others}`,
        why: 'Windows Firewall or a security product blocks the outgoing connection before it leaves.',
        fix: `Allow outgoing TCP ${port} to ${host} in the local firewall, for SYSTEM too.`,
        owner: 'device',
        subject,
        symptom: SYMPTOM.cannotConnect,
      })
    : finding.fail('unreachable', {
        what: `There is no way from this device to ${place} (${code})${others}`,
        why: 'The device is not connected, or has no route to that address.',
        fix: certain ?? `Connect the device to the network; check the default gateway.${hint}`,
        owner: 'network',
        subject,
        transient: true,
        symptom: SYMPTOM.cannotConnect,
      });
}

function allow({
  host,
  port,
  to,
  hint,
  shutIn,
}: Pick<FailureDescription, 'host' | 'port' | 'to' | 'hint' | 'shutIn'>): string {
  const others = shutIn
    ? ' Do the same for the Microsoft hosts that cloud-endpoints lists: nothing gets out of this network.'
    : '';
  return `Allow TCP ${port} from this network to ${host} (${to}) on every firewall on the way.${others}${hint}`;
}
