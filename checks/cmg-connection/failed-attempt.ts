import type { TlsOutcome } from '../../src/host/ports.ts';
import { bypassedProxy, renderProxy, unfollowedSettings } from '../network-path/proxy.ts';
import type { Attempt, CmgConnectionEvidence } from './evidence.ts';

export type Failure = Exclude<TlsOutcome, { readonly status: 'connected' }>;
export interface FailedAttempt extends Attempt {
  readonly outcome: Failure;
}

/** What the sentences about a failed attempt are made of. */
export interface FailureDescription {
  readonly host: string;
  readonly port: number;
  /** `host:port`. */
  readonly subject: string;
  /** The address, or the name through a proxy. */
  readonly to: string;
  /** The name with its address or its proxy. */
  readonly place: string;
  /** e.g. `proxy.contoso.com:8080`. */
  readonly proxy: string | undefined;
  readonly proxySource: string;
  /** How a wrong proxy is put right; a sentence. */
  readonly correctProxy: string;
  /** The other addresses, with a blank before; empty when there was one. */
  readonly others: string;
  /** Whether other servers answer from here; a sentence with a blank before, or empty. */
  readonly elsewhere: string;
  /** Another way that may work; a sentence with a blank before, or empty. */
  readonly hint: string;
  /** Another way that works: what to change, certainly. */
  readonly certain: string | undefined;
  /** None of the servers that were tried for comparison can be reached either. */
  readonly shutIn: boolean;
  readonly portal: string | undefined;
}

export function describeFailure(
  { to, proxy }: FailedAttempt,
  evidence: CmgConnectionEvidence,
  all: readonly FailedAttempt[],
): FailureDescription {
  const { host, port } = evidence;
  const via = proxy && renderProxy(proxy);
  return {
    host,
    port,
    to,
    subject: `${host}:${port}`,
    place: via === undefined ? `${host} (${to}:${port})` : `${host}:${port} through the proxy ${via}`,
    proxy: via,
    proxySource: evidence.proxy.source === 'option' ? 'given with --proxy' : 'set for WinHTTP on this machine',
    correctProxy:
      evidence.proxy.source === 'option'
        ? "Correct --proxy, or leave it out to go the machine's own way."
        : 'Correct the proxy ("netsh winhttp show proxy", "netsh winhttp set proxy …"), or remove it ("netsh winhttp reset proxy").',
    others: all.length > 1 ? ` (${all.length} addresses tried: ${all.map(renderAttempt).join(', ')})` : '',
    elsewhere: elsewhereOf(evidence),
    hint: hintOf(evidence),
    certain: certainFix(evidence),
    shutIn: evidence.controls.length > 0 && evidence.controls.every(({ outcome }) => isUnanswered(outcome)),
    portal: evidence.portal,
  };
}

function renderAttempt({ to, outcome }: FailedAttempt): string {
  return `${to} ${outcome.status}`;
}

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

function isUnanswered({ status }: TlsOutcome): boolean {
  return status === 'refused' || status === 'timed-out' || status === 'unreachable';
}

/** What the other way showed. */
function certainFix({ proxy, alternative, host }: CmgConnectionEvidence): string | undefined {
  if (alternative?.outcome.status !== 'connected') {
    return undefined;
  }
  if (alternative.proxy === undefined) {
    return proxy.source === 'option'
      ? `Without the proxy ${host} answers: leave --proxy out, unless ccmsetup will meet that proxy.`
      : `Without the proxy ${host} answers: put it on the bypass list (netsh winhttp set proxy … bypass-list="${host}").`;
  }
  const via = renderProxy(alternative.proxy);
  return bypassedProxy(proxy, host) === undefined
    ? `Through the proxy ${via} of SYSTEM's Internet Settings ${host} answers: set it for WinHTTP too (netsh winhttp set proxy ${via}).`
    : `Through WinHTTP's proxy ${via} ${host} answers, but the bypass list keeps it from there: take it off the list ("netsh winhttp show proxy", "netsh winhttp set proxy …").`;
}

/** A setting that people's browsers follow and WinHTTP by default does not, or a bypass list that may be wrong. */
function hintOf({ proxy, host }: CmgConnectionEvidence): string {
  const bypassed = bypassedProxy(proxy, host);
  if (bypassed !== undefined) {
    return ` WinHTTP's proxy ${renderProxy(bypassed)} is not used: ${host} is on its bypass list (netsh winhttp show proxy).`;
  }
  const settings = unfollowedSettings(proxy);
  return settings === undefined
    ? ''
    : ` ${settings}: if the internet is reached through a proxy here, set it for WinHTTP too (netsh winhttp set proxy …).`;
}
