import type { ServerState } from '../scenario.ts';
import { answerDnsOverHttps } from '../servers/dns-over-https.ts';
import { startDnsServer } from '../servers/dns-server.ts';
import type { Zone } from '../servers/dns-zone.ts';
import type { HttpHandler } from '../servers/http-answer.ts';
import { startWebServer } from '../servers/web-server.ts';
import { names, type Site } from '../site.ts';
import { publicServer, tlsOf } from './certified.ts';
import { type PlannedServer, planned, type ServerParts } from './planned-server.ts';
import type { Zones } from './zones.ts';

/** Two name servers of the company, two of the internet, and one over HTTPS. */
export function nameServers(
  { scenario, site, publicPki, delayMs, now }: ServerParts,
  zones: Zones,
): readonly (PlannedServer | undefined)[] {
  const { dns = {} } = scenario;
  const { addresses, ports } = site;
  const plain = (name: string, role: keyof Site['addresses'], zone: Zone, state: ServerState | undefined) =>
    state === 'absent' || state === 'refusing'
      ? undefined
      : planned(name, addresses[role], ports.dns, (at, log) =>
          startDnsServer({ name, at, zone, delayMs, ...(state && state !== 'serving' ? { whole: state } : {}) }, log),
        );
  const second = dns.secondInternalServer ?? dns.internalServers;
  return [
    plain('internal-dns', 'internalDns', zones.internal, dns.internalServers),
    plain('second-internal-dns', 'secondInternalDns', zones.secondInternal, second),
    plain('public-dns', 'publicDns', zones.public, dns.publicServers),
    plain('second-public-dns', 'secondPublicDns', zones.public, dns.publicServers),
    dns.doh
      ? undefined
      : planned('doh', addresses.doh, ports.https, (at, log) => {
          const tls = tlsOf(publicServer([names.doh], publicPki, now), [publicPki.issuing]);
          const handle: HttpHandler = (asked) => answerDnsOverHttps(zones.public, asked);
          return startWebServer({ name: 'doh', at, tls, handle, delayMs }, log);
        }),
  ];
}
