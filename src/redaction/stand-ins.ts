/** What an original is, which shows in its stand-in. */
export type Kind =
  | 'device'
  | 'user'
  | 'tenant'
  | 'device-id'
  | 'id'
  | 'name'
  | 'domain'
  | 'host'
  | 'address'
  | 'private-address'
  | 'address6'
  | 'sid'
  | 'thumbprint'
  | 'hash'
  | 'serial'
  | 'number'
  | 'path'
  | 'value';

/** One stand-in for one original, the same wherever it stands, whatever its case. */
export interface StandIns {
  of(kind: Kind, original: string): string;
}

/** Documentation networks (RFC 5737): 762 addresses, more than any report names. */
const publicNets = ['192.0.2', '198.51.100', '203.0.113'];
const hostsPerNet = 254;

/** Numbered in the order in which they are first asked for. */
export function createStandIns(): StandIns {
  const known = new Map<string, string>();
  const counts = new Map<Kind, number>();
  return {
    of: (kind, original) => {
      const key = original.toLowerCase();
      const given = known.get(key);
      if (given !== undefined) return given;
      const nth = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, nth);
      const standIn = render(kind, nth);
      known.set(key, standIn);
      return standIn;
    },
  };
}

function render(kind: Kind, nth: number): string {
  switch (kind) {
    case 'address': {
      const net = publicNets[Math.floor((nth - 1) / hostsPerNet)];
      return net === undefined ? `address-${nth}` : `${net}.${((nth - 1) % hostsPerNet) + 1}`;
    }
    case 'private-address':
      return `10.0.${Math.floor(nth / 256) % 256}.${nth % 256}`;
    case 'address6':
      return `2001:db8::${nth.toString(16)}`;
    case 'domain':
      return `domain-${nth}.example`;
    default:
      return `${kind}-${nth}`;
  }
}
