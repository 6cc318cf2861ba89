import type { JudgeContext } from '../../src/core/check.ts';
import { type Finding, findingsOf } from '../../src/core/finding.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import { isMicrosoftIssuer } from '../cmg-connection/inspection.ts';
import { connectionWords } from '../network-path/connection-words.ts';
import { renderProxy } from '../network-path/proxy.ts';
import { unresolvedWords } from '../network-path/unresolved-name.ts';
import { PURPOSE } from './endpoints.ts';
import type { CloudEndpointsEvidence, TriedEndpoint } from './evidence.ts';

export const finding = findingsOf('cloud-endpoints', [
  'reachable',
  'name-not-resolved',
  'unreachable',
  'proxy-refused',
  'not-tls',
  'wrong-server',
  'tls-inspection',
  'no-content',
  'cloud-undocumented',
]);

export function judgeEndpoints(evidence: CloudEndpointsEvidence, { target }: JudgeContext): readonly Finding[] {
  const needsEntra = target.ccmsetup?.hasRegToken !== true;
  const troubles = evidence.endpoints.flatMap((tried) => judgeEndpoint(tried, needsEntra));
  const working = evidence.endpoints.filter(isItself);
  return [
    ...(working.length === 0
      ? []
      : [
          finding.pass('reachable', {
            what: `${working.map(({ endpoint }) => endpoint.host).join(', ')} ${working.length === 1 ? 'answers' : 'answer'} with TLS`,
          }),
        ]),
    ...troubles,
    ...(evidence.cloud === 'china'
      ? [
          finding.skip('cloud-undocumented', {
            what: "The CMG's name is one of Azure operated by 21Vianet (China)",
            why: 'Microsoft documents no CMG endpoints for that cloud: only sign-in and storage were tried.',
          }),
        ]
      : []),
  ];
}

function judgeEndpoint({ endpoint, outcome, proxy, bypassed }: TriedEndpoint, needsEntra: boolean): readonly Finding[] {
  const { host, port, purpose } = endpoint;
  const { name, without } = PURPOSE[purpose];
  const decisive = purpose === 'sign-in' && needsEntra;
  const trouble: Trouble = (code, details) => [
    finding[decisive ? 'fail' : 'warn'](code, {
      why:
        purpose === 'sign-in' && !needsEntra
          ? 'The registration token on the command line does without Entra ID; other things on the device do not.'
          : without,
      owner: 'network',
      subject: host,
      ...details,
    }),
  ];
  switch (outcome.status) {
    case 'name-not-resolved':
      if (outcome.host !== host) {
        return trouble('name-not-resolved', {
          what: `The proxy on the way to ${host} (${name}) cannot be reached: ${unresolvedWords(outcome)}`,
          fix: 'Correct the proxy (netsh winhttp show proxy).',
          transient: true,
        });
      }
      return purpose === 'content' && outcome.lookup.status === 'not-found'
        ? [
            finding.skip('no-content', {
              what: `There is no content storage ${host}`,
              why: 'The CMG probably serves no content; ccmsetup then downloads from the management point through the CMG.',
              subject: host,
            }),
          ]
        : trouble('name-not-resolved', {
            what: `${host} (${name}) cannot be reached: ${unresolvedWords(outcome)}`,
            fix: `Let the name servers of this network resolve ${host}.`,
            transient: outcome.lookup.status !== 'not-found',
            symptom: '0x80072ee7 (WinHTTP 12007: the server name or address could not be resolved)',
          });
    case 'connected':
      return judgeServer(endpoint, outcome.certificates[0], trouble);
    case 'proxy-refused':
      return trouble('proxy-refused', {
        what: `The proxy${proxy === undefined ? '' : ` ${renderProxy(proxy)}`} does not let this device through to ${host} (${outcome.statusCode} ${outcome.statusText})`,
        fix: `Allow CONNECT to ${host}:${port} on the proxy without authentication: SYSTEM has no user name to give.`,
      });
    case 'not-tls':
    case 'protocol-unsupported':
    case 'alert':
      return trouble('not-tls', {
        what: `${host}:${port} (${name}) does not answer with TLS 1.2 or later: ${connectionWords(outcome)}`,
        fix: "Sign in to the network's portal if it has one; exempt the host from TLS inspection.",
      });
    default:
      return trouble('unreachable', {
        what: `${host}:${port} (${name}) cannot be reached${proxy === undefined ? '' : ` through the proxy ${renderProxy(proxy)}`}: ${connectionWords(outcome)}`,
        fix:
          bypassed === undefined
            ? `Allow TCP ${port} from this network to ${host}.`
            : `Take ${host} off the bypass list of the proxy ${renderProxy(bypassed)} (netsh winhttp show proxy), or allow TCP ${port} from this network to it.`,
        transient: outcome.status === 'timed-out',
      });
  }
}

type Trouble = (
  code: (typeof finding.codes)[number],
  details: { readonly what: string; readonly fix: string; readonly transient?: boolean; readonly symptom?: string },
) => readonly Finding[];

/** Whether the server answers with a certificate for the host, or one that cannot be read. */
function isItself({ endpoint: { host }, outcome }: TriedEndpoint): boolean {
  const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  return (
    outcome.status === 'connected' &&
    !(decoded?.ok === true && matchServerName(decoded.value, host).kind === 'mismatch')
  );
}

function judgeServer(
  { host, port, purpose }: TriedEndpoint['endpoint'],
  leaf: Uint8Array | undefined,
  trouble: Trouble,
): readonly Finding[] {
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  if (decoded?.ok !== true) {
    return [];
  }
  const match = matchServerName(decoded.value, host);
  if (match.kind === 'mismatch') {
    return trouble('wrong-server', {
      what: `The server at ${host}:${port} shows a certificate for ${match.names.slice(0, 3).join(', ') || 'no name'}`,
      fix: `Find out who answers for ${host} in this network: a portal, a filter, a wrong DNS record.`,
      symptom: '0x80072f8f (WinHTTP 12175: WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID is set)',
    });
  }
  const entra = purpose === 'sign-in' || purpose === 'device-sign-in' || purpose === 'device-registration';
  return entra && !isMicrosoftIssuer(decoded.value)
    ? [
        finding.warn('tls-inspection', {
          what: `${host} is not spoken to directly: "${decoded.value.issuer.text}" signs in its place`,
          why: 'Microsoft asks to exempt it: inspected, a device cannot prove its identity by its certificate there.',
          fix: `Exempt ${host} from TLS inspection.`,
          owner: 'network',
          subject: decoded.value.issuer.text,
        }),
      ]
    : [];
}
