import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import { connectionWords } from '../network-path/connection-words.ts';
import { renderProxy } from '../network-path/proxy.ts';
import { unresolvedWords } from '../network-path/unresolved-name.ts';
import { finding } from './codes.ts';
import { PURPOSE } from './endpoints.ts';
import type { CloudEndpointsEvidence, TriedEndpoint } from './evidence.ts';
import { isItself, judgeServer, type Trouble } from './server.ts';

export function judgeEndpoints(evidence: CloudEndpointsEvidence, context: JudgeContext): readonly Finding[] {
  const troubles = evidence.endpoints.flatMap((tried) => judgeEndpoint(tried, context));
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

function judgeEndpoint(
  { endpoint, outcome, proxy, bypassed }: TriedEndpoint,
  context: JudgeContext,
): readonly Finding[] {
  const needsEntra = context.target.ccmsetup?.hasRegToken !== true;
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
      return judgeServer(endpoint, outcome.certificates, trouble, context);
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
