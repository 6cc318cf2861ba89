import { randomInt } from 'node:crypto';
import { followCnames } from '../../formats/cname-chain.ts';
import { type DnsResponse, decodeDnsResponse, encodeDnsQuery, isDnsName } from '../../formats/dns-message.ts';
import type { Dns, DnsAnswer, DnsQuestion, DnsServer } from '../ports.ts';
import { exchangeHttps } from './dns-over-https.ts';
import { exchangeStream } from './dns-over-tcp.ts';
import { type Exchange, exchangeDatagram } from './dns-over-udp.ts';
import type { NetworkDependencies } from './open-socket.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';

export interface DnsDependencies extends NetworkDependencies {
  readonly configuredServers: Dns['configuredServers'];
}

type Response = Extract<DnsResponse, { readonly kind: 'response' }>;
type Transport = DnsAnswer['transport'];

/** Own questions over own sockets: what Node's c-ares reports hides CNAMEs that lead nowhere and believes odd servers. */
export function createDns(dependencies: DnsDependencies): Dns {
  return {
    lookup: dependencies.lookup,
    configuredServers: dependencies.configuredServers,
    query: async (server, question, { timeoutMs }, signal) => {
      const limit = timeLimit(timeoutMs, signal);
      try {
        return await ask(server, question, dependencies, limit);
      } finally {
        limit.end();
      }
    },
  };
}

async function ask(
  server: DnsServer,
  question: DnsQuestion,
  network: DnsDependencies,
  limit: TimeLimit,
): Promise<DnsAnswer> {
  if (!isDnsName(question.name)) {
    const transport = server.kind === 'dns' ? 'udp' : 'https';
    return { status: 'malformed', why: 'the question is no DNS name', durationMs: 0, transport };
  }
  if (server.kind === 'https') {
    // RFC 8484 section 4.1: id 0, so that caches may answer.
    const { outcome, unreadable } = await attempt(0, question, true, (message, accept) =>
      exchangeHttps(new URL(server.url), message, accept, network, limit),
    );
    return toAnswer(question, outcome, unreadable, 'https', limit);
  }
  const at = network.dial?.(server.address, server.port) ?? server;
  let edns = true;
  let udp = await attempt(randomId(), question, edns, (message, accept) =>
    exchangeDatagram(at, message, accept, limit),
  );
  if (udp.outcome.status === 'accepted' && ['FORMERR', 'NOTIMP'].includes(udp.outcome.value.rcode)) {
    // RFC 6891 section 7: a server that knows no OPT record says so like this.
    edns = false;
    udp = await attempt(randomId(), question, edns, (message, accept) => exchangeDatagram(at, message, accept, limit));
  }
  if (udp.outcome.status === 'accepted' && udp.outcome.value.truncated) {
    const tcp = await attempt(randomId(), question, edns, (message, accept) =>
      exchangeStream(server, message, accept, network, limit),
    );
    return toAnswer(question, tcp.outcome, tcp.unreadable, 'tcp', limit);
  }
  return toAnswer(question, udp.outcome, udp.unreadable, 'udp', limit);
}

/** One exchange; messages that cannot be read are remembered, in case nothing better comes. */
async function attempt(
  id: number,
  question: DnsQuestion,
  edns: boolean,
  exchange: (message: Uint8Array, accept: (bytes: Uint8Array) => Response | undefined) => Promise<Exchange<Response>>,
): Promise<{ readonly outcome: Exchange<Response>; readonly unreadable: string | undefined }> {
  let unreadable: string | undefined;
  const outcome = await exchange(encodeDnsQuery(id, question, { edns }), (bytes) => {
    const response = decodeDnsResponse(bytes, id, question);
    if (response.kind === 'malformed') {
      unreadable ??= response.why;
    }
    return response.kind === 'response' ? response : undefined;
  });
  return { outcome, unreadable };
}

function toAnswer(
  question: DnsQuestion,
  outcome: Exchange<Response>,
  unreadable: string | undefined,
  transport: Transport,
  limit: TimeLimit,
): DnsAnswer {
  const timing = { durationMs: limit.elapsedMs(), transport };
  if (outcome.status !== 'accepted') {
    if (unreadable !== undefined) {
      return { status: 'malformed', why: unreadable, ...timing };
    }
    return outcome.status === 'timed-out'
      ? { status: 'timed-out', ...timing }
      : { status: 'unreachable', code: outcome.code, ...timing };
  }
  const { rcode, answers, authority } = outcome.value;
  if (rcode === 'SERVFAIL') {
    return { status: 'servfail', ...timing };
  }
  if (rcode === 'NXDOMAIN') {
    return { status: 'nxdomain', records: [...answers, ...authority], ...timing };
  }
  if (rcode !== 'NOERROR') {
    return { status: 'refused', rcode, ...timing };
  }
  const chain = followCnames(question.name, question.type, answers);
  const answered = question.type === 'CNAME' ? chain.targets.length > 0 : chain.data.length > 0;
  return answered
    ? { status: 'answered', records: answers, ...timing }
    : { status: 'no-data', records: [...answers, ...authority], ...timing };
}

function randomId(): number {
  return randomInt(0x1_0000);
}
