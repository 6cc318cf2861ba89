import type { Finding } from '../../src/core/finding.ts';
import { proxyFor, renderProxy } from '../network-path/proxy.ts';
import { noAddress } from './broken-record.ts';
import { finding } from './codes.ts';
import type { NameResolutionEvidence } from './evidence.ts';
import { disagreesWithServers, resolverFailed } from './failing-servers.ts';
import { missingInside, nowhere, walled } from './missing-name.ts';
import { isWalled, publicViewOf, viewsOf } from './seen-view.ts';
import type { View } from './view.ts';

/** The system gave no address: why, in the one finding that says what to change. */
export function judgeNoAnswer(evidence: NameResolutionEvidence): Finding {
  const { host, proxy } = evidence;
  const route = proxyFor(proxy, { host, scheme: 'https' });
  if (route !== undefined) {
    return finding.skip('left-to-proxy', {
      what: `${host} is not resolved here; the proxy ${renderProxy(route)} does that`,
      why: 'With a proxy WinHTTP sends the name and never resolves it: cmg-connection shows whether the proxy can.',
      subject: host,
    });
  }
  const spoken = viewsOf(evidence, 'inside').filter(({ view }) => view.kind !== 'failed');
  const outside = publicViewOf(evidence);
  const denying = spoken.find(({ view }) => view.kind === 'nxdomain');
  if (spoken.some(({ view }) => view.kind === 'addresses')) {
    return disagreesWithServers(evidence, spoken);
  }
  const [first] = spoken;
  if (first !== undefined && spoken.every(({ resolver, view }) => isWalled(resolver) && view.kind !== 'loop')) {
    return walled(evidence, spoken.find(({ view }) => view.kind === 'dangling') ?? first);
  }
  const broken = spoken.find(({ view }) => view.kind === 'dangling' || view.kind === 'loop' || view.kind === 'no-data');
  if (broken !== undefined) {
    return noAddress(host, broken, outside);
  }
  if (denying !== undefined) {
    return outside !== undefined && hasAnything(outside.view)
      ? missingInside(evidence, denying, outside)
      : nowhere(evidence, denying, outside);
  }
  const unasked = !evidence.resolvers.some(({ role }) => role === 'inside');
  if (evidence.system.status === 'not-found' && unasked && outside !== undefined) {
    return hasAnything(outside.view)
      ? missingInside(evidence, undefined, outside)
      : nowhere(evidence, undefined, outside);
  }
  // Without a network Windows says "no such host" too: nobody has said that the name does not exist.
  return resolverFailed(evidence);
}

function hasAnything(view: View): boolean {
  return view.kind === 'addresses' || view.kind === 'dangling' || view.kind === 'loop' || view.kind === 'no-data';
}
