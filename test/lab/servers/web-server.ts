import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { type HttpHandler, send, Timers } from './http-answer.ts';
import { type Endpoint, type Listener, listen } from './listener.ts';
import type { RequestLog } from './request-log.ts';

/** How a port behaves below HTTP. */
export type Manner =
  | 'serves'
  /** Speaks HTTP where TLS is expected. */
  | 'plain-http'
  /** Accepts and resets. */
  | 'resets'
  /** Accepts, reads and says nothing. */
  | 'hangs'
  /** Accepts and closes without a word. */
  | 'closes'
  /** Answers with bytes of no protocol. */
  | 'babbles'
  /** Ends the TLS handshake with an alert: handshake_failure. */
  | 'alerts';

export interface TlsSetup {
  /** PEM of the key. */
  readonly key: string;
  /** PEM of the certificates in the order in which they are sent, the server's own first. */
  readonly certificates: string;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** DER of an OCSP response that is stapled when a client asks for one. */
  readonly stapledOcsp?: Uint8Array;
}

export interface WebServerSetup {
  /** Its name in the request log. */
  readonly name: string;
  readonly at: Endpoint;
  /** Absent: plain HTTP. */
  readonly tls?: TlsSetup;
  readonly manner?: Manner;
  readonly handle: HttpHandler;
  /** Added to the time in the Date header. */
  readonly clockOffsetMs?: number;
  readonly delayMs?: number;
}

/** A body longer than this is no request that the tool under test sends. */
const MAX_REQUEST_BYTES = 1024 * 1024;

/** Starts an HTTP or HTTPS server that answers as it is told and notes what it was asked. */
export async function startWebServer(setup: WebServerSetup, log: RequestLog): Promise<Listener> {
  const timers = new Timers();
  /** TCP below TLS, by the port of the other side: a TLS socket itself cannot be reset. */
  const connections = new Map<number | undefined, Socket>();
  const server = serverFor(setup, (request, response) => {
    const reset = () => void connections.get(request.socket.remotePort)?.resetAndDestroy();
    void answer(setup, request, response, log, timers, reset);
  });
  server.on('connection', (socket: Socket) => {
    connections.set(socket.remotePort, socket);
    socket.once('close', () => connections.delete(socket.remotePort));
  });
  const listener = await listen(server, setup.at, setup.delayMs);
  return {
    endpoint: listener.endpoint,
    stop: async () => {
      timers.clear();
      await listener.stop();
    },
  };
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

function serverFor(setup: WebServerSetup, respond: Respond): Server {
  switch (setup.manner ?? 'serves') {
    case 'serves':
      return setup.tls ? secureServer(setup.tls, respond) : createHttp(respond);
    case 'plain-http':
      return createHttp(respond);
    case 'resets':
      return createTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    case 'hangs':
      return createTcp((socket) => socket.resume());
    case 'closes':
      return createTcp((socket) => socket.end());
    case 'babbles':
      return createTcp((socket) => socket.end(Buffer.from('\u0000SSH? no. FTP? no.\r\n')));
    case 'alerts':
      // A TLS record of type alert, level fatal, description 40 (RFC 5246 §7.2).
      return createTcp((socket) => socket.once('data', () => socket.end(Buffer.of(0x15, 3, 3, 0, 2, 2, 40))));
  }
}

function secureServer(tls: TlsSetup, respond: Respond): Server {
  const server = createHttps(
    {
      key: tls.key,
      cert: tls.certificates,
      minVersion: tls.minVersion ?? 'TLSv1.2',
      maxVersion: tls.maxVersion ?? 'TLSv1.3',
      // Level 0 because the lab must be able to offer short keys, SHA-1 and old protocol versions.
      ciphers: 'DEFAULT@SECLEVEL=0',
    },
    respond,
  );
  server.on(
    'OCSPRequest',
    (_certificate: Buffer, _issuer: Buffer, callback: (error: null, bytes: Buffer | null) => void) =>
      callback(null, tls.stapledOcsp ? Buffer.from(tls.stapledOcsp) : null),
  );
  // A failed handshake is the client's business.
  server.on('tlsClientError', () => undefined);
  return server;
}

async function answer(
  setup: WebServerSetup,
  request: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  timers: Timers,
  reset: () => void,
): Promise<void> {
  const body = await readBody(request);
  const { method = '', url = '', headers } = request;
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  log.add({ server: setup.name, protocol: setup.tls ? 'https' : 'http', what: `${method} ${host}${url}`, headers });
  if (setup.clockOffsetMs) response.setHeader('date', new Date(Date.now() + setup.clockOffsetMs).toUTCString());
  await send(setup.handle({ method, host, url, headers, body }), response, timers, reset);
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_REQUEST_BYTES) chunks.push(chunk);
    });
    const done = () => resolve(Buffer.concat(chunks));
    request.once('end', done);
    request.once('close', done);
  });
}
