import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import { type Endpoint, type Listener, listen } from './listener.ts';
import type { RequestLog } from './request-log.ts';

export interface ProxySetup {
  readonly at: Endpoint;
  /** Where a name and port are from the proxy's point of view; undefined: it cannot find them. */
  readonly route: (host: string, port: number) => Endpoint | undefined;
  /** The only `user:password` that may pass. */
  readonly credential?: string;
  /** Hosts it lets nobody through to. */
  readonly forbidden?: readonly string[];
  /** Where it opens TLS it shows these certificates instead of the server's. */
  readonly intercept?: (host: string) => ShownCertificates | undefined;
  readonly delayMs?: number;
}

interface ShownCertificates {
  readonly key: string;
  readonly certificates: string;
}

/** A web proxy: CONNECT tunnels and plain requests by absolute URL, as a company's border knows them. */
export async function startProxy(setup: ProxySetup, log: RequestLog): Promise<Listener> {
  const beyond = new Set<Socket>();
  const server = createServer((asked, response) => forward(setup, asked, response, log));
  server.on('connect', (asked: IncomingMessage, client: Socket, head: Buffer) => {
    log.add({ server: 'proxy', protocol: 'connect', what: `CONNECT ${asked.url ?? ''}`, headers: asked.headers });
    const { host, port } = authority(asked.url ?? '');
    const refused = refusalOf(setup, asked, host, port);
    if (refused !== undefined) {
      client.end(`HTTP/1.1 ${refused.status} ${refused.reason}\r\n${refused.header}content-length: 0\r\n\r\n`);
      return;
    }
    const to = setup.route(host, port);
    if (to === undefined) return;
    const server = connectTcp(to.port, to.address, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) client.unshift(head);
      const shown = setup.intercept?.(host);
      const [near, far] = shown ? opened(shown, client, server, host) : [client, server];
      near.pipe(far);
      far.pipe(near);
    });
    beyond.add(server);
    const end = () => {
      beyond.delete(server);
      client.destroy();
      server.destroy();
    };
    server.on('error', end);
    server.once('close', end);
    client.on('error', end);
    client.once('close', end);
  });
  const listener = await listen(server, setup.at, setup.delayMs);
  return {
    endpoint: listener.endpoint,
    stop: async () => {
      for (const socket of beyond) socket.destroy();
      await listener.stop();
    },
  };
}

/** Both sides in the clear: we are the server to the client and a client to the server. */
function opened(
  shown: ShownCertificates,
  client: Socket,
  server: Socket,
  host: string,
): readonly [TLSSocket, TLSSocket] {
  const secureContext = createSecureContext({ key: shown.key, cert: shown.certificates });
  const near = new TLSSocket(client, { isServer: true, secureContext });
  const far = connectTls({ socket: server, servername: host, rejectUnauthorized: false });
  near.on('error', () => client.destroy());
  far.on('error', () => server.destroy());
  return [near, far];
}

function refusalOf(
  setup: ProxySetup,
  { headers }: IncomingMessage,
  host: string,
  port: number,
): { readonly status: number; readonly reason: string; readonly header: string } | undefined {
  const expected = setup.credential && `Basic ${Buffer.from(setup.credential).toString('base64')}`;
  if (expected && headers['proxy-authorization'] !== expected) {
    const header = 'proxy-authenticate: Negotiate\r\nproxy-authenticate: Basic realm="contoso"\r\n';
    return { status: 407, reason: 'Proxy Authentication Required', header };
  }
  if (setup.forbidden?.includes(host)) return { status: 403, reason: 'Forbidden', header: '' };
  if (setup.route(host, port) === undefined) return { status: 503, reason: 'Service Unavailable', header: '' };
  return undefined;
}

function forward(setup: ProxySetup, asked: IncomingMessage, response: ServerResponse, log: RequestLog): void {
  log.add({ server: 'proxy', protocol: 'http', what: `${asked.method} ${asked.url}`, headers: asked.headers });
  const url = URL.parse(asked.url ?? '');
  const port = Number(url?.port || 80);
  const refused = url
    ? refusalOf(setup, asked, url.hostname, port)
    : { status: 400, reason: 'Bad Request', header: '' };
  const to = url ? setup.route(url.hostname, port) : undefined;
  if (refused || !url || !to) {
    response.writeHead(refused?.status ?? 503, refused?.reason, { 'content-length': '0' }).end();
    return;
  }
  const { 'proxy-authorization': _secret, 'proxy-connection': _hop, ...headers } = asked.headers;
  const onward = request(
    { host: to.address, port: to.port, method: asked.method, path: url.pathname + url.search, headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, {
        ...answer.headers,
        via: '1.1 proxy.contoso.com',
      });
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  asked.pipe(onward);
}

/** `host:port` of a CONNECT. */
function authority(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return {
    host: text
      .slice(0, colon)
      .replace(/^\[|\]$/g, '')
      .toLowerCase(),
    port: Number(text.slice(colon + 1)),
  };
}
