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

/** What becomes of a connection that is not made. */
type Fate =
  | { readonly status: 'timed-out'; readonly address: string; readonly layer: 'tcp' }
  | { readonly status: 'unreachable'; readonly address: string; readonly layer: 'tcp'; readonly code: string };

/**
 * The same ports on a network whose unwired addresses swallow packets, as a firewall does, or have no route: no machine can
 * play that on loopback, so such a connection is not made at all. Silence takes `silenceMs` instead of the caller's limit.
 */
export function withSilence(
  ports: NetworkPorts,
  routes: SimulatedRoutes,
  lookup: Dns['lookup'],
  silenceMs: number,
): NetworkPorts {
  const fateOf = (address: string, port: number): Fate | undefined => {
    if (routes.unroutable?.includes(address))
      return { status: 'unreachable', address, layer: 'tcp', code: 'ENETUNREACH' };
    const arrives = `${address}:${port}` in routes.wires || routes.refusing.includes(address);
    return arrives ? undefined : { status: 'timed-out', address, layer: 'tcp' };
  };
  /** Settles as the connection would, when none can be made to any address of the host. */
  const lost = async (to: ProxyRoute, timeoutMs: number, signal: AbortSignal): Promise<Fate | undefined> => {
    const host = to.host.replace(/^\[(.*)\]$/, '$1');
    const found = await lookup(host, { timeoutMs }, signal);
    const fates = found.status === 'answered' ? found.addresses.map((address) => fateOf(address, to.port)) : [];
    if (fates.length === 0 || fates.includes(undefined)) return undefined;
    const silent = fates.find((fate) => fate?.status === 'timed-out');
    if (silent !== undefined) await pause(Math.min(silenceMs, timeoutMs), signal);
    return silent ?? fates[0];
  };

  return {
    query: async (server, question, options, signal) => {
      const startedAt = performance.now();
      const to = server.kind === 'dns' ? { host: server.address, port: server.port } : authority(server.url);
      const fate = await lost(to, options.timeoutMs, signal);
      if (fate === undefined) return ports.query(server, question, options, signal);
      const timing = {
        durationMs: Math.round(performance.now() - startedAt),
        transport: server.kind === 'dns' ? ('udp' as const) : ('https' as const),
      };
      return fate.status === 'timed-out'
        ? { status: 'timed-out', ...timing }
        : { status: 'unreachable', code: fate.code, ...timing };
    },
    tls: {
      handshake: async (request, signal) => {
        const to = request.proxy ?? { host: request.address, port: request.port };
        return (await lost(to, request.timeoutMs, signal)) ?? ports.tls.handshake(request, signal);
      },
    },
    http: {
      request: async (request, signal) => {
        const to = request.proxy ?? authority(request.url);
        return (await lost(to, request.timeoutMs, signal)) ?? ports.http.request(request, signal);
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
