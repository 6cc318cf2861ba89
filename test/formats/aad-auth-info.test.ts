import { describe, expect, test } from '@jest/globals';
import {
  aadAuthInfoUrl,
  CONTROL_TENANT_ID,
  isHtml,
  MAX_AAD_AUTH_INFO_BYTES,
  readAadAuthInfo,
} from '../../src/formats/aad-auth-info.ts';

const tenant = '9b1c2d3e-4f50-4a61-8b72-9c83ad94be05';
const client = '0b7c8ab3-9ea1-4ffa-b2b9-8ffdd944bd8b';
const server = '6d3f21aa-5f0e-4c3d-9d10-2b7a11c0ffee';
const uri = 'https://ConfigMgrService';

const read = (body: string) => readAadAuthInfo(Buffer.from(body), tenant);

describe('readAadAuthInfo finds both properties', () => {
  test.each([
    ['json', JSON.stringify({ ClientAppId: client, ResourceUri: uri })],
    ['json', JSON.stringify({ value: [{ aadConfig: { CLIENT: client.toUpperCase(), r: uri, TenantID: tenant } }] })],
    [
      'json',
      JSON.stringify([
        { Name: 'AadClientAppId', Value: client },
        { Name: 'x', Value: uri },
      ]),
    ],
    ['json', JSON.stringify(JSON.stringify({ a: client, b: uri }))],
    ['json', JSON.stringify(`<A c="${client}" r="${uri}"/>`)],
    ['json', JSON.stringify({ a: client, b: uri, authority: 'https://login.microsoftonline.com/common' })],
    ['json', JSON.stringify({ a: client, b: uri, login: `https://login.microsoftonline.us/${tenant}/oauth2/token` })],
    ['json', JSON.stringify({ a: client, b: `${uri}`, mp: 'https://cmg.contoso.com/CCM_Proxy_MutualAuth/8' })],
    ['json', JSON.stringify({ clientId: client, serverAppId: server, resource: uri })],
    ['json', JSON.stringify({ a: `{${client}}`, tid: '00000000-0000-0000-0000-000000000000', b: uri })],
    [
      'xml',
      `<?xml version="1.0"?><AADAuthInfo xmlns="http://schemas.microsoft.com/x"><C>${client}</C><R>${uri}</R></AADAuthInfo>`,
    ],
    ['xml', `<a:Info xmlns:a="urn:x" ClientAppId='${client}' ResourceUri="${uri}" />`],
    ['xml', `<I><!-- <X>${server}</X> --><C><![CDATA[${client}]]></C><R>\n ${uri} \n</R></I>`],
    ['key-value', `AADCLIENTAPPID=${client} AADRESOURCEURI=${uri}`],
    ['key-value', `clientid="${client}";resource="${uri}";tenant=${tenant}`],
    ['key-value', `c=${client}&r=${encodeURIComponent(uri)}`],
  ])('%s %#', (format, body) => {
    expect(read(body)).toEqual({ status: 'found', format, clientAppId: client, resourceUri: uri });
  });

  test.each([
    'https://ConfigMgrService',
    `api://${tenant}/${server}`,
    `api://${tenant}/cm`,
    'urn:contoso:cm',
    'http://cm',
  ])('a resource may be %s', (resourceUri) => {
    expect(read(JSON.stringify({ a: client, b: resourceUri }))).toMatchObject({ status: 'found', resourceUri });
  });

  test('UTF-16 with a byte order mark', () => {
    const body = Buffer.from(`\ufeff${JSON.stringify({ a: client, b: uri })}`, 'utf16le');
    expect(readAadAuthInfo(body, tenant)).toMatchObject({ status: 'found', clientAppId: client });
  });
});

describe('readAadAuthInfo takes nothing else for them', () => {
  test.each([
    ['empty', ''],
    ['empty', ' \r\n '],
    ['html', '<!DOCTYPE html><html><body>404</body></html>'],
    ['html', `<html><a href="${uri}">${client}</a></html>`],
    ['json', '{}'],
    ['json', '""'],
    ['json', JSON.stringify({ tenantId: tenant, clientAppId: null })],
    ['json', JSON.stringify({ a: tenant.toUpperCase(), b: uri })],
    ['json', JSON.stringify({ a: client })],
    ['json', JSON.stringify({ a: `api://${tenant}/${client}` })],
    ['json', JSON.stringify({ a: client, b: 'https://login.microsoftonline.com/common/oauth2/token' })],
    ['xml', `<A xmlns="https://contoso.com/ns"><B>${client}</B></A>`],
    ['xml', '<'],
    ['xml', '<a b="'],
    ['text', 'Service Unavailable'],
    ['text', `{"a": "${client}", "b"`],
    ['key-value', 'x=1 y=2'],
    ['key-value', 'x=100%zz'],
  ])('%s %#', (format, body) => {
    expect(read(body)).toMatchObject({ status: 'absent', format, why: expect.any(String) });
  });

  test.each([
    JSON.stringify({ a: client, b: server, c: uri }),
    JSON.stringify({ a: client, b: uri, c: 'https://other' }),
    JSON.stringify({ client1: client, client2: server, c: uri }),
  ])('ambiguous %#', (body) => {
    expect(read(body)).toMatchObject({ status: 'ambiguous' });
  });
});

test('hostile bodies end quickly and say nothing', () => {
  const size = MAX_AAD_AUTH_INFO_BYTES;
  for (const body of [
    '['.repeat(size),
    `{"a":${'['.repeat(500)}${']'.repeat(500)}}`,
    '<a '.repeat(size),
    'a'.repeat(size * 2),
    '="'.repeat(size),
    `"${'\\"'.repeat(100)}"`,
  ]) {
    expect(read(body).status).toBe('absent');
  }
});

test('web pages are known by their beginning', () => {
  expect(isHtml('  <!doctype HTML>')).toBe(true);
  expect(isHtml('<!-- x --><html>')).toBe(true);
  expect(isHtml('<AADAuthInfo/>')).toBe(false);
  expect(isHtml('{"html": "<html>"}')).toBe(false);
});

test('the question', () => {
  expect(aadAuthInfoUrl({ host: 'cmg.contoso.com', port: 443 }, tenant)).toBe(
    `https://cmg.contoso.com/CCM_Proxy_ServerAuth/AADAuthInfo?TenantID=${tenant}`,
  );
  expect(aadAuthInfoUrl({ host: 'cmg.contoso.com', port: 8443 }, CONTROL_TENANT_ID)).toContain('.com:8443/CCM_Proxy');
});
