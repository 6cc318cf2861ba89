import type { ProbeContext } from '../../src/core/check.ts';
import type { CmgTarget } from '../../src/core/target.ts';
import type { NameResolutionEvidence } from '../name-resolution/evidence.ts';
import { cloudOf, signInHost } from '../network-path/microsoft-hosts.ts';
import { proxyFor } from '../network-path/proxy.ts';
import type { ControlConnection } from './evidence.ts';

/** The comparison only explains; a blocked sign-in host has a check of its own. */
const TIMEOUT_MS = 5_000;

/** Handshakes with hosts of Microsoft, to compare issuers with. */
export function gatherControls(
  context: ProbeContext,
  cmg: CmgTarget,
  names: NameResolutionEvidence,
): Promise<readonly ControlConnection[]> {
  return Promise.all(controlHosts(cmg, names).map((name) => controlConnection(context, name, names)));
}

/** One that companies exempt from inspection, and one that they do not. */
function controlHosts(cmg: CmgTarget, names: NameResolutionEvidence): readonly string[] {
  return [signInHost(cloudOf(cmg.host, names)), 'go.microsoft.com'];
}

async function controlConnection(
  { host, signal }: ProbeContext,
  name: string,
  names: NameResolutionEvidence,
): Promise<ControlConnection> {
  const proxy = proxyFor(names.proxy, { host: name, scheme: 'https' });
  const request = {
    address: name,
    port: 443,
    serverName: name,
    timeoutMs: TIMEOUT_MS,
    ...(proxy && { proxy }),
  };
  return { host: name, outcome: await host.tls.handshake(request, signal) };
}
