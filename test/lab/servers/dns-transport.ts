import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Endpoint } from './listener.ts';

/** A UDP socket at an endpoint; each datagram comes with a way to answer it. */
export async function boundUdp(
  at: Endpoint,
  receive: (message: Buffer, reply: (bytes: Buffer) => void) => void,
): Promise<UdpSocket> {
  const udp = createSocket(at.address.includes(':') ? 'udp6' : 'udp4');
  // An answer may be late and the socket closed, which `send` throws about; the callback swallows other failures.
  let closed = false;
  udp.once('close', () => {
    closed = true;
  });
  udp.on('message', (message, from) =>
    receive(message, (bytes) => (closed ? undefined : udp.send(bytes, from.port, from.address, ignore))),
  );
  udp.bind(at.port, at.address);
  await once(udp, 'listening');
  return udp;
}

function ignore(): void {}

/** DNS over TCP: two bytes of length before each message (RFC 1035 §4.2.2). */
export function framed(socket: Socket, receive: (message: Buffer, reply: (bytes: Buffer) => void) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      receive(pending.subarray(2, end), (bytes) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(bytes.length);
        if (!socket.destroyed) socket.write(Buffer.concat([length, bytes]));
      });
      pending = pending.subarray(end);
    }
  });
}
