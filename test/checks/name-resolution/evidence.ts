import type { AskedResolver, NameResolutionEvidence, Occupant } from '../../../checks/name-resolution/evidence.ts';
import type { DnsAnswer, DnsRecord, SystemLookup } from '../../../src/host/ports.ts';

export const host = 'cmg.contoso.com';
export const target = 'cmg.westeurope.cloudapp.azure.com';
export const cmgAddress = '203.0.113.10';

const timing = { durationMs: 12, transport: 'udp' } as const;
export const record = (name: string, type: string, data: string): DnsRecord => ({ name, type, ttl: 300, data });
export const cname = (name: string, data: string) => record(name, 'CNAME', data);
export const a = (name: string, data: string) => record(name, 'A', data);
export const soa = (zone: string, server = 'dc1.corp.contoso.com') => record(zone, 'SOA', server);

export const answered = (...records: readonly DnsRecord[]): DnsAnswer => ({ status: 'answered', records, ...timing });
export const nxdomain = (...records: readonly DnsRecord[]): DnsAnswer => ({ status: 'nxdomain', records, ...timing });
export const noData = (...records: readonly DnsRecord[]): DnsAnswer => ({ status: 'no-data', records, ...timing });
export const servfail: DnsAnswer = { status: 'servfail', ...timing };
export const silence: DnsAnswer = { status: 'timed-out', ...timing };

/** Three answers of one server. */
export interface Said {
  readonly a: DnsAnswer;
  readonly aaaa: DnsAnswer;
  readonly cname: DnsAnswer;
  readonly wellKnown?: DnsAnswer;
  readonly sibling?: DnsAnswer;
  readonly impossible?: DnsAnswer;
}

export const says = {
  /** A CNAME to Azure and its address. */
  cmg: (address = cmgAddress, to = target): Said => ({
    a: answered(cname(host, to), a(to, address)),
    aaaa: noData(cname(host, to)),
    cname: answered(cname(host, to)),
  }),
  address: (address: string): Said => ({ a: answered(a(host, address)), aaaa: noData(), cname: noData() }),
  ipv6: (address: string): Said => ({ a: noData(), aaaa: answered(record(host, 'AAAA', address)), cname: noData() }),
  nothing: (zone = 'contoso.com'): Said => all(nxdomain(soa(zone))),
  empty: (zone = 'contoso.com'): Said => all(noData(soa(zone))),
  dangling: (to = target): Said => ({
    a: nxdomain(cname(host, to)),
    aaaa: nxdomain(cname(host, to)),
    cname: answered(cname(host, to)),
  }),
  loop: (to = 'cmg2.contoso.com'): Said => ({
    a: noData(cname(host, to), cname(to, host)),
    aaaa: noData(cname(host, to), cname(to, host)),
    cname: answered(cname(host, to)),
  }),
  only: (answer: DnsAnswer): Said => all(answer),
};

function all(answer: DnsAnswer): Said {
  return { a: answer, aaaa: answer, cname: answer };
}

export function inside(said: Said, address = '10.20.0.53'): AskedResolver {
  return { role: 'inside', server: { kind: 'dns', address, port: 53 }, source: 'Ethernet, dhcp', ...said };
}

export function outside(said: Said, address = '198.51.100.53'): AskedResolver {
  return { role: 'public', server: { kind: 'dns', address, port: 53 }, source: '--public-resolver', ...said };
}

export const system = {
  found: (...addresses: readonly string[]): SystemLookup => ({ status: 'answered', addresses, durationMs: 8 }),
  notFound: { status: 'not-found', code: 'ENOTFOUND', durationMs: 8 } as const,
  failed: { status: 'failed', code: 'EAI_AGAIN', durationMs: 8 } as const,
  silent: { status: 'timed-out', durationMs: 12_000 } as const,
};

export const occupant = {
  cmg: (address: string, said: Occupant['said'] = 'system', by = host, leaf = 'aa'): Occupant => ({
    address,
    said,
    identity: { kind: 'names-host', by, leaf },
  }),
  other: (address: string, ...names: readonly string[]): Occupant => ({
    address,
    said: 'system',
    identity: { kind: 'names-other', names },
  }),
  silent: (address: string, said: Occupant['said'] = 'system'): Occupant => ({
    address,
    said,
    identity: { kind: 'silent', status: 'timed-out' },
  }),
};

/** A device on the internet for which everything is in order, changed by what is given. */
export function evidence(changes: Partial<NameResolutionEvidence> = {}): NameResolutionEvidence {
  return {
    host,
    port: 443,
    proxy: { source: 'none', proxy: '', bypass: '' },
    system: system.found(cmgAddress),
    hosts: [],
    resolvers: [inside(says.cmg()), outside(says.cmg())],
    occupants: [],
    ...changes,
  };
}
