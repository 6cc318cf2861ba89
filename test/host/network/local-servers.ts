import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { decode, encode, type Packet } from 'dns-packet';
import { issueCertificate, keyPem, type LabCertificate, toPem } from '../../lab/pki/certificate.ts';
import { type KeyKind, keyOf } from '../../lab/pki/keys.ts';

export const local = '127.0.0.1';

export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

/** A TCP server on a free loopback port; connections left open are cut when it is closed. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<Running> {
  return listening(createServer(), onConnection);
}

/** A TLS server; `stapled` is what it staples as OCSP response. */
export async function tlsServer(
  options: TlsOptions,
  onConnection: (socket: Socket) => void = () => {},
  stapled?: Buffer,
): Promise<Running> {
  const server = createTlsServer(options);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  if (stapled !== undefined) {
    server.on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, stapled));
  }
  return listening(server, () => {});
}

async function listening(server: Server, onConnection: (socket: Socket) => void): Promise<Running> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, local, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** What a name server does with a question: the datagrams it sends back, in order. */
export type DnsBehaviour = (query: Packet, reply: (packet: Packet | Uint8Array) => void, hangUp: () => void) => void;

/** A name server on UDP and, on the same port, TCP. */
export async function dnsServer(udp: DnsBehaviour, tcp: DnsBehaviour = udp): Promise<Running> {
  const stream = await tcpServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length > 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const query = decode(received.subarray(2, end));
        received = received.subarray(end);
        tcp(
          query,
          (packet) => {
            const bytes = toBytes(packet);
            const length = Buffer.alloc(2);
            length.writeUInt16BE(bytes.length);
            socket.write(Buffer.concat([length, bytes]));
          },
          () => socket.end(),
        );
      }
    });
  });
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) =>
    udp(
      decode(bytes),
      (packet) => socket.send(toBytes(packet), from.port, from.address),
      () => {},
    ),
  );
  await new Promise<void>((resolve) => socket.bind(stream.port, local, resolve));
  return {
    port: stream.port,
    close: async () => {
      await Promise.all([stream.close(), new Promise<void>((resolve) => socket.close(() => resolve()))]);
    },
  };
}

function toBytes(packet: Packet | Uint8Array): Uint8Array {
  return packet instanceof Uint8Array || ArrayBuffer.isView(packet) ? (packet as Uint8Array) : encode(packet);
}

/** A response to that query; `rcode` is the number of RFC 1035 section 4.1.1. */
export function response(
  query: Packet,
  answers: Packet['answers'] = [],
  rcode = 0,
  more: Partial<Packet> = {},
): Packet {
  return {
    type: 'response',
    id: query.id ?? 0,
    flags: 0x0180 | rcode,
    questions: query.questions ?? [],
    answers,
    ...more,
  };
}

/** A self-signed certificate, on a P-256 key unless said otherwise. */
export function selfSigned(
  name: string,
  kind: KeyKind = 'ec-p256',
  hash: 'sha1' | 'sha256' = 'sha256',
): LabCertificate {
  return issueCertificate({
    subject: `CN=${name}`,
    key: keyOf(name, kind),
    serial: 1n,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    alternativeNames: [{ dns: name }],
    signature: { hash },
  });
}

export function serverOptions(leaf: LabCertificate, ...others: readonly LabCertificate[]): TlsOptions {
  return { key: keyPem(leaf.key), cert: toPem(leaf.der, ...others.map(({ der }) => der)) };
}
