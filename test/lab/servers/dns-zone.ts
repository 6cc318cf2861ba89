import type { Answer } from 'dns-packet';

/** How one name behaves in a view; the records first, then what goes wrong on the way. */
export interface NameEntry {
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly cname?: string;
  /** Instead of records; `NODATA` is a name without any. Default of a name that is not listed: NXDOMAIN. */
  readonly rcode?: 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP';
  readonly manner?: DnsManner;
  /** With the manner `late`. */
  readonly lateMs?: number;
}

/** What happens to an answer. */
export type DnsManner =
  /** None is sent. */
  | 'silent'
  /** Over UDP an empty one that says "ask over TCP". */
  | 'truncated'
  | 'late'
  /** It bears another id than the question. */
  | 'wrong-id'
  /** A forged one with another id and a stranger's address comes first, then the right one. */
  | 'forged-first'
  /** It answers another question. */
  | 'wrong-question'
  /** No DNS at all. */
  | 'garbage';

/** Lower-case names without a trailing dot; `*.contoso.com` stands for every name below that is not listed. */
export type Zone = Readonly<Record<string, NameEntry>>;

export type Rcode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP';

export interface Resolution {
  readonly rcode: Rcode;
  readonly answers: readonly Answer[];
}

/** A recursive server gives up on a chain of names there; BIND and Windows DNS stop at about the same length. */
const MAX_CHAIN = 17;
const TTL_SECONDS = 300;

/** What a recursive resolver with this view of the world answers: the chain of CNAMEs and what stands at its end. */
export function resolve(zone: Zone, name: string, type: string): Resolution {
  const answers: Answer[] = [];
  let current = name.toLowerCase();
  for (let hop = 0; hop < MAX_CHAIN; hop++) {
    const entry = entryOf(zone, current);
    if (entry === undefined || entry.rcode === 'NXDOMAIN') return { rcode: 'NXDOMAIN', answers };
    if (entry.rcode === 'NODATA') return { rcode: 'NOERROR', answers };
    if (entry.rcode !== undefined) return { rcode: entry.rcode, answers: [] };
    if (entry.cname === undefined) {
      const data = type === 'A' ? entry.a : type === 'AAAA' ? entry.aaaa : undefined;
      return { rcode: 'NOERROR', answers: [...answers, ...(data ?? []).map((item) => record(current, type, item))] };
    }
    answers.push(record(current, 'CNAME', entry.cname));
    if (type === 'CNAME') return { rcode: 'NOERROR', answers };
    current = entry.cname.toLowerCase();
    // Servers differ in a loop: some fail, others give what they have walked through, once around.
    if (answers.some(({ name }) => name === current)) return { rcode: 'NOERROR', answers };
  }
  return { rcode: 'SERVFAIL', answers: [] };
}

/** The entry of a name: its own, or the nearest wildcard's. */
export function entryOf(zone: Zone, name: string): NameEntry | undefined {
  const own = zone[name];
  if (own !== undefined) return own;
  const labels = name.split('.');
  for (let skip = 1; skip < labels.length; skip++) {
    const wildcard = zone[`*.${labels.slice(skip).join('.')}`];
    if (wildcard !== undefined) return wildcard;
  }
  return zone['*'];
}

function record(name: string, type: string, data: string): Answer {
  return { name, type, ttl: TTL_SECONDS, data } as Answer;
}
