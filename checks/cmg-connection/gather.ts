import { createHash } from 'node:crypto';
import type { ProbeContext } from '../../src/core/check.ts';
import type { CmgTarget } from '../../src/core/target.ts';
import { proxyForScheme } from '../../src/formats/winhttp-settings.ts';
import { decodeCertificate } from '../../src/formats/x509-certificate.ts';
import type { ProxyRoute } from '../../src/host/ports.ts';
import { matchServerName } from '../../src/trust/server-name.ts';
import type { NameResolutionEvidence } from '../name-resolution/evidence.ts';
import type { WayToCmg } from '../name-resolution.ts';
import { cloudOf } from '../network-path/microsoft-hosts.ts';
import { bypassedProxy } from '../network-path/proxy.ts';
import { sampleTimes } from '../network-path/time-sample.ts';
import { gatherControls } from './controls.ts';
import type { Attempt, CmgConnection, CmgConnectionEvidence } from './evidence.ts';
import { strangersAmong } from './inspection.ts';
import { findPortal } from './portal.ts';

/** Windows retries a SYN for about 21 seconds; ccmsetup's patience ends later, an admin's earlier. */
const HANDSHAKE_TIMEOUT_MS = 15_000;
/** The other way only makes the fix certain. */
const OTHER_WAY_TIMEOUT_MS = 5_000;
/** What the addresses that have not answered yet are given once one has. */
const GRACE_MS = 3_000;
/** A CMG has one address, or one per instance of the load balancer. */
const MAX_ADDRESSES = 6;

export async function gatherConnection(
  context: ProbeContext,
  cmg: CmgTarget,
  names: NameResolutionEvidence,
  way: Way,
): Promise<CmgConnectionEvidence> {
  const [attempts, controls] = await Promise.all([attemptAll(context, cmg, way), gatherControls(context, cmg, names)]);
  const connection = firstConnection(cmg, attempts);
  const [alternative, portal] = await Promise.all([
    connection === undefined ? attemptOtherWay(context, cmg, names, way) : undefined,
    connection === undefined || !isForHost(connection) ? findPortal(context, names) : undefined,
  ]);
  const { proxy } = names;
  // Before a certificate is called expired, the clock that says so is compared with others.
  const time =
    connection && datesLookWrong(context, connection)
      ? await sampleTimes(context, {
          cloud: cloudOf(cmg.host, names),
          proxy,
          connection,
          strangers: strangersAmong({ host: cmg.host, connection, controls }),
        })
      : [];
  return {
    host: cmg.host,
    port: cmg.port,
    proxy,
    attempts,
    ...(connection && { connection }),
    ...(alternative && { alternative }),
    ...(portal !== undefined && { portal }),
    controls,
    time,
  };
}

type Way = Exclude<WayToCmg, { kind: 'none' }>;

async function attempt(
  { host, signal }: Pick<ProbeContext, 'host' | 'signal'>,
  cmg: CmgTarget,
  { to, proxy, timeoutMs }: { readonly to: string; readonly proxy?: ProxyRoute; readonly timeoutMs: number },
): Promise<Attempt> {
  const outcome = await host.tls.handshake(
    { address: to, port: cmg.port, serverName: cmg.host, timeoutMs, ...(proxy && { proxy }) },
    signal,
  );
  return { to, ...(proxy && { proxy }), outcome };
}

/**
 * All addresses at once: which of them fail is worth knowing even when one works, but then it is not waited for long.
 */
async function attemptAll({ host, signal }: ProbeContext, cmg: CmgTarget, way: Way): Promise<readonly Attempt[]> {
  const timeoutMs = HANDSHAKE_TIMEOUT_MS;
  if (way.kind === 'proxy') {
    return [await attempt({ host, signal }, cmg, { to: cmg.host, proxy: way.route, timeoutMs })];
  }
  const rest = new AbortController();
  const either = AbortSignal.any([signal, rest.signal]);
  let grace: NodeJS.Timeout | undefined;
  try {
    return await Promise.all(
      way.addresses.slice(0, MAX_ADDRESSES).map(async (to) => {
        const tried = await attempt({ host, signal: either }, cmg, { to, timeoutMs });
        if (tried.outcome.status === 'connected') {
          grace ??= setTimeout(() => rest.abort(), GRACE_MS);
        }
        return tried;
      }),
    );
  } finally {
    clearTimeout(grace);
  }
}

/**
 * Past the proxy that led nowhere; or through WinHTTP's proxy that the name is kept from by the bypass list, or else the
 * one that SYSTEM's Internet Settings name. It makes the fix certain.
 */
function attemptOtherWay(
  context: ProbeContext,
  cmg: CmgTarget,
  { proxy, system }: NameResolutionEvidence,
  way: Way,
): Promise<Attempt> | undefined {
  const timeoutMs = OTHER_WAY_TIMEOUT_MS;
  if (way.kind === 'proxy') {
    const [to] = system.status === 'answered' ? system.addresses : [];
    return to === undefined ? undefined : attempt(context, cmg, { to, timeoutMs });
  }
  const route = bypassedProxy(proxy, cmg.host) ?? proxyForScheme(proxy.internetSettings?.proxy ?? '', 'https');
  return route && attempt(context, cmg, { to: cmg.host, proxy: route, timeoutMs });
}

/** In the resolver's order, as WinHTTP falls back. */
function firstConnection(cmg: CmgTarget, attempts: readonly Attempt[]): CmgConnection | undefined {
  for (const { outcome, proxy } of attempts) {
    const leaf = outcome.status === 'connected' ? outcome.certificates[0] : undefined;
    if (outcome.status === 'connected' && leaf !== undefined) {
      return {
        address: outcome.address,
        port: cmg.port,
        serverName: cmg.host,
        ...(proxy && { proxy }),
        protocol: outcome.protocol,
        cipher: outcome.cipher,
        certificates: outcome.certificates,
        leafSha256: createHash('sha256').update(leaf).digest('hex'),
        ...(outcome.stapledOcsp && { stapledOcsp: outcome.stapledOcsp }),
      };
    }
  }
  return undefined;
}

function isForHost({ certificates: [leaf], serverName }: CmgConnection): boolean {
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  return decoded?.ok === true && matchServerName(decoded.value, serverName).kind === 'match';
}

function datesLookWrong({ observedAt }: ProbeContext, { certificates: [leaf] }: CmgConnection): boolean {
  const decoded = leaf === undefined ? undefined : decodeCertificate(leaf);
  const now = observedAt.getTime();
  return decoded?.ok === true && (now < decoded.value.notBeforeMs || now > decoded.value.notAfterMs);
}
