import { isIP } from 'node:net';
import type { Dns, Http, ProxyRoute, Tls } from '../ports.ts';
import type { SimulatedRoutes } from './device.ts';

/** The network's ports as the real adapters give them. */
export interface NetworkPorts {
  readonly query: Dns['query'];
  readonly tls: Tls;
  readonly http: Http;
}

/** The same ports for a caller who waits no longer than that, however long it is ready to. */
export function impatient(ports: NetworkPorts, patienceMs: number): NetworkPorts {
  const shorter = <T extends { readonly timeoutMs: number }>(request: T): T => ({
    ...request,
    timeoutMs: Math.min(request.timeoutMs, patienceMs),
  });
  return {
    query: (server, question, options, signal) => ports.query(server, question, shorter(options), signal),
    tls: { handshake: (request, signal) => ports.tls.handshake(shorter(request), signal) },
    http: { request: (request, signal) => ports.http.request(shorter(request), signal) },
  };
}

/** TCP port service multiplexer (RFC 1078), which nothing has served for decades: a connection there is refused. */
const CLOSED_PORT = { address: '127.0.0.1', port: 1 } as const;

/** `dial` of the real adapters: the wire of that address and port, else a port that refuses. */
export function wiring({
  wires,
}: SimulatedRoutes): (address: string, port: number) => { address: string; port: number } {
  return (address, port) => wires[`${address}:${port}`] ?? CLOSED_PORT;
}

/**
 * The same ports on a network whose unwired addresses swallow packets, as a firewall does: no machine can play that on
 * loopback, so such a connection is not made at all. It takes `silenceMs` instead of the caller's whole limit.
 */
export function withSilence(
  ports: NetworkPorts,
  routes: SimulatedRoutes,
  lookup: Dns['lookup'],
  silenceMs: number,
): NetworkPorts {
  const swallows = (address: string, port: number) =>
    isIP(address) !== 0 && !(`${address}:${port}` in routes.wires) && !routes.refusing.includes(address);

  /** The address on which a connection to this host would hang, if it would. */
  const silentAddress = async (host: string, port: number, timeoutMs: number, signal: AbortSignal) => {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    if (isIP(bare) !== 0) return swallows(bare, port) ? bare : undefined;
    const found = await lookup(bare, { timeoutMs }, signal);
    if (found.status !== 'answered') return undefined;
    return found.addresses.every((address) => swallows(address, port)) ? found.addresses[0] : undefined;
  };
  const silence = async (timeoutMs: number, signal: AbortSignal) => {
    const startedAt = performance.now();
    await pause(Math.min(silenceMs, timeoutMs), signal);
    return Math.round(performance.now() - startedAt);
  };

  return {
    query: async (server, question, options, signal) => {
      const to = server.kind === 'dns' ? { host: server.address, port: server.port } : authority(server.url);
      const address = await silentAddress(to.host, to.port, options.timeoutMs, signal);
      if (address === undefined) return ports.query(server, question, options, signal);
      const durationMs = await silence(options.timeoutMs, signal);
      return { status: 'timed-out', durationMs, transport: server.kind === 'dns' ? 'udp' : 'https' };
    },
    tls: {
      handshake: async (request, signal) => {
        const to = request.proxy ?? { host: request.address, port: request.port };
        const address = await silentAddress(to.host, to.port, request.timeoutMs, signal);
        if (address === undefined) return ports.tls.handshake(request, signal);
        await silence(request.timeoutMs, signal);
        return { status: 'timed-out', address };
      },
    },
    http: {
      request: async (request, signal) => {
        const to: ProxyRoute = request.proxy ?? authority(request.url);
        const address = await silentAddress(to.host, to.port, request.timeoutMs, signal);
        if (address === undefined) return ports.http.request(request, signal);
        await silence(request.timeoutMs, signal);
        return { status: 'timed-out', address };
      },
    },
  };
}

function authority(url: string): ProxyRoute {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

/** Resolves after the time, or at once when the caller gives up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
