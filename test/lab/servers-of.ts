import { answerAsCmg, refusal } from './cmg/aad-auth-info.ts';
import { notFoundPage } from './cmg/iis-pages.ts';
import { issueCertificate, keyPem, type LabCertificate, toPem } from './pki/certificate.ts';
import { daysFrom } from './pki/days.ts';
import type { Hierarchy } from './pki/hierarchy.ts';
import { keyOf } from './pki/keys.ts';
import { answerOcsp, publish, withoutScheme } from './pki/published.ts';
import { renderCabinet, renderTrustList } from './pki/trust-list.ts';
import type { Scenario, ServerState } from './scenario.ts';
import { startProxy } from './servers/connect-proxy.ts';
import { answerDnsOverHttps } from './servers/dns-over-https.ts';
import { startDnsServer } from './servers/dns-server.ts';
import { resolve, type Zone } from './servers/dns-zone.ts';
import type { HttpHandler } from './servers/http-answer.ts';
import type { Endpoint, Listener } from './servers/listener.ts';
import type { RequestLog } from './servers/request-log.ts';
import { startWebServer, type TlsSetup } from './servers/web-server.ts';
import { identities, microsoftNames, names, type Site } from './site.ts';
import { buildZones } from './zones.ts';

/** A server that is to be started, and where the world believes it to be. */
export interface PlannedServer {
  readonly name: string;
  readonly at: Endpoint;
  start(at: Endpoint, log: RequestLog): Promise<Listener>;
}

export interface ServerParts {
  readonly scenario: Scenario;
  readonly site: Site;
  readonly cmgPki: Hierarchy;
  readonly publicPki: Hierarchy;
  readonly microsoftPki: Hierarchy;
  readonly now: Date;
  readonly delayMs: number;
  /** Where the servers really are; it fills while they start. */
  readonly wires: Readonly<Record<string, Endpoint>>;
}

/** All servers of a scenario but those that it says are absent or refuse. */
export function serversOf(parts: ServerParts): readonly PlannedServer[] {
  const zones = buildZones(parts.scenario.dns ?? {}, parts.site);
  return [...nameServers(parts, zones), cmg(parts), ...webServers(parts), proxy(parts, zones.internal)].filter(
    (server): server is PlannedServer => server !== undefined,
  );
}

type Zones = ReturnType<typeof buildZones>;

function nameServers({ scenario, site, publicPki, delayMs, now }: ServerParts, zones: Zones) {
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
    plain('second-internal-dns', 'secondInternalDns', zones.internal, second),
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

function cmg({ scenario, site, cmgPki, publicPki, now, delayMs }: ServerParts): PlannedServer | undefined {
  const plan = scenario.cmg ?? {};
  if (plan.port === 'absent' || plan.port === 'refusing') return undefined;
  const { root, issuing, server, serverIssuer } = cmgPki;
  const own = serverIssuer === issuing ? issuing : serverIssuer;
  const chains = {
    full: [own],
    'leaf-only': [],
    'with-root': [own, root],
    'wrong-order': [root, own],
    'unrelated-too': [publicPki.issuing, own],
  } as const;
  const chain = scenario.pki?.serverIssuer === 'self' ? [] : chains[plan.chain ?? 'full'];
  const ocsp = plan.stapled ? answerOcsp(cmgPki, scenario.pki?.ocsp ?? {}, stapleRequest(server), now) : undefined;
  const tls: TlsSetup = {
    ...tlsOf(server, chain),
    ...(plan.minVersion ? { minVersion: plan.minVersion } : {}),
    ...(plan.maxVersion ? { maxVersion: plan.maxVersion } : {}),
    ...(typeof ocsp === 'object' && ocsp.body ? { stapledOcsp: Buffer.from(ocsp.body) } : {}),
  };
  const handle: HttpHandler = (asked) =>
    answerAsCmg(
      {
        onboarded: plan.onboarded ?? [identities.tenantId],
        format: plan.format ?? 'json',
        properties: {
          clientAppId: plan.properties?.clientAppId ?? identities.clientAppId,
          resourceUri: plan.properties?.resourceUri ?? identities.resourceUri,
          tenantId: identities.tenantId,
        },
        refusal: plan.refusal ?? refusal(403, 'CMGConnector_Forbidden'),
        ...(plan.always ? { always: plan.always } : {}),
        mutualAuthPath: identities.mutualAuthPath,
        ...(plan.answers ? { answers: plan.answers } : {}),
      },
      asked,
    );
  const { port: manner = 'serves', clockOffsetMs = 0 } = plan;
  return planned('cmg', site.addresses.cmg, site.ports.https, (at, log) =>
    startWebServer({ name: 'cmg', at, tls, handle, manner, clockOffsetMs, delayMs }, log),
  );
}

function webServers({ scenario, site, cmgPki, publicPki, microsoftPki, now, delayMs }: ServerParts) {
  const { addresses, ports } = site;
  const published = {
    ...publish(publicPki, {}, now),
    ...publish(microsoftPki, {}, now),
    ...publish(cmgPki, scenario.pki ?? {}, now),
    ...scenario.web,
  };
  const ocspPath = withoutScheme(cmgPki.urls.ocsp);
  const web: HttpHandler = (asked) => {
    const path = `${asked.host}${asked.url}`;
    const answer = published[path];
    if (answer !== undefined) return answer;
    if (path.startsWith(ocspPath)) return answerOcsp(cmgPki, scenario.pki?.ocsp ?? {}, asked, now);
    return { status: 404, headers: { 'content-type': 'text/html' }, body: notFoundPage };
  };
  const rootList = renderCabinet(
    'authroot.stl',
    renderTrustList([{ certificate: publicPki.root }, { certificate: microsoftPki.root }], daysFrom(now, -40)),
  );
  const microsoft: HttpHandler = (asked) =>
    scenario.web?.[`${asked.host}${asked.url}`] ??
    (asked.url.endsWith('.cab')
      ? { status: 200, headers: { 'content-type': 'application/vnd.ms-cab-compressed' }, body: rootList }
      : { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>OK</body></html>' });
  const microsoftTls = () => tlsOf(publicServer(microsoftNames, microsoftPki, now), [microsoftPki.issuing]);
  const stranger: HttpHandler = () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: notFoundPage });
  const strangerTls = () => tlsOf(publicServer([names.stranger], publicPki, now), [publicPki.issuing]);
  return [
    planned('web', addresses.web, ports.http, (at, log) =>
      startWebServer({ name: 'web', at, handle: web, delayMs }, log),
    ),
    planned('microsoft-http', addresses.microsoft, ports.http, (at, log) =>
      startWebServer({ name: 'microsoft-http', at, handle: microsoft, delayMs }, log),
    ),
    planned('microsoft', addresses.microsoft, ports.https, (at, log) =>
      startWebServer({ name: 'microsoft', at, tls: microsoftTls(), handle: microsoft, delayMs }, log),
    ),
    planned('stranger', addresses.stranger, ports.https, (at, log) =>
      startWebServer({ name: 'stranger', at, tls: strangerTls(), handle: stranger, delayMs }, log),
    ),
  ];
}

function proxy({ scenario, site, cmgPki, now, delayMs, wires }: ServerParts, zone: Zone): PlannedServer | undefined {
  const plan = scenario.proxy;
  if (plan === undefined) return undefined;
  const route = (host: string, port: number): Endpoint | undefined => {
    const [found] = resolve(zone, host, 'A').answers.flatMap((answer) => (answer.type === 'A' ? [answer.data] : []));
    return wires[`${found ?? host}:${port}`];
  };
  const intercept = (host: string) => {
    const shown = issueCertificate({
      subject: `CN=${host}`,
      alternativeNames: [{ dns: host }],
      issuer: cmgPki.inspection,
      key: keyOf('intercepted', 'ec-p256'),
      serial: 0x7f10_aa00n,
      notBefore: daysFrom(now, -1),
      notAfter: daysFrom(now, 30),
    });
    return tlsOf(shown, [cmgPki.inspection]);
  };
  return planned('proxy', site.addresses.proxy, site.ports.proxy, (at, log) =>
    startProxy(
      {
        at,
        route,
        delayMs,
        ...(plan.credential ? { credential: plan.credential } : {}),
        ...(plan.forbidden ? { forbidden: plan.forbidden } : {}),
        ...(plan.intercepts ? { intercept } : {}),
      },
      log,
    ),
  );
}

function planned(name: string, address: string, port: number, start: PlannedServer['start']): PlannedServer {
  return { name, at: { address, port }, start };
}

function tlsOf(server: LabCertificate, chain: readonly LabCertificate[]): TlsSetup {
  return { key: keyPem(server.key), certificates: toPem(server.der, ...chain.map((certificate) => certificate.der)) };
}

/** A server of the public PKI for these names. */
function publicServer(hosts: readonly string[], pki: Hierarchy, now: Date): LabCertificate {
  return issueCertificate({
    subject: `CN=${hosts[0] ?? ''}`,
    alternativeNames: hosts.map((dns) => ({ dns })),
    issuer: pki.issuing,
    key: keyOf('public server', 'ec-p256'),
    serial: 0x0a1b_2c3d_4e5fn,
    notBefore: daysFrom(now, -20),
    notAfter: daysFrom(now, 70),
    keyUsage: [0],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
    crlUrls: [pki.urls.issuingCrl],
    issuerUrls: [pki.urls.issuingCertificate],
  });
}

/** The question behind a stapled response: it has to name the certificate, nothing else. */
function stapleRequest(server: LabCertificate) {
  return { method: 'POST', host: '', url: '/', headers: {}, body: server.der };
}
