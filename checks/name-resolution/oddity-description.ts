import { type AddressScope, isTranslated } from '../../src/formats/ip-address.ts';
import type { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import type { Indiscriminate, TellingOddity } from './oddity.ts';
import { recordToCreate, spellingOrRecord } from './record.ts';
import { publicViewOf, sourceView, systemAddresses, viewsOf } from './seen-view.ts';
import { renderServer, renderView } from './view.ts';

interface Description {
  readonly code: (typeof finding.codes)[number];
  readonly what: string;
  readonly fix: string;
  readonly owner: 'device' | 'network';
}

/** What is odd, and where it is put right. */
export function describeOddity(oddity: TellingOddity, evidence: NameResolutionEvidence): Description {
  const { host, hosts, resolvers } = evidence;
  const addresses = systemAddresses(evidence).slice(0, 4).join(', ');
  const outside = publicViewOf(evidence);
  const source = sourceView(evidence);
  const who = source === undefined ? 'Windows' : renderServer(source.resolver.server);
  const record = recordToCreate(host, undefined, outside?.view);
  switch (oddity.kind) {
    case 'hosts-override': {
      const entry = hosts?.[0];
      return {
        code: 'hosts-override',
        what: `The hosts file pins ${host} to ${entry?.address ?? addresses} (line ${entry?.line ?? '?'})`,
        fix: `Remove line ${entry?.line ?? '?'} from %SystemRoot%\\System32\\drivers\\etc\\hosts: Azure changes the CMG's address.`,
        owner: 'device',
      };
    }
    case 'scope':
      return {
        code: 'private-address',
        what: `${host} is ${addresses} for ${who}: ${oddity.scopes.map((scope) => SCOPE_WORDS[scope]).join(', ')}; a CMG has a public address`,
        fix: oddity.scopes.some((scope) => SYNTHETIC.has(scope))
          ? `Exempt ${host} from the filter or zero-trust client that answers with such an address. If it is a record of your own, remove it. ${record}`
          : outside?.view.kind === 'addresses'
            ? replaceRecord(evidence, record)
            : `Remove the record of ${host} from the internal zone. ${record}`,
        owner: 'network',
      };
    case 'ipv6-only':
      return describeIpv6Only(evidence, addresses, record);
    case 'answers-anything':
      return describeIndiscriminate(oddity.which, evidence, addresses);
    case 'unexplained':
      return {
        code: 'search-suffix',
        what: `${host} does not exist; Windows found ${addresses} by appending a search suffix`,
        fix: record,
        owner: 'network',
      };
    case 'differs': {
      const asked = resolvers.filter(({ role }) => role === 'inside').length;
      return {
        code: 'split-dns-differs',
        what: `${host} is ${addresses} for ${asked === 0 ? 'Windows' : who}, while the internet has ${outside === undefined ? 'nothing' : renderView(outside.view)}`,
        fix: replaceRecord(evidence, record),
        owner: 'network',
      };
    }
  }
}

/** The network lacks IPv4, or the record does. */
function describeIpv6Only(evidence: NameResolutionEvidence, addresses: string, record: string): Description {
  const { host } = evidence;
  const ofNetwork = viewsOf(evidence, 'inside').some(({ view }) => view.kind === 'addresses' && view.v4.length > 0);
  return ofNetwork || systemAddresses(evidence).every(isTranslated)
    ? {
        code: 'ipv6-only',
        what: `This device gets IPv6 addresses only for ${host} (${addresses}), although the name has an IPv4 address`,
        fix: 'Nothing is wrong with the record: give the device IPv4, too. Microsoft supports no IPv6-only clients, not even behind NAT64.',
        owner: 'network',
      }
    : {
        code: 'ipv6-only',
        what: `${host} has IPv6 addresses only (${addresses})`,
        fix: `A CMG has an IPv4 address, and Microsoft supports no IPv6-only clients. ${record}`,
        owner: 'network',
      };
}

function describeIndiscriminate(
  which: Indiscriminate,
  evidence: NameResolutionEvidence,
  addresses: string,
): Description {
  const { host } = evidence;
  const outside = publicViewOf(evidence);
  const known = outside?.view.kind === 'addresses';
  const record = known ? recordToCreate(host, undefined, outside.view) : spellingOrRecord(host, undefined);
  const details = { code: 'answers-anything', owner: 'network' } as const;
  switch (which) {
    case 'sibling':
      return {
        ...details,
        what: `A wildcard record answers for ${host}: even made-up names beside it get ${addresses}`,
        fix: record,
      };
    case 'every-name':
      return {
        ...details,
        what: `This network answers every name with ${addresses}, even one that cannot exist`,
        fix: "Sign in to the network's portal, or use another network; a filter that answers every name must be switched off.",
      };
    case 'denials':
      return {
        ...details,
        what: `${host} does not exist here: the name servers answer ${addresses} for every name that does not exist${known ? `, while the internet has ${renderView(outside.view)}` : ''}`,
        fix: record,
      };
  }
}

function replaceRecord(evidence: NameResolutionEvidence, record: string): string {
  const source = sourceView(evidence);
  const target = source?.view.kind === 'addresses' ? source.view.targets.at(-1) : undefined;
  const outside = publicViewOf(evidence)?.view;
  if (
    source !== undefined &&
    target !== undefined &&
    outside?.kind === 'addresses' &&
    outside.targets.includes(target)
  ) {
    return `The CNAME is right: remove what ${renderServer(source.resolver.server)} has of its own for ${target} (a record, or a zone above it).`;
  }
  const where =
    source === undefined ? 'the internal zone' : `the zone that ${renderServer(source.resolver.server)} serves`;
  return `Remove the old record of ${evidence.host} from ${where}. ${record}`;
}

/** Scopes that no zone of a company holds by itself: something on the way makes such answers up. */
const SYNTHETIC: ReadonlySet<AddressScope> = new Set(['loopback', 'carrier-nat', 'unusable']);

const SCOPE_WORDS: Readonly<Record<Exclude<AddressScope, 'public'>, string>> = {
  loopback: 'this device itself',
  private: 'a private address',
  'link-local': 'a link-local address',
  'carrier-nat': 'an address of a carrier or a zero-trust client (100.64.0.0/10, 198.18.0.0/15)',
  unusable: 'an address that no server can have, as DNS filters give it',
};
