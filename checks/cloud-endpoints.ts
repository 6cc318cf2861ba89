import type { Check, ProbeContext } from '../src/core/check.ts';
import { finding } from './cloud-endpoints/codes.ts';
import { commonCause } from './cloud-endpoints/common-cause.ts';
import { type Endpoint, endpointsFor } from './cloud-endpoints/endpoints.ts';
import type { CloudEndpointsEvidence, TriedEndpoint } from './cloud-endpoints/evidence.ts';
import { judgeEndpoints } from './cloud-endpoints/judgement.ts';
import { presentOutcome } from './cmg-connection/presentation.ts';
import { cmgConnection } from './cmg-connection.ts';
import { nameResolution } from './name-resolution.ts';
import { cloudOf } from './network-path/microsoft-hosts.ts';
import { bypassedProxy, gatherProxyChoice, type ProxyChoice, proxyFor, renderProxy } from './network-path/proxy.ts';

export type { CloudEndpointsEvidence } from './cloud-endpoints/evidence.ts';

const HANDSHAKE_TIMEOUT_MS = 15_000;

export const cloudEndpoints: Check<CloudEndpointsEvidence> = {
  id: 'cloud-endpoints',
  title: "Microsoft's sign-in and content servers can be reached",
  exitCode: 20110,
  codes: finding.codes,
  uses: [nameResolution, cmgConnection],
  timeoutMs: 30_000,

  async probe(context) {
    const names = context.evidenceOf(nameResolution);
    const { cmg } = context.target;
    const proxy = names?.proxy ?? (await gatherProxyChoice(context));
    const cloud = cloudOf(cmg?.host ?? '', names);
    const own = (context.target.endpoints ?? []).map((endpoint): Endpoint => ({ ...endpoint, purpose: 'extra' }));
    const endpoints = await Promise.all(
      [...endpointsFor(cloud, cmg?.host, names), ...own].map((endpoint) => tryEndpoint(context, endpoint, proxy)),
    );
    const evidence = { cloud, endpoints };
    return commonCause(evidence, context) ?? evidence;
  },

  judge: judgeEndpoints,

  present: ({ cloud, endpoints }) => ({
    cloud,
    endpoints: endpoints.map(({ endpoint, proxy, bypassed, outcome }) => ({
      ...endpoint,
      ...(proxy && { proxy: renderProxy(proxy) }),
      ...(bypassed && { bypassedProxy: renderProxy(bypassed) }),
      connection: presentOutcome(outcome),
    })),
  }),
};

/** By name, as the client will. What cmg-connection has tried is not tried again. */
async function tryEndpoint(
  { host, signal, evidenceOf }: ProbeContext,
  endpoint: Endpoint,
  choice: ProxyChoice,
): Promise<TriedEndpoint> {
  const { host: name, port } = endpoint;
  const proxy = proxyFor(choice, { host: name, scheme: 'https' });
  const request = {
    address: name,
    port,
    serverName: name,
    timeoutMs: HANDSHAKE_TIMEOUT_MS,
    ...(proxy && { proxy }),
  };
  const known = evidenceOf(cmgConnection)?.controls.find((control) => control.host === name && port === 443)?.outcome;
  const outcome = known?.status === 'connected' ? known : await host.tls.handshake(request, signal);
  const bypassed = bypassedProxy(choice, name);
  return { endpoint, outcome, ...(proxy && { proxy }), ...(bypassed && { bypassed }) };
}
