import { issueCertificate } from '../pki/certificate.ts';
import { daysFrom } from '../pki/days.ts';
import { keyOf } from '../pki/keys.ts';
import { startProxy } from '../servers/connect-proxy.ts';
import { resolve } from '../servers/dns-zone.ts';
import type { Endpoint } from '../servers/listener.ts';
import { tlsOf } from './certified.ts';
import { type PlannedServer, planned, type ServerParts } from './planned-server.ts';
import type { Zones } from './zones.ts';

/** The company's web proxy, where a scenario has one. */
export function proxyServer(
  { scenario, site, cmgPki, now, delayMs, wires }: ServerParts,
  zones: Zones,
): PlannedServer | undefined {
  const plan = scenario.proxy;
  if (plan === undefined) return undefined;
  const zone = zones[plan.resolves ?? 'internal'];
  const route = (host: string, port: number): Endpoint | undefined => {
    const [found] = resolve(zone, host, 'A').answers.flatMap((answer) => (answer.type === 'A' ? [answer.data] : []));
    return wires[`${found ?? host}:${port}`];
  };
  const intercept = (host: string) => {
    if (Array.isArray(plan.intercepts) && !plan.intercepts.includes(host)) return undefined;
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
