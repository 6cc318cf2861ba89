import type { AskedFor, HttpAnswer } from '../servers/http-answer.ts';
import { notFoundPage } from './iis-pages.ts';

type FullAnswer = Exclude<HttpAnswer, string>;

/** What the CMG gives ccmsetup for a tenant. */
export interface AadProperties {
  readonly clientAppId: string;
  readonly resourceUri: string;
  readonly tenantId: string;
}

/** Microsoft documents what is asked and what ccmsetup takes from the answer, not its format; so the lab speaks several. */
export type AadInfoFormat = 'json' | 'json-nested' | 'xml-elements' | 'xml-attributes' | 'key-value';

export const aadAuthInfoPath = '/CCM_Proxy_ServerAuth/AADAuthInfo';

/** The body of an answer that holds the properties. */
export function renderAadInfo(
  format: AadInfoFormat,
  { clientAppId, resourceUri, tenantId }: AadProperties,
): FullAnswer {
  const login = `https://login.microsoftonline.com/${tenantId}`;
  switch (format) {
    case 'json':
      return json({ TenantId: tenantId, ClientAppId: clientAppId, ResourceUrl: resourceUri, LoginUrl: login });
    case 'json-nested':
      return json({
        aadAuthInfo: [{ tenant: { id: tenantId }, apps: { client: clientAppId, server: { uri: resourceUri } } }],
      });
    case 'xml-elements':
      return xml(
        `<AADAuthInfo xmlns="http://schemas.contoso.com/2016/aad"><TenantId>${tenantId}</TenantId>` +
          `<ClientId>${clientAppId}</ClientId><ResourceUri>${resourceUri}</ResourceUri></AADAuthInfo>`,
      );
    case 'xml-attributes':
      return xml(`<AADAuthInfo TenantID="${tenantId}" ClientAppID="${clientAppId}" Resource="${resourceUri}" />`);
    case 'key-value':
      return { ...text('text/plain'), body: `AADCLIENTAPPID=${clientAppId}\r\nAADRESOURCEURI=${resourceUri}\r\n` };
  }
}

/** How an answer that holds the properties is sent. */
export type AadInfoDelivery = Pick<FullAnswer, 'coding' | 'afterMs' | 'dripMs' | 'headers' | 'status'>;

/** Paths of a CMG that everybody may ask, and what they answer without a credential. */
export interface CmgBehaviour {
  /** Tenants that are onboarded, lower case. */
  readonly onboarded: readonly string[];
  readonly format: AadInfoFormat;
  readonly delivery?: Partial<AadInfoDelivery>;
  readonly properties: AadProperties;
  /** For a tenant that is not onboarded. */
  readonly refusal: HttpAnswer;
  /** For every tenant, onboarded or not. */
  readonly always?: HttpAnswer;
  /** Id of the management point role in CCMHOSTNAME. */
  readonly mutualAuthPath: string;
  /** By path (without query, any case), before all else. */
  readonly answers?: Readonly<Record<string, HttpAnswer>>;
}

export function answerAsCmg(behaviour: CmgBehaviour, asked: AskedFor): HttpAnswer {
  const { pathname, searchParams } = new URL(asked.url, 'https://cmg.invalid');
  const path = pathname.toLowerCase();
  const own = Object.entries(behaviour.answers ?? {}).find(([key]) => key.toLowerCase() === path);
  if (own !== undefined) return own[1];
  if (path === aadAuthInfoPath.toLowerCase()) {
    if (behaviour.always !== undefined) return behaviour.always;
    const tenant = [...searchParams].find(([name]) => name.toLowerCase() === 'tenantid')?.[1].toLowerCase();
    return tenant !== undefined && behaviour.onboarded.includes(tenant)
      ? { ...renderAadInfo(behaviour.format, behaviour.properties), ...behaviour.delivery }
      : behaviour.refusal;
  }
  // Reason phrases as they were seen in the field; the side of the CMG that says no is in the word.
  if (path.startsWith(behaviour.mutualAuthPath.toLowerCase()))
    return refusal(403, 'CMGConnector_Clientcertificaterequired');
  if (path === '/ccm_proxy_mutualauth/servicemetadata') return refusal(403, 'CMGConnector_Clientcertificaterequired');
  if (path.startsWith('/ccm_proxy_mutualauth/')) return refusal(403, 'CMGConnector_Forbidden');
  if (path.startsWith('/ccm_proxy_serverauth/')) return refusal(401, 'CMGService_Invalid_Token');
  if (path.startsWith('/downloadrestservice.svc/')) return refusal(401, 'CMGService_Invalid_Token');
  return { ...text('text/html; charset=us-ascii'), status: 404, body: notFoundPage };
}

/** An empty refusal with this reason phrase. */
export function refusal(status: number, reason: string): HttpAnswer {
  return { status, reason, headers: { server: 'Microsoft-HTTPAPI/2.0' } };
}

function text(type: string): { status: number; headers: Readonly<Record<string, string>> } {
  return { status: 200, headers: { 'content-type': type, server: 'Microsoft-HTTPAPI/2.0' } };
}

function json(value: unknown): FullAnswer {
  return { ...text('application/json; charset=utf-8'), body: JSON.stringify(value) };
}

function xml(body: string): FullAnswer {
  return { ...text('text/xml; charset=utf-8'), body: `<?xml version="1.0" encoding="utf-8"?>${body}` };
}
