/** A name server for the rig's own cases: one zone, A records only. The lab has the real one. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';

/** Bits of the header (RFC 1035, 4.1.1): recursion available, and the answer code for "no such name". */
const recursionAvailable = 0x80;
const nameError = 3;

/** @param names name to IPv4 address; every other name does not exist. @returns what stops it. */
export async function startNameServer(address: string, names: Readonly<Record<string, string>>): Promise<() => void> {
  const socket = createSocket('udp4');
  socket.on('message', (message, client) => {
    const { id = 0, questions = [] } = decode(message);
    const name = questions[0]?.name.toLowerCase() ?? '';
    const known = names[name];
    const wantsAddress = known !== undefined && questions[0]?.type === 'A';
    const response = encode({
      type: 'response',
      id,
      flags: recursionAvailable | (known === undefined ? nameError : 0),
      questions,
      answers: wantsAddress ? [{ type: 'A', name, ttl: 60, data: known }] : [],
    });
    socket.send(response, client.port, client.address);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
  return () => socket.close();
}
