/** What an address is good for, as far as a service on the internet is concerned. */
export type AddressScope =
  /** Documentation networks (RFC 5737, RFC 3849) count as public: nobody routes them, and labs stand for the internet with them. */
  | 'public'
  | 'loopback'
  /** RFC 1918, and unique local addresses of RFC 4193. */
  | 'private'
  | 'link-local'
  /** RFC 6598, which carriers and zero-trust clients hand out, and the benchmarking network of RFC 2544, which the latter do, too. */
  | 'carrier-nat'
  /** `0.0.0.0`, multicast, reserved: nothing a server can have. */
  | 'unusable';

/** The scope of an IPv4 or IPv6 literal; undefined when it is none. */
export function addressScope(address: string): AddressScope | undefined {
  const v4 = ipv4Octets(address);
  if (v4 !== undefined) {
    return ipv4Scope(v4);
  }
  const v6 = ipv6Groups(address);
  return v6 === undefined ? undefined : ipv6Scope(v6);
}

export function isIpv4(address: string): boolean {
  return ipv4Octets(address) !== undefined;
}

export function isIpv6(address: string): boolean {
  return ipv6Groups(address) !== undefined;
}

/** Made by DNS64 out of an IPv4 address, with the well-known prefix 64:ff9b::/96 (RFC 6052). */
export function isTranslated(address: string): boolean {
  const groups = ipv6Groups(address);
  return groups !== undefined && [0x64, 0xff9b, 0, 0, 0, 0].every((group, index) => groups[index] === group);
}

type Range = readonly [prefix: readonly number[], bits: number, scope: AddressScope];

/** IANA IPv4 special-purpose address registry (RFC 6890), what of it a resolver might hand out. */
const IPV4_RANGES: readonly Range[] = [
  [[0, 0, 0, 0], 8, 'unusable'],
  [[10, 0, 0, 0], 8, 'private'],
  [[100, 64, 0, 0], 10, 'carrier-nat'],
  [[127, 0, 0, 0], 8, 'loopback'],
  [[169, 254, 0, 0], 16, 'link-local'],
  [[172, 16, 0, 0], 12, 'private'],
  [[192, 168, 0, 0], 16, 'private'],
  [[198, 18, 0, 0], 15, 'carrier-nat'],
  [[224, 0, 0, 0], 3, 'unusable'],
];

function ipv4Scope(octets: readonly number[]): AddressScope {
  const number = octetsToNumber(octets);
  const range = IPV4_RANGES.find(([prefix, bits]) => (number ^ octetsToNumber(prefix)) >>> (32 - bits) === 0);
  return range?.[2] ?? 'public';
}

function octetsToNumber(octets: readonly number[]): number {
  return octets.reduce((number, octet) => ((number << 8) | octet) >>> 0, 0);
}

function ipv6Scope(groups: readonly number[]): AddressScope {
  const [first = 0] = groups;
  const leading = groups.slice(0, 5).every((group) => group === 0);
  const [, , , , , sixth = 0, seventh = 0, eighth = 0] = groups;
  if (leading && sixth === 0 && seventh === 0 && eighth <= 1) {
    return eighth === 1 ? 'loopback' : 'unusable';
  }
  if (leading && sixth === 0xffff) {
    return ipv4Scope([seventh >> 8, seventh & 255, eighth >> 8, eighth & 255]);
  }
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  // fec0::/10 is the site-local range of old, which Windows still names as default DNS servers.
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0) return 'private';
  return (first & 0xff00) === 0xff00 ? 'unusable' : 'public';
}

function ipv4Octets(address: string): readonly number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) {
    return undefined;
  }
  const octets = address.split('.').map(Number);
  return octets.every((octet) => octet <= 255) ? octets : undefined;
}

/** RFC 4291 section 2.2, with an IPv4 tail and a zone index; undefined when it is none. */
function ipv6Groups(address: string): readonly number[] | undefined {
  const [text = ''] = address.split('%', 1);
  const tail = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text);
  const octets = tail?.[2] === undefined ? undefined : ipv4Octets(tail[2]);
  if (tail !== null && octets === undefined) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0] = octets ?? [];
  const whole =
    octets === undefined ? text : `${tail?.[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2 || !whole.includes(':')) {
    return undefined;
  }
  const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(rest ?? [])];
  const missing = 8 - given.length;
  if (!given.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) || (rest === undefined ? missing !== 0 : missing < 1)) {
    return undefined;
  }
  return [...(head ?? []), ...Array<string>(rest === undefined ? 0 : missing).fill('0'), ...(rest ?? [])].map((group) =>
    Number.parseInt(group, 16),
  );
}
