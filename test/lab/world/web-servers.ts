import { notFoundPage } from '../cmg/iis-pages.ts';
import { daysFrom } from '../pki/days.ts';
import { answerOcsp, publish, withoutScheme } from '../pki/published.ts';
import { renderCabinet, renderTrustList } from '../pki/trust-list.ts';
import type { HttpHandler } from '../servers/http-answer.ts';
import { startWebServer } from '../servers/web-server.ts';
import { microsoftNames, names } from '../site.ts';
import { publicServer, tlsOf } from './certified.ts';
import { type PlannedServer, planned, type ServerParts } from './planned-server.ts';

/** CRLs, certificates and OCSP; Microsoft's hosts; somebody else's web server. */
export function webServers({
  scenario,
  site,
  cmgPki,
  publicPki,
  microsoftPki,
  now,
  delayMs,
}: ServerParts): readonly (PlannedServer | undefined)[] {
  const { addresses, ports } = site;
  const manner = scenario.microsoftPort ?? 'serves';
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
    published[`${asked.host}${asked.url}`] ??
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
    manner === 'absent' || manner === 'refusing' || manner === 'no-route'
      ? undefined
      : planned('microsoft', addresses.microsoft, ports.https, (at, log) =>
          startWebServer({ name: 'microsoft', at, tls: microsoftTls(), handle: microsoft, manner, delayMs }, log),
        ),
    planned('stranger', addresses.stranger, ports.https, (at, log) =>
      startWebServer({ name: 'stranger', at, tls: strangerTls(), handle: stranger, delayMs }, log),
    ),
  ];
}
