import type { Finding } from '../../src/core/finding.ts';
import type { TlsOutcome } from '../../src/host/ports.ts';
import { renderProxy, unfollowedSettings } from '../network-path/proxy.ts';
import { finding, SYMPTOM } from './codes.ts';
import type { Attempt, CmgConnectionEvidence } from './evidence.ts';

type Failure = Exclude<TlsOutcome, { readonly status: 'connected' }>;
interface FailedAttempt extends Attempt {
  readonly outcome: Failure;
}

/** How far an attempt came; the one that came furthest tells most about the way to the CMG. */
const DEPTH: Readonly<Record<Failure['status'], number>> = {
  unreachable: 0,
  'name-not-resolved': 0,
  'timed-out': 1,
  refused: 2,
  'proxy-refused': 3,
  reset: 3,
  'not-tls': 4,
  'protocol-unsupported': 5,
  alert: 5,
};

/** No connection came about: the finding of the attempt that came furthest, naming the others. */
export function judgeFailure(evidence: CmgConnectionEvidence): Finding {
  const failed = evidence.attempts.filter(
    (attempt): attempt is FailedAttempt => attempt.outcome.status !== 'connected',
  );
  const furthest = failed.reduce<FailedAttempt | undefined>(
    (best, attempt) => (best === undefined || depthOf(attempt.outcome) > depthOf(best.outcome) ? attempt : best),
    undefined,
  );
  if (furthest === undefined) {
    return finding.fail('no-certificate', {
      what: `${evidence.host}:${evidence.port} speaks TLS and shows no certificate`,
      why: 'Without a certificate Schannel has nothing to trust; ccmsetup ends there.',
      fix: 'Look at what stands in front of the CMG: Azure never answers like that.',
      owner: 'network',
    });
  }
  return explain(furthest, evidence, failed);
}

function depthOf(outcome: Failure): number {
  return DEPTH[outcome.status] + ('layer' in outcome && outcome.layer === 'tls' ? 2 : 0);
}

function explain(
  { outcome, proxy, to }: FailedAttempt,
  evidence: CmgConnectionEvidence,
  all: readonly FailedAttempt[],
): Finding {
  const { host, port } = evidence;
  const via = proxy === undefined ? '' : ` through the proxy ${renderProxy(proxy)}`;
  const place = proxy === undefined ? `${host} (${to}:${port})` : `${host}:${port}${via}`;
  const others =
    all.length > 1
      ? ` (${all.length} addresses tried: ${all.map((one) => `${one.to} ${one.outcome.status}`).join(', ')})`
      : '';
  const hint = hintOf(evidence);
  const elsewhere = elsewhereOf(evidence);
  const subject = `${host}:${port}`;
  const allow = `Allow TCP ${port} from this network to ${host} (${to}) on every firewall on the way.${hint}`;
  switch (outcome.status) {
    case 'name-not-resolved':
      return outcome.host === host
        ? finding.fail('name-not-resolved', {
            what: `${host} could not be resolved for the connection`,
            why: 'ccmsetup finds no address to connect to.',
            fix: 'See the finding of name-resolution.',
            owner: 'network',
            transient: true,
            symptom: SYMPTOM.nameNotResolved,
          })
        : proxyUnreachable(outcome.host, 'its name cannot be resolved', SYMPTOM.nameNotResolved);
    case 'refused':
    case 'timed-out':
    case 'unreachable':
      if (proxy !== undefined && outcome.layer === 'tcp') {
        return proxyUnreachable(
          renderProxy(proxy),
          WORDS[outcome.status],
          outcome.status === 'timed-out' ? SYMPTOM.timedOut : SYMPTOM.cannotConnect,
        );
      }
      break;
    default:
  }
  switch (outcome.status) {
    case 'refused':
      return finding.fail('refused', {
        what: `${place} refuses TCP connections${others}`,
        why: `Something on the way answers "no" at once: a firewall that rejects, or a server where no CMG runs.${elsewhere}`,
        fix: `${allow} If it is allowed, check in the Azure portal that the CMG is running.`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.cannotConnect,
      });
    case 'timed-out':
      return outcome.layer === 'tls' || outcome.layer === 'proxy'
        ? finding.fail('timed-out', {
            what: `${place} takes the TCP connection and never answers the ${outcome.layer === 'proxy' ? 'CONNECT request' : 'TLS handshake'}${others}`,
            why: 'The way is open and something on it swallows what follows: a firewall that inspects TLS, or packets too large for a tunnel (MTU).',
            fix: `Exempt ${host} from TLS inspection and application filters; on a VPN check the MTU.`,
            owner: 'network',
            subject,
            transient: true,
            symptom: SYMPTOM.timedOut,
          })
        : finding.fail('timed-out', {
            what: `${place} gives no answer to a TCP connection${others}`,
            why: `A firewall on the way drops the packets, or nobody has that address.${elsewhere}`,
            fix: allow,
            owner: 'network',
            subject,
            transient: true,
            symptom: SYMPTOM.timedOut,
          });
    case 'reset':
      return finding.fail('reset', {
        what: `${place} cuts the connection ${outcome.layer === 'tls' ? 'in the TLS handshake' : outcome.layer === 'proxy' ? 'when asked for the CMG' : 'at once'}${others}`,
        why: 'As a rule that is a firewall that reads the server name and does not like it, not the CMG.',
        fix: `Allow ${host} by name in the web filter and exempt it from TLS inspection.`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.aborted,
      });
    case 'unreachable':
      return outcome.code === 'EACCES' || outcome.code === 'EPERM'
        ? finding.fail('unreachable', {
            what: `This device itself forbids connections to ${place} (${outcome.code})${others}`,
            why: 'Windows Firewall or a security product blocks the outgoing connection before it leaves.',
            fix: `Allow outgoing TCP ${port} to ${host} in the local firewall, for SYSTEM too.`,
            owner: 'device',
            subject,
            symptom: SYMPTOM.cannotConnect,
          })
        : finding.fail('unreachable', {
            what: `There is no way from this device to ${place} (${outcome.code})${others}`,
            why: 'The device is not connected, or has no route to that address.',
            fix: `Connect the device to the network; check the default gateway.${hint}`,
            owner: 'network',
            subject,
            transient: true,
            symptom: SYMPTOM.cannotConnect,
          });
    case 'proxy-refused':
      return outcome.statusCode === 407
        ? finding.fail('proxy-refused', {
            what: `The proxy ${proxy === undefined ? '' : renderProxy(proxy)} wants to know who asks for ${host} (407 ${outcome.statusText})`,
            why: 'ccmsetup works as SYSTEM, which has no user name and password to give.',
            fix: `Exempt ${host} from proxy authentication.${hint}`,
            owner: 'network',
            subject,
            symptom: SYMPTOM.proxyAuthentication,
          })
        : finding.fail('proxy-refused', {
            what: `The proxy ${proxy === undefined ? '' : renderProxy(proxy)} does not connect to ${subject} (${outcome.statusCode} ${outcome.statusText})`,
            why: 'The proxy forbids the name or the port, or cannot reach or resolve it itself.',
            fix: `Allow CONNECT to ${subject} on the proxy; if it is allowed, check that the proxy resolves and reaches ${host}.${hint}`,
            owner: 'network',
            subject,
            symptom: SYMPTOM.cannotConnect,
          });
    case 'not-tls':
      return finding.fail('not-tls', {
        what: `${place} answers with something that is not TLS${others}`,
        why:
          evidence.portal === undefined
            ? "A network's sign-in portal, a proxy in between or a server of another kind answers in place of the CMG."
            : "This network's sign-in portal answers in place of the CMG.",
        fix:
          evidence.portal === undefined
            ? `Find out what listens at ${to}:${port}; open http://www.msftconnecttest.com in a browser and sign in if a portal shows.`
            : `Sign in to the portal (${evidence.portal}), or use another network.`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.secureChannel,
      });
    case 'protocol-unsupported':
      return finding.fail('protocol-unsupported', {
        what: `${place} speaks no TLS 1.2 or later (${outcome.detail})`,
        why: 'A CMG enforces TLS 1.2: something older stands in front of it, or this is not a CMG.',
        fix: `Exempt ${host} from TLS inspection, or bring the device in between to TLS 1.2. On the CMG: check "Enforce TLS 1.2".`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.secureChannel,
      });
    case 'alert':
      return finding.fail('tls-alert', {
        what: `${place} ends the TLS handshake (${outcome.detail})${others}`,
        why: 'Both sides found no common ground: no cipher in common, a demanded client certificate, or a filter that says no like this.',
        fix: `Exempt ${host} from TLS inspection and filters; if nothing is in between, check the CMG's certificate in the console.`,
        owner: 'network',
        subject,
        symptom: SYMPTOM.secureChannel,
      });
  }

  function proxyUnreachable(name: string, how: string, symptom: string): Finding {
    const source = evidence.proxy.source === 'option' ? 'given with --proxy' : 'set for WinHTTP on this machine';
    return finding.fail('proxy-unreachable', {
      what: `The proxy ${name}, ${source}, cannot be reached: ${how}`,
      why: 'WinHTTP sends everything through it and never tries the direct way.',
      fix: `Correct the proxy ("netsh winhttp show proxy", "netsh winhttp set proxy …"), or remove it ("netsh winhttp reset proxy").${hint}`,
      owner: 'network',
      subject: name,
      symptom,
    });
  }
}

const WORDS = {
  refused: 'it refuses connections',
  'timed-out': 'it gives no answer',
  unreachable: 'there is no way to it',
};

/** Whether the way out is open otherwise: then it is this name or address that is blocked, not the network. */
function elsewhereOf({ controls }: CmgConnectionEvidence): string {
  const open = controls.filter(({ outcome }) => outcome.status === 'connected').map(({ host }) => host);
  if (open.length > 0) {
    return ` Other servers answer from here (${open.join(', ')}).`;
  }
  return controls.length === 0
    ? ''
    : ` Nor does any other server answer from here (${controls.map(({ host }) => host).join(', ')}).`;
}

/** What the other way showed, else a setting that people's browsers follow and WinHTTP by default does not. */
function hintOf({ proxy, alternative, host }: CmgConnectionEvidence): string {
  if (alternative?.outcome.status === 'connected') {
    return alternative.proxy === undefined
      ? ` Without the proxy ${host} answers: put it on the bypass list (netsh winhttp set proxy … bypass-list="${host}").`
      : ` Through the proxy ${renderProxy(alternative.proxy)} of SYSTEM's Internet Settings ${host} answers: set it for WinHTTP too (netsh winhttp set proxy ${renderProxy(alternative.proxy)}).`;
  }
  const settings = unfollowedSettings(proxy);
  return settings === undefined
    ? ''
    : ` ${settings}: if the internet is reached through a proxy here, set it for WinHTTP too (netsh winhttp set proxy …).`;
}
