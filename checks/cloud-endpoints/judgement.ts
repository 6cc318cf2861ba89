import type { JudgeContext } from '../../src/core/check.ts';
import type { Finding } from '../../src/core/finding.ts';
import { connectionWords } from '../network-path/connection-words.ts';
import { renderProxy } from '../network-path/proxy.ts';
import { unresolvedWords } from '../network-path/unresolved-name.ts';
import { finding } from './codes.ts';
import { PURPOSE } from './endpoints.ts';
import type { CloudEndpointsEvidence, TriedEndpoint } from './evidence.ts';
import { isItself, judgeServer, type TroubleMaker } from './server.ts';
import { describe, hostsOf, type Trouble, tcpTo, tellTogether, withPorts } from './trouble.ts';

export function judgeEndpoints(evidence: CloudEndpointsEvidence, context: JudgeContext): readonly Finding[] {
  const judged = evidence.endpoints.flatMap((tried) => judgeEndpoint(tried, context) ?? []);
  const troubles = judged.filter((one) => 'endpoint' in one);
  const remarks = judged.filter((one) => 'status' in one);
  const working = evidence.endpoints.filter(isItself);
  return [
    ...(working.length === 0
      ? []
      : [
          finding.pass('reachable', {
            what: `${working.map(({ endpoint }) => endpoint.host).join(', ')} ${working.length === 1 ? 'answers' : 'answer'} with TLS`,
          }),
        ]),
    ...tellTogether(troubles),
    ...remarks,
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

/** What is wrong with one endpoint; undefined when it answers as itself, a finding when that is nobody's trouble. */
function judgeEndpoint(
  { endpoint, outcome, proxy, bypassed }: TriedEndpoint,
  context: JudgeContext,
): Trouble | Finding | undefined {
  const { host, purpose } = endpoint;
  const needsEntra = context.target.ccmsetup?.hasRegToken !== true;
  const trouble: TroubleMaker = (code, details) => ({
    endpoint,
    code,
    isDecisive: purpose === 'sign-in' && needsEntra,
    why:
      purpose === 'sign-in' && !needsEntra
        ? 'The registration token on the command line does without Entra ID; other things on the device do not.'
        : PURPOSE[purpose].without,
    ...details,
  });
  const way = proxy === undefined ? '' : ` through the proxy ${renderProxy(proxy)}`;
  switch (outcome.status) {
    case 'name-not-resolved':
      if (outcome.host !== host) {
        return trouble('name-not-resolved', {
          outcome: unresolvedWords(outcome),
          what: `The proxy on the way to ${describe(endpoint)} cannot be reached: ${unresolvedWords(outcome)}`,
          fix: () => 'Correct the proxy (netsh winhttp show proxy).',
          transient: true,
        });
      }
      return purpose === 'content' && outcome.lookup.status === 'not-found'
        ? finding.skip('no-content', {
            what: `There is no content storage ${host}`,
            why: 'The CMG probably serves no content; ccmsetup then downloads from the management point through the CMG.',
            subject: host,
          })
        : trouble('name-not-resolved', {
            outcome: outcome.lookup.status,
            what: `${describe(endpoint)} cannot be reached: ${unresolvedWords(outcome)}`,
            fix: (endpoints) => `Let the name servers of this network resolve ${hostsOf(endpoints)}.`,
            transient: outcome.lookup.status !== 'not-found',
            symptom: '0x80072ee7 (WinHTTP 12007: the server name or address could not be resolved)',
          });
    case 'connected':
      return judgeServer(endpoint, outcome.certificates, trouble, context);
    case 'proxy-refused': {
      const answer = `${outcome.statusCode} ${outcome.statusText}`.trimEnd();
      return trouble('proxy-refused', {
        outcome: `${answer}${way}`,
        what: `The proxy${proxy === undefined ? '' : ` ${renderProxy(proxy)}`} does not let this device through to ${describe(endpoint)}: it answers ${answer}`,
        fix: (endpoints) =>
          `Allow CONNECT to ${withPorts(endpoints)} on the proxy without authentication: SYSTEM has no user name to give.`,
      });
    }
    case 'not-tls':
    case 'protocol-unsupported':
    case 'alert':
      return trouble('not-tls', {
        outcome: connectionWords(outcome),
        what: `${describe(endpoint)} does not answer with TLS 1.2 or later: ${connectionWords(outcome)}`,
        fix: (endpoints) =>
          `Sign in to the network's portal if it has one; exempt ${hostsOf(endpoints)} from TLS inspection.`,
      });
    default: {
      const list = bypassed && renderProxy(bypassed);
      return trouble('unreachable', {
        outcome: `${connectionWords(outcome)}${way} ${list ?? ''}`,
        what: `${describe(endpoint)} cannot be reached${way}: ${connectionWords(outcome)}`,
        fix: (endpoints) =>
          list === undefined
            ? `Allow ${tcpTo(endpoints)}.`
            : `Take ${hostsOf(endpoints)} off the bypass list of the proxy ${list} (netsh winhttp show proxy), or allow ${tcpTo(endpoints)}.`,
        transient: outcome.status === 'timed-out',
      });
    }
  }
}
