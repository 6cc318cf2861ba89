import { type Answer, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { bareName } from './domain-name.ts';

/** A question in the words of RFC 1035; types beyond these are never asked. */
export interface DnsQuestionSection {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
}

export interface DnsMessageRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** Address or target name; of a SOA the primary name server. */
  readonly data: string;
}

export type DnsResponse =
  | {
      readonly kind: 'response';
      /** e.g. `NOERROR`, `NXDOMAIN`. */
      readonly rcode: string;
      readonly truncated: boolean;
      /** A, AAAA, CNAME and DNAME of the answer section, in order. */
      readonly answers: readonly DnsMessageRecord[];
      /** The start of authority of a negative answer (RFC 2308): the zone that says no. */
      readonly authority: readonly DnsMessageRecord[];
    }
  /** Not the answer to this question: another id, another question, no response at all. */
  | { readonly kind: 'unrelated' }
  | { readonly kind: 'malformed'; readonly why: string };

/** RFC 1035 section 2.3.4, in octets of the text form: 253 characters fill the 255 of the wire. */
const MAX_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** DNS Flag Day 2020: an answer up to this size crosses every ordinary network unfragmented. */
const UDP_PAYLOAD_BYTES = 1232;

/** A service name leads to a handful of records; what a hostile server adds beyond this many is left unread. */
const MAX_RECORDS = 1024;

/** Whether the text can be put into a DNS question at all. */
export function isDnsName(name: string): boolean {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  return (
    bare.length > 0 &&
    bare.length <= MAX_NAME_LENGTH &&
    /^[\x21-\x7e]+$/.test(bare) &&
    bare.split('.').every((label) => label.length > 0 && label.length <= MAX_LABEL_LENGTH)
  );
}

/**
 * A recursive query.
 * @param options.edns false leaves out the OPT record, which a few old servers answer with FORMERR
 */
export function encodeDnsQuery(
  id: number,
  question: DnsQuestionSection,
  options: { readonly edns: boolean },
): Uint8Array {
  return encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name: question.name, type: question.type, class: 'IN' }],
    additionals: options.edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: UDP_PAYLOAD_BYTES,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
}

/** Reads what claims to be the answer to a question; never throws, whatever the bytes are. */
export function decodeDnsResponse(bytes: Uint8Array, id: number, question: DnsQuestionSection): DnsResponse {
  let packet: DecodedPacket & { readonly rcode?: string };
  try {
    packet = decode(Buffer.from(bytes));
  } catch (error) {
    return { kind: 'malformed', why: error instanceof Error ? error.message : 'undecodable' };
  }
  if (packet.type !== 'response' || packet.id !== id) {
    return { kind: 'unrelated' };
  }
  const rcode = packet.rcode ?? 'NOERROR';
  const asked = packet.questions?.[0];
  // A server that could not read the question may leave it out of its error (RFC 1035 says nothing else of FORMERR).
  const questionMissing = asked === undefined && rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
  if (!questionMissing && (asked?.type !== question.type || bareName(asked.name) !== bareName(question.name))) {
    return { kind: 'unrelated' };
  }
  return {
    kind: 'response',
    rcode,
    truncated: packet.flag_tc,
    answers: recordsOf(packet.answers, ['A', 'AAAA', 'CNAME', 'DNAME']),
    authority: recordsOf(packet.authorities, ['SOA']),
  };
}

function recordsOf(section: readonly Answer[] | undefined, types: readonly string[]): readonly DnsMessageRecord[] {
  const records: DnsMessageRecord[] = [];
  for (const answer of section ?? []) {
    if (records.length === MAX_RECORDS) {
      break;
    }
    if (types.includes(answer.type) && 'data' in answer && (!('class' in answer) || answer.class === 'IN')) {
      const data = answer.type === 'SOA' ? answer.data.mname : answer.data;
      if (typeof data === 'string') {
        records.push({ name: answer.name, type: answer.type, ttl: answer.ttl ?? 0, data });
      }
    }
  }
  return records;
}
