import type { Finding } from '../../src/core/finding.ts';
import type { AddressScope } from '../../src/formats/ip-address.ts';
import { finding } from './codes.ts';
import {
  type Oddity,
  occupancyOf,
  odditiesOf,
  publicAddressWorks,
  publicViewOf,
  sourceView,
  systemAddresses,
} from './comparison.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { recordToCreate } from './record.ts';
import { renderServer, renderView } from './view.ts';

/**
 * The system gave addresses. What looks odd about them is settled by who answers there: a certificate for the CMG's name
 * makes it a warning, somebody else's makes it a failure.
 */
export function judgeAnswer(evidence: NameResolutionEvidence): Finding {
  const oddity = odditiesOf(evidence).find((candidate) => isTelling(candidate, evidence));
  return oddity === undefined ? resolves(evidence) : judgeOddity(oddity, evidence);
}

/** The prefix is told apart from the verdict; its server was asked only for that. */
type TellingOddity = Exclude<Oddity, { kind: 'prefix' }>;

/**
 * An answer that no configured server explains is odd only when a search suffix made it: caches and filters differ too.
 * Another address with the very same certificate is the same service: a router may have dropped the CNAME on the way.
 */
function isTelling(oddity: Oddity, evidence: NameResolutionEvidence): oddity is TellingOddity {
  switch (oddity.kind) {
    case 'prefix':
      return false;
    case 'unexplained':
      return evidence.absolute?.status === 'not-found';
    case 'differs':
      return occupancyOf(evidence) !== 'the-same';
    default:
      return true;
  }
}

function resolves(evidence: NameResolutionEvidence): Finding {
  const { host, port } = evidence;
  const addresses = systemAddresses(evidence);
  const view = sourceView(evidence)?.view;
  const target = view?.kind === 'addresses' ? view.targets.at(-1) : undefined;
  return finding.pass('resolves', {
    what:
      `${host} is ${addresses.slice(0, 4).join(', ')}` +
      (target === undefined ? '' : ` by way of ${target}`) +
      (port === 443 ? '' : ` (a lab, by its port ${port})`),
    subject: host,
  });
}

function judgeOddity(oddity: TellingOddity, evidence: NameResolutionEvidence): Finding {
  const occupancy = occupancyOf(evidence);
  const { code, what, fix, owner } = describe(oddity, evidence);
  const details = { what, owner, fix, subject: evidence.host } as const;
  switch (occupancy) {
    case 'the-same':
    case 'cmg':
      return finding.warn(code, {
        ...details,
        why: 'A server with a certificate for the name answers there, so ccmsetup can connect; it hangs on that detour.',
      });
    case 'another-with-the-name':
      return finding.warn(code, {
        ...details,
        why: "A server with a certificate for the name answers there, but not with the one at the internet's address: it may be something else.",
      });
    case 'somebody-else':
      return finding.fail(code, {
        ...details,
        why: `${somebody(evidence)} ccmsetup would talk to that and not to the CMG.`,
        symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID)',
      });
    case 'nobody':
      return isCertainlyWrong(oddity, evidence)
        ? finding.fail(code, {
            ...details,
            why: `Nobody speaks TLS there${publicAddressWorks(evidence) ? ", while the CMG answers at the internet's address" : ''}.`,
            symptom: '0x80072efd (WinHTTP 12029: a connection with the server could not be established)',
          })
        : finding.warn(code, {
            ...details,
            why: "Nobody answers there; whether the address or the network is at fault could not be told, for the internet's address does not answer from here either.",
          });
  }
}

/** With silence on both sides only an address that no CMG can have is proof enough. */
function isCertainlyWrong(oddity: Oddity, evidence: NameResolutionEvidence): boolean {
  const impossible: readonly Oddity['kind'][] = ['scope', 'ipv6-only', 'answers-anything'];
  return publicAddressWorks(evidence) || impossible.includes(oddity.kind);
}

function somebody({ occupants }: NameResolutionEvidence): string {
  const other = occupants.find(({ said, identity }) => said === 'system' && identity.kind === 'names-other');
  const names = other?.identity.kind === 'names-other' ? other.identity.names : [];
  return names.length === 0
    ? 'The server there shows a certificate without a name.'
    : `The server there shows a certificate for ${names.join(', ')}.`;
}

interface Description {
  readonly code: (typeof finding.codes)[number];
  readonly what: string;
  readonly fix: string;
  readonly owner: 'device' | 'network';
}

function describe(oddity: TellingOddity, evidence: NameResolutionEvidence): Description {
  const { host, hosts, resolvers } = evidence;
  const addresses = systemAddresses(evidence).slice(0, 4).join(', ');
  const outside = publicViewOf(evidence);
  const zone = undefined;
  const source = sourceView(evidence);
  const who = source === undefined ? 'Windows' : renderServer(source.resolver.server);
  const record = recordToCreate(host, zone, outside?.view);
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
        fix:
          outside?.view.kind === 'addresses'
            ? replaceRecord(evidence, record)
            : `Remove the record of ${host} from the internal zone. ${record}`,
        owner: 'network',
      };
    case 'ipv6-only':
      return {
        code: 'ipv6-only',
        what: `${host} has IPv6 addresses only (${addresses})`,
        fix: `A CMG has an IPv4 address, and Microsoft supports no IPv6-only clients. ${record}`,
        owner: 'network',
      };
    case 'answers-anything':
      return {
        code: 'answers-anything',
        what:
          oddity.which === 'impossible'
            ? `This network answers every name with ${addresses}, even one that cannot exist`
            : `A wildcard record answers for ${host}: names beside it that nobody has get ${addresses} too`,
        fix:
          oddity.which === 'impossible'
            ? "Sign in to the network's portal, or use another network; a filter that answers every name must be switched off."
            : record,
        owner: 'network',
      };
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

function replaceRecord(evidence: NameResolutionEvidence, record: string): string {
  const source = sourceView(evidence);
  const where =
    source === undefined ? 'the internal zone' : `the zone that ${renderServer(source.resolver.server)} serves`;
  return `Remove the old record of ${evidence.host} from ${where}. ${record}`;
}

const SCOPE_WORDS: Readonly<Record<Exclude<AddressScope, 'public'>, string>> = {
  loopback: 'this device itself',
  private: 'a private address',
  'link-local': 'a link-local address',
  'carrier-nat': 'an address of a carrier or a zero-trust client (100.64.0.0/10)',
  unusable: 'an address that no server can have, as DNS filters give it',
};
