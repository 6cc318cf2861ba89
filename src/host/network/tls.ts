import type { Tls, TlsOutcome } from '../ports.ts';
import { discard, type NetworkDependencies } from './open-socket.ts';
import { secure } from './secure.ts';
import { timeLimit } from './time-limit.ts';
import { openConnection } from './tunnel.ts';

/** Handshakes over TCP or a CONNECT proxy; the connection is closed as soon as the server has shown its certificates. */
export function createTls(network: NetworkDependencies): Tls {
  return {
    handshake: async (request, signal): Promise<TlsOutcome> => {
      const limit = timeLimit(request.timeoutMs, signal);
      try {
        const opened = await openConnection(
          { host: request.address, port: request.port, proxy: request.proxy },
          network,
          limit,
        );
        if (opened.status !== 'open') {
          return opened;
        }
        const { address } = opened;
        const secured = await secure(opened.socket, { serverName: request.serverName, address }, limit);
        if (secured.status !== 'secured') {
          return secured;
        }
        const outcome: TlsOutcome = {
          status: 'connected',
          address,
          protocol: secured.socket.getProtocol() ?? 'unknown',
          cipher: secured.socket.getCipher().standardName,
          certificates: secured.certificates,
          ...(secured.stapledOcsp === undefined ? {} : { stapledOcsp: secured.stapledOcsp }),
          durationMs: limit.elapsedMs(),
        };
        discard(secured.socket);
        return outcome;
      } finally {
        limit.end();
      }
    },
  };
}
