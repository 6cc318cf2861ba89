import { connect, isIP, type Socket } from 'node:net';
import type { ConnectFailure } from '../ports.ts';
import { connectFailure, timedOut } from './system-error.ts';
import type { NameLookup } from './system-lookup.ts';
import type { TimeLimit } from './time-limit.ts';

/** Where a connection really goes, asked just before a socket is opened; outcomes keep naming the original address. */
export type Dial = (address: string, port: number) => { readonly address: string; readonly port: number };

/** What every connecting adapter is built with. */
export interface NetworkDependencies {
  /** How names become addresses; the system's resolver outside a lab. */
  readonly lookup: NameLookup;
  /** A lab, which has no ports 53, 80 and 443 and no public address, leads them to its own. */
  readonly dial?: Dial;
}

export interface OpenSocket {
  readonly status: 'open';
  readonly socket: Socket;
  /** The address that answered. */
  readonly address: string;
}

/** Connection Attempt Delay of RFC 8305 section 5: the next address is tried when the last one is silent that long. */
const ATTEMPT_DELAY_MS = 250;

/** Addresses tried for one name; a service has one or two of each family. */
const MAX_ATTEMPTS = 8;

/** Opens TCP to an address, or to the addresses of a name: each gets its turn, the first that answers wins. */
export async function openSocket(
  to: { readonly host: string; readonly port: number },
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<OpenSocket | ConnectFailure> {
  const host = to.host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) {
    return firstOpen([host], to.port, network, limit);
  }
  const options = { timeoutMs: limit.remainingMs(), onQueued: limit.exclude };
  const found = await network.lookup(host, options, limit.signal);
  if (found.status !== 'answered') {
    return { status: 'name-not-resolved', host, lookup: found };
  }
  if (found.addresses.length === 0) {
    return { status: 'name-not-resolved', host, lookup: { ...found, status: 'not-found', code: 'ENODATA' } };
  }
  return firstOpen(found.addresses.slice(0, MAX_ATTEMPTS), to.port, network, limit);
}

function firstOpen(
  addresses: readonly string[],
  port: number,
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<OpenSocket | ConnectFailure> {
  return new Promise((resolve) => {
    const sockets = new Map<string, Socket>();
    const failures = new Map<string, ConnectFailure>();
    let nextIndex = 0;
    let turn: NodeJS.Timeout | undefined;

    const settle = (outcome: OpenSocket | ConnectFailure) => {
      clearTimeout(turn);
      limit.signal.removeEventListener('abort', giveUp);
      const winner = outcome.status === 'open' ? outcome.socket : undefined;
      for (const socket of sockets.values()) {
        if (socket !== winner) {
          discard(socket);
        }
      }
      resolve(outcome);
    };
    const giveUp = () => settle(worst(addresses, failures));
    const tryNext = () => {
      clearTimeout(turn);
      const address = addresses[nextIndex];
      if (address === undefined) {
        return;
      }
      nextIndex += 1;
      const at = network.dial?.(address, port) ?? { address, port };
      const socket = connect({ host: at.address, port: at.port, noDelay: true });
      sockets.set(address, socket);
      socket.once('error', (error) => {
        failures.set(address, connectFailure(error, address, 'tcp'));
        if (failures.size === addresses.length) {
          settle(worst(addresses, failures));
        } else {
          tryNext();
        }
      });
      socket.once('connect', () => {
        socket.removeAllListeners('error');
        // Until the next owner listens, an error must not be thrown; it is seen again by whoever writes or reads.
        socket.on('error', () => {});
        settle({ status: 'open', socket, address });
      });
      turn = setTimeout(tryNext, ATTEMPT_DELAY_MS);
    };

    if (limit.signal.aborted) {
      giveUp();
      return;
    }
    limit.signal.addEventListener('abort', giveUp, { once: true });
    tryNext();
  });
}

/** Closes at once; a late error of a socket nobody wants any more is of no interest. */
export function discard(socket: Socket): void {
  socket.removeAllListeners('error');
  socket.on('error', () => {});
  socket.destroy();
}

/** The failure that says most: one the far side gave, before silence, before "no route" of an absent address family. */
function worst(addresses: readonly string[], failures: ReadonlyMap<string, ConnectFailure>): ConnectFailure {
  const all = addresses.map((address) => failures.get(address) ?? timedOut(address, 'tcp'));
  const telling = all.find(({ status }) => status === 'refused' || status === 'reset');
  const silent = all.find(({ status }) => status === 'timed-out');
  return telling ?? silent ?? all[0] ?? timedOut(addresses[0] ?? '', 'tcp');
}
