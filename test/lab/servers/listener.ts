import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A server that is listening. */
export interface Listener {
  readonly endpoint: Endpoint;
  /** Cuts every connection and resolves when the port is free again. */
  stop(): Promise<void>;
}

/**
 * Starts a TCP server (plain, TLS or HTTP) at an endpoint, port 0 for any. With `delayMs` every round trip through it takes
 * that much longer: the connection's own, and each way of the data half of it.
 */
export async function listen(server: Server, at: Endpoint, delayMs = 0): Promise<Listener> {
  if (delayMs <= 0) return listenDirectly(server, at);
  const inner = await listenDirectly(server, { address: '127.0.0.1', port: 0 });
  const outer = await listenDirectly(
    createServer((socket) => delay(socket, inner.endpoint, delayMs)),
    at,
  );
  return {
    endpoint: outer.endpoint,
    stop: async () => {
      await outer.stop();
      await inner.stop();
    },
  };
}

async function listenDirectly(server: Server, at: Endpoint): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A client that goes away in the middle is nothing the lab minds.
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    endpoint: { address: at.address, port: (server.address() as AddressInfo).port },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Carries one connection on with the delay of a distant server. */
function delay(near: Socket, to: Endpoint, delayMs: number): void {
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timers.add(timer);
  };
  const far = connect({ host: to.address, port: to.port, noDelay: true });
  near.setNoDelay(true);
  const end = () => {
    for (const timer of timers) clearTimeout(timer);
    near.destroy();
    far.destroy();
  };
  for (const [from, onto, firstMs] of [
    // The kernel has accepted at once, so the round trip of the TCP handshake is made up for at the first data.
    [near, far, delayMs],
    [far, near, 0],
  ] as const) {
    let extraMs = firstMs;
    from.on('data', (data) => {
      later(delayMs / 2 + extraMs, () => onto.write(data));
      extraMs = 0;
    });
    from.once('end', () => later(delayMs / 2, () => onto.end()));
    from.once('error', end);
    from.once('close', () => later(delayMs, end));
  }
}
