import { type NamedValue, valuesOfJson, valuesOfKeyValueText, valuesOfXml } from './aad-auth-info/named-values.ts';
import { decodeConsoleOutput } from './console-output.ts';

/** How the body was written. */
export type AadAuthInfoFormat = 'json' | 'xml' | 'key-value' | 'html' | 'empty' | 'text';

/** What the body of an AADAuthInfo answer holds. */
export type AadAuthInfo =
  | {
      readonly status: 'found';
      readonly format: AadAuthInfoFormat;
      /** Lower-case GUID, the AADCLIENTAPPID. */
      readonly clientAppId: string;
      /** As written, the AADRESOURCEURI. */
      readonly resourceUri: string;
    }
  | { readonly status: 'absent'; readonly format: AadAuthInfoFormat; readonly why: string }
  /** More than one value could be meant. */
  | { readonly status: 'ambiguous'; readonly format: AadAuthInfoFormat; readonly why: string };

/** Two short values are expected; beyond this it is something else, and reading it all would only cost time. */
export const MAX_AAD_AUTH_INFO_BYTES = 64 * 1024;

/**
 * Finds the client app id and the server app's URI in the body. Microsoft has not published the format, so no field
 * names are required: one GUID standing alone and one URI, in JSON, XML or `key=value`. The tenant id (echoed), GUIDs
 * within the URI, namespaces and sign-in authorities are not taken for them. Where several remain, a telling name
 * (`client`, `resource`) decides; without one the answer is ambiguous.
 *
 * @param tenantId lower case, the one that was asked for
 */
export function readAadAuthInfo(body: Uint8Array, tenantId: string): AadAuthInfo {
  const text = decodeConsoleOutput(body.subarray(0, MAX_AAD_AUTH_INFO_BYTES)).text.trim();
  const { format, values } = namedValues(text);
  const clientAppId = single(values.filter((value) => isAppId(value, tenantId)).map(lowerCase), /client/i);
  const resourceUri = single(values.filter(isResourceUri), /resource|server|audience|identifier/i);
  if (clientAppId.count > 1 || resourceUri.count > 1) {
    const [many, what] = clientAppId.count > 1 ? [clientAppId.count, 'app ids'] : [resourceUri.count, 'resource URIs'];
    return { status: 'ambiguous', format, why: `it holds ${many} possible ${what}` };
  }
  if (clientAppId.value !== undefined && resourceUri.value !== undefined) {
    return { status: 'found', format, clientAppId: clientAppId.value, resourceUri: resourceUri.value };
  }
  return { status: 'absent', format, why: missing(clientAppId.value, resourceUri.value) };
}

function missing(clientAppId: string | undefined, resourceUri: string | undefined): string {
  if (clientAppId !== undefined) return 'it holds an app id but no resource URI';
  return resourceUri === undefined ? 'it holds neither app id nor resource URI' : 'it holds a URI but no app id';
}

function namedValues(text: string): { format: AadAuthInfoFormat; values: readonly NamedValue[] } {
  if (text === '') return { format: 'empty', values: [] };
  if (isHtml(text)) return { format: 'html', values: [] };
  const json = /^["[{]/.test(text) ? valuesOfJson(text) : undefined;
  if (json !== undefined) {
    const [only] = json;
    const nested = json.length === 1 && only !== undefined && only.name === '' ? only.value : undefined;
    // A JSON string that holds XML or `key=value`.
    const inner = nested === undefined ? undefined : innerValues(nested);
    return { format: 'json', values: inner ?? json };
  }
  if (text.startsWith('<')) return { format: 'xml', values: valuesOfXml(text) };
  const pairs = valuesOfKeyValueText(text);
  return { format: pairs.length > 0 ? 'key-value' : 'text', values: pairs };
}

function innerValues(text: string): readonly NamedValue[] | undefined {
  const values = text.startsWith('<') ? valuesOfXml(text) : valuesOfKeyValueText(text);
  return values.length > 0 ? values : undefined;
}

/** Whether a text is a web page, which no CMG sends to a client. */
export function isHtml(text: string): boolean {
  return /^\s*(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body|title|script|meta)\b/i.test(text);
}

const lowerCase = ({ name, value }: NamedValue): NamedValue => ({
  name,
  value: value.replace(/[{}]/g, '').toLowerCase(),
});

const loneGuid = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const NIL = '00000000-0000-0000-0000-000000000000';

function isAppId({ name, value }: NamedValue, tenantId: string): boolean {
  if (!loneGuid.test(value) || /tenant/i.test(name)) return false;
  const guid = value.replace(/[{}]/g, '').toLowerCase();
  return guid !== tenantId && guid !== NIL;
}

/** Where people sign in: these stand in such documents as authorities, never as the resource. */
const authorityHosts =
  /^(?:[\w-]+\.)*(?:microsoftonline\.(?:com|us|de)|login\.windows\.net|sts\.windows\.net|chinacloudapi\.cn|partner\.microsoftonline\.cn)$/i;
/** Whose addresses name a vocabulary and not a service. */
const vocabularyHosts =
  /^(?:www\.w3\.org|schemas\.(?:microsoft\.com|datacontract\.org|xmlsoap\.org)|tempuri\.org|json-schema\.org)$/i;

/** `https://ConfigMgrService` (a host without a dot), `api://<tenant>/<guid or name>`, `urn:…`: whatever Entra takes. */
function isResourceUri({ name, value }: NamedValue): boolean {
  if (/^(?:xmlns|xsi|\$schema|@odata)/i.test(name) || /authority|authorization|token_?endpoint/i.test(name))
    return false;
  const host = /^(?:https?|api|urn|ms-appid|spn):(?:\/\/)?([^\s/:]{1,253})\S{0,1024}$/i.exec(value)?.[1];
  if (host === undefined || /\/CCM_Proxy_/i.test(value)) return false;
  return !authorityHosts.test(host) && !vocabularyHosts.test(host);
}

/** The one distinct value; of several, the one distinct value whose name tells. */
function single(
  candidates: readonly NamedValue[],
  telling: RegExp,
): { readonly count: number; readonly value?: string } {
  const all = distinct(candidates);
  const named = distinct(candidates.filter(({ name }) => telling.test(name)));
  const [value] = named.length === 1 ? named : all;
  const count = named.length === 1 ? 1 : all.length;
  return value === undefined || count > 1 ? { count } : { count, value };
}

function distinct(values: readonly NamedValue[]): readonly string[] {
  const byKey = new Map(values.map(({ value }) => [value.toLowerCase(), value]));
  return [...byKey.values()];
}

/**
 * A tenant that no CMG knows, for the control question: the same for every device, so that recorded answers are found
 * again on replay. It is random (version 4) and belongs to nobody.
 */
export const CONTROL_TENANT_ID = 'd5e7c1a4-93b6-4f0e-8a2d-6c41f7b9e305';

/** User agent of ccmsetup and the client. */
export const CLIENT_USER_AGENT = 'SMS CCM 5.0';

/**
 * Where ccmsetup asks a CMG for a tenant's Entra properties: no management point id, the tenant as a bare lower-case
 * GUID (Microsoft "Microsoft Entra authentication workflow").
 */
export function aadAuthInfoUrl(cmg: { readonly host: string; readonly port: number }, tenantId: string): string {
  const port = cmg.port === 443 ? '' : `:${cmg.port}`;
  return `https://${cmg.host}${port}/CCM_Proxy_ServerAuth/AADAuthInfo?TenantID=${tenantId}`;
}
