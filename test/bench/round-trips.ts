import { checks } from '../../checks/index.ts';
import { aadAuthInfoUrl } from '../../src/formats/aad-auth-info.ts';
import type { DnsServer, Host } from '../../src/host/ports.ts';
import { startLab } from '../lab/lab.ts';
import { reportFromLab } from '../lab/run-scenario.ts';
import { scenarioNamed } from '../lab/scenarios/index.ts';
import { dohPath } from '../lab/servers/dns-over-https.ts';
import { labHost } from '../lab/simulated-host.ts';
import { identities, names, type Site } from '../lab/site.ts';
import { type Measurement, median } from './measurement.ts';

const DELAY_MS = 50;
const ROUNDS = 5;
const LIMIT = 1.3;
const TIMEOUT_MS = 10_000;

/**
 * A whole healthy run against the longest chain of round trips in it: the slowest of those who are asked for the name (a
 * resolver over HTTPS), the handshake, and then the slower of the two things that have to wait for it, a revocation list
 * and the tenant's AADAuthInfo. Chain and run meet the same lab, in turns.
 */
export async function measureRoundTrips(): Promise<Measurement> {
  const scenario = scenarioNamed('healthy');
  if (scenario === undefined) throw new Error('the lab has no healthy scenario');
  const lab = await startLab(scenario, { delayMs: DELAY_MS });
  const chains: number[] = [];
  const runs: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const chainMs = await chain(labHost(lab), publicResolvers(lab.site));
      const runMs = (await reportFromLab(lab, checks)).durationMs;
      // The first round only loads code.
      if (round === 0) continue;
      chains.push(chainMs);
      runs.push(runMs);
    }
  } finally {
    await lab.stop();
  }
  return {
    title: 'a healthy run costs its longest chain of round trips, not their sum',
    value: median(runs) / median(chains),
    limit: LIMIT,
    unit: 'x',
    detail: `${median(runs).toFixed(0)} ms against ${median(chains).toFixed(0)} ms with ${DELAY_MS} ms added to each`,
  };
}

function publicResolvers({ addresses, ports }: Site): readonly DnsServer[] {
  return [
    { kind: 'dns', address: addresses.publicDns, port: ports.dns },
    { kind: 'https', url: `https://${addresses.doh}${dohPath}` },
  ];
}

async function chain(host: Host, resolvers: readonly DnsServer[]): Promise<number> {
  const { signal } = new AbortController();
  const began = performance.now();
  const question = { name: names.cmg, type: 'A' } as const;
  const limit = { timeoutMs: TIMEOUT_MS };
  const [found] = await Promise.all([
    host.dns.lookup(names.cmg, limit, signal),
    ...resolvers.map((resolver) => host.dns.query(resolver, question, limit, signal)),
  ]);
  if (found.status !== 'answered') throw new Error(`no lookup: ${found.status}`);
  const [address = ''] = found.addresses;
  const request = { address, port: 443, serverName: names.cmg, timeoutMs: TIMEOUT_MS };
  const handshake = await host.tls.handshake(request, signal);
  if (handshake.status !== 'connected') throw new Error(`no handshake: ${handshake.status}`);
  const get = async (url: string) => {
    const answer = await host.http.request(
      { url, method: 'GET', timeoutMs: TIMEOUT_MS, maxBytes: 1_000_000, maxRedirects: 0 },
      signal,
    );
    if (answer.status !== 'answered') throw new Error(`no answer from ${url}: ${answer.status}`);
  };
  await Promise.all([
    get(`http://${names.pki}/contoso-issuing-ca-1.crl`),
    get(aadAuthInfoUrl({ host: names.cmg, port: 443 }, identities.tenantId)),
  ]);
  return performance.now() - began;
}
