import { aadAuthInfoPath, answerAsCmg, type CmgBehaviour, refusal } from '../cmg/aad-auth-info.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { answerOcsp } from '../pki/published.ts';
import type { HttpHandler } from '../servers/http-answer.ts';
import { startWebServer, type TlsSetup } from '../servers/web-server.ts';
import { identities } from '../site.ts';
import { tlsOf } from './certified.ts';
import { type PlannedServer, planned, type ServerParts } from './planned-server.ts';

/** The cloud management gateway. */
export function cmgServer({ scenario, site, cmgPki, publicPki, now, delayMs }: ServerParts): PlannedServer | undefined {
  const plan = scenario.cmg ?? {};
  if (plan.port === 'absent' || plan.port === 'refusing' || plan.port === 'no-route') return undefined;
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
  const behaviour: CmgBehaviour = {
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
    ...(plan.delivery ? { delivery: plan.delivery } : {}),
  };
  let early = plan.atFirst?.requests ?? 0;
  const handle: HttpHandler = (asked) => {
    if (plan.everything) return plan.everything;
    if (plan.atFirst && early > 0 && asked.url.startsWith(aadAuthInfoPath)) {
      early -= 1;
      return plan.atFirst.answer;
    }
    return answerAsCmg(behaviour, asked);
  };
  const { port: manner = 'serves', clockOffsetMs = 0 } = plan;
  return planned('cmg', site.addresses.cmg, site.ports.https, (at, log) =>
    startWebServer({ name: 'cmg', at, tls, handle, manner, clockOffsetMs, delayMs }, log),
  );
}

/** The question behind a stapled response: it has to name the certificate, nothing else. */
function stapleRequest(server: LabCertificate) {
  return { method: 'POST', host: '', url: '/', headers: {}, body: server.der };
}
