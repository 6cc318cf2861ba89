import { createServer } from 'node:net';
import {
  type Answer,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { boundUdp, framed } from './dns-transport.ts';
import { entryOf, type NameEntry, type Rcode, resolve, type Zone } from './dns-zone.ts';
import { Timers } from './http-answer.ts';
import { type Endpoint, type Listener, listen } from './listener.ts';
import type { RequestLog } from './request-log.ts';

export interface DnsServerSetup {
  /** Its name in the request log. */
  readonly name: string;
  readonly at: Endpoint;
  readonly zone: Zone;
  /** The whole server: it answers everything alike, whatever the zone says. */
  readonly whole?: 'silent' | 'servfail' | 'refused';
  /** No TCP. */
  readonly udpOnly?: boolean;
  readonly delayMs?: number;
}

const rcodeNumber: Readonly<Record<Rcode, number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };

/** Largest UDP answer to a question without EDNS (RFC 1035 §4.2.1). */
const CLASSIC_UDP_BYTES = 512;
const FORGED_ADDRESS = '192.0.2.66';
const OTHER_NAME = 'another.example.net';

/** Starts a name server on UDP and TCP, the same port. */
export async function startDnsServer(setup: DnsServerSetup, log: RequestLog): Promise<Listener> {
  const timers = new Timers();
  const zone = setup.whole ? { '*': wholeServer[setup.whole] } : setup.zone;
  const answer = async (message: Buffer, protocol: 'udp' | 'tcp', reply: (bytes: Buffer) => void) => {
    const query = parsed(message);
    const question = query?.questions?.[0];
    if (query === undefined || question === undefined) return;
    log.add({ server: setup.name, protocol, what: `${question.type} ${question.name}` });
    const entry = entryOf(zone, question.name.toLowerCase());
    if (setup.delayMs) await timers.pause(setup.delayMs);
    if (entry?.manner === 'late') await timers.pause(entry.lateMs ?? 0);
    for (const bytes of repliesTo(query, zone, protocol)) reply(bytes);
  };

  const tcp = await listen(
    createServer((socket) => framed(socket, (message, reply) => void answer(message, 'tcp', reply))),
    setup.at,
  );
  // With any port, UDP takes the number that TCP got.
  const udp = await boundUdp({ address: setup.at.address, port: tcp.endpoint.port }, (message, reply) => {
    void answer(message, 'udp', reply);
  });
  if (setup.udpOnly) await tcp.stop();
  return {
    endpoint: tcp.endpoint,
    stop: async () => {
      timers.clear();
      await Promise.all([new Promise<void>((resolve) => udp.close(resolve)), setup.udpOnly ? undefined : tcp.stop()]);
    },
  };
}

const wholeServer = {
  silent: { manner: 'silent' },
  servfail: { rcode: 'SERVFAIL' },
  refused: { rcode: 'REFUSED' },
} as const satisfies Record<string, NameEntry>;

/** The messages that go back to one question, in order; the DNS-over-HTTPS endpoint uses them too. */
export function repliesTo(query: DecodedPacket, zone: Zone, protocol: 'udp' | 'tcp' | 'https'): readonly Buffer[] {
  const question = query.questions?.[0];
  if (question === undefined) return [];
  const entry = entryOf(zone, question.name.toLowerCase());
  const { rcode, answers } = resolve(zone, question.name, question.type);
  const right: Packet = {
    type: 'response',
    id: query.id ?? 0,
    flags: RECURSION_DESIRED | RECURSION_AVAILABLE | rcodeNumber[rcode],
    questions: [question],
    answers: [...answers],
    // RFC 2308 §2: a negative answer carries the SOA of the zone that says so.
    authorities: answers.some((answer) => answer.type === question.type)
      ? []
      : [startOfAuthority(answers, question.name)],
  };
  switch (entry?.manner) {
    case 'silent':
      return [];
    case 'garbage':
      return [Buffer.from('this is no DNS message, whatever its length may be')];
    case 'wrong-id':
      return [encode({ ...right, id: ((query.id ?? 0) + 1) & 0xffff })];
    case 'wrong-question':
      return [encode({ ...right, questions: [{ ...question, name: OTHER_NAME }] })];
    case 'forged-first': {
      const forged = { name: question.name, type: 'A', ttl: 1, data: FORGED_ADDRESS } as const;
      return [encode({ ...right, id: ((query.id ?? 0) + 1) & 0xffff, answers: [forged] }), encode(right)];
    }
    default: {
      const whole = encode(right);
      const fits = protocol !== 'udp' || (whole.length <= udpLimit(query) && entry?.manner !== 'truncated');
      return [fits ? whole : encode({ ...right, flags: (right.flags ?? 0) | TRUNCATED_RESPONSE, answers: [] })];
    }
  }
}

/** The zone is taken to be the last two labels of the last name in the chain. */
function startOfAuthority(answers: readonly Answer[], asked: string): Answer {
  const last = answers.at(-1);
  const name = last?.type === 'CNAME' ? last.data : asked;
  const zone = name.split('.').slice(-2).join('.');
  const [mname, rname] = [`ns1.${zone}`, `hostmaster.${zone}`];
  const data = { mname, rname, serial: 2026010101, refresh: 3600, retry: 600, expire: 1209600, minimum: 300 };
  return { name: zone, type: 'SOA', ttl: 300, data };
}

function udpLimit(query: DecodedPacket): number {
  const edns = query.additionals?.find((record) => record.type === 'OPT');
  return edns !== undefined && 'udpPayloadSize' in edns ? Number(edns.udpPayloadSize) : CLASSIC_UDP_BYTES;
}

function parsed(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message);
  } catch {
    // Whatever it was, a name server drops it.
    return undefined;
  }
}
