import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectFailure, ProxyRoute } from '../ports.ts';
import { discard, type NetworkDependencies, type OpenSocket, openSocket } from './open-socket.ts';
import { connectFailure, timedOut } from './system-error.ts';
import type { TimeLimit } from './time-limit.ts';

/** Opens a connection to `host:port` directly, or through a proxy by CONNECT (RFC 9110 section 9.3.6). */
export async function openConnection(
  to: { readonly host: string; readonly port: number; readonly proxy?: ProxyRoute | undefined },
  network: NetworkDependencies,
  limit: TimeLimit,
): Promise<OpenSocket | ConnectFailure> {
  if (to.proxy === undefined) {
    return openSocket(to, network, limit);
  }
  const opened = await openSocket(to.proxy, network, limit);
  return opened.status === 'open' ? connectThrough(opened.socket, to, opened.address, limit) : opened;
}

function connectThrough(
  socket: Socket,
  to: { readonly host: string; readonly port: number },
  address: string,
  limit: TimeLimit,
): Promise<OpenSocket | ConnectFailure> {
  const authority = `${to.host.includes(':') && !to.host.startsWith('[') ? `[${to.host}]` : to.host}:${to.port}`;
  return new Promise((resolve) => {
    const settle = (outcome: OpenSocket | ConnectFailure) => {
      limit.signal.removeEventListener('abort', giveUp);
      if (outcome.status !== 'open') {
        discard(socket);
      }
      resolve(outcome);
    };
    const giveUp = () => settle(timedOut(address, 'proxy'));
    if (limit.signal.aborted) {
      giveUp();
      return;
    }
    limit.signal.addEventListener('abort', giveUp, { once: true });

    const asked = request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority },
      createConnection: () => socket,
    });
    asked.once('connect', (response, tunnel, head) => {
      const statusCode = response.statusCode ?? 0;
      if (statusCode < 200 || statusCode > 299) {
        settle({ status: 'proxy-refused', statusCode, statusText: response.statusMessage ?? '' });
        return;
      }
      if (head.length > 0) {
        tunnel.unshift(head);
      }
      settle({ status: 'open', socket, address });
    });
    // A proxy that answers CONNECT with no HTTP at all is as good as a refusal: it lets nothing through.
    asked.on('error', (error) =>
      settle(
        'bytesParsed' in error
          ? { status: 'proxy-refused', statusCode: 0, statusText: 'the answer to CONNECT is not HTTP' }
          : connectFailure(error, address, 'proxy'),
      ),
    );
    asked.end();
  });
}
