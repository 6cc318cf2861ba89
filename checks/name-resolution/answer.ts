import type { Finding } from '../../src/core/finding.ts';
import { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { occupancyOf, whoKnowsBetter } from './occupancy.ts';
import { agreesWithPublic, type Oddity, odditiesOf, type TellingOddity } from './oddity.ts';
import { describeOddity } from './oddity-description.ts';
import { sourceView, systemAddresses } from './seen-view.ts';

/**
 * The system gave addresses. What looks odd about them is settled by who answers there: a certificate for the CMG's name
 * makes it a warning, somebody else's makes it a failure.
 */
export function judgeAnswer(evidence: NameResolutionEvidence): Finding {
  const oddity = odditiesOf(evidence).find((candidate) => isTelling(candidate, evidence));
  return oddity === undefined ? resolves(evidence) : judgeOddity(oddity, evidence);
}

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
    case 'answers-anything':
      // A wildcard that leads where the internet's record does is the record.
      return oddity.which !== 'sibling' || !agreesWithPublic(evidence);
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
  const { code, what, fix, owner } = describeOddity(oddity, evidence);
  const details = { what, owner, fix, subject: evidence.host } as const;
  switch (occupancy) {
    case 'the-same':
    case 'cmg':
      return finding.warn(code, {
        ...details,
        why: 'A server with a certificate for the name answers there, so ccmsetup can connect, as long as that detour works.',
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
      return isCertainlyWrong(evidence)
        ? finding.fail(code, {
            ...details,
            why: `Nobody speaks TLS there${butElsewhere(evidence)}.`,
            symptom: '0x80072efd (WinHTTP 12029: a connection with the server could not be established)',
          })
        : finding.warn(code, {
            ...details,
            why: 'Nobody answers there; whether the address or the network is at fault could not be told, for there is no other address that answers from here.',
          });
  }
}

/** With silence on both sides only an address that no CMG can have is proof enough. */
function isCertainlyWrong(evidence: NameResolutionEvidence): boolean {
  const impossible: readonly Oddity['kind'][] = ['scope', 'ipv6-only', 'answers-anything'];
  return whoKnowsBetter(evidence) !== undefined || odditiesOf(evidence).some(({ kind }) => impossible.includes(kind));
}

function butElsewhere(evidence: NameResolutionEvidence): string {
  switch (whoKnowsBetter(evidence)) {
    case 'public':
      return ", while the CMG answers at the internet's address";
    case 'configured':
      return ', while the CMG answers at the address that the configured name servers give';
    case undefined:
      return '';
  }
}

function somebody({ occupants }: NameResolutionEvidence): string {
  const other = occupants.find(({ said, identity }) => said === 'system' && identity.kind === 'names-other');
  const names = other?.identity.kind === 'names-other' ? other.identity.names : [];
  return names.length === 0
    ? 'The server there shows a certificate without a name.'
    : `The server there shows a certificate for ${names.join(', ')}.`;
}
