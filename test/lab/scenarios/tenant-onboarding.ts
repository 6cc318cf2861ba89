import { refusal } from '../cmg/aad-auth-info.ts';
import { captivePortalPage, notFoundPage, proxyBlockPage } from '../cmg/iis-pages.ts';
import type { Scenario } from '../scenario.ts';
import { identities } from '../site.ts';

const notReady = (code: string, exitCode = 20070) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: [`tenant-onboarding.${code}`],
});
const html = { 'content-type': 'text/html' };
const line = (app: string, uri: string) =>
  `ccmsetup.exe CCMHOSTNAME=cmg.contoso.com${identities.mutualAuthPath} SMSSITECODE=P01 AADCLIENTAPPID=${app} AADRESOURCEURI=${uri}`;

/** What the CMG gives for the device's tenant. */
export const tenantOnboardingScenarios: readonly Scenario[] = [
  {
    name: 'not-onboarded',
    sentence: 'The tenant of the device was never onboarded to the site.',
    cmg: { onboarded: [identities.otherTenantId] },
    expect: notReady('not-onboarded'),
  },
  {
    name: 'not-onboarded-empty-answer',
    sentence: 'The CMG answers "OK" with nothing in it for a tenant that it does not know.',
    cmg: { onboarded: [], refusal: { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' } },
    expect: notReady('not-onboarded'),
  },
  {
    name: 'onboarded-xml',
    sentence: 'The CMG answers in XML.',
    cmg: { format: 'xml-elements' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'onboarded-key-value',
    sentence: 'The CMG answers in lines of names and values.',
    cmg: { format: 'key-value' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'properties-differ',
    sentence: 'The command line names another client app than the CMG does.',
    run: { ccmsetup: line('11112222-3333-4444-8555-666677778888', identities.resourceUri) },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['tenant-onboarding.properties-differ'] },
  },
  {
    name: 'supplied-on-command-line',
    sentence: 'The tenant is not onboarded, and the command line brings both properties along.',
    run: { ccmsetup: line(identities.clientAppId, identities.resourceUri) },
    cmg: { onboarded: [] },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['tenant-onboarding.supplied-on-command-line'] },
  },
  {
    name: 'not-a-cmg',
    sentence: 'The name leads to a bare web server.',
    cmg: { always: { status: 404, headers: { ...html, server: 'Microsoft-IIS/10.0' }, body: notFoundPage } },
    expect: notReady('not-a-cmg'),
  },
  {
    name: 'captive-portal',
    sentence: 'A guest network answers with its own page.',
    cmg: { always: { status: 200, headers: html, body: captivePortalPage } },
    expect: notReady('not-a-cmg'),
  },
  {
    name: 'redirected-elsewhere',
    sentence: 'The request is led to another host.',
    cmg: { always: { status: 302, headers: { location: 'https://login.fabrikam.com/portal' } } },
    expect: notReady('not-a-cmg'),
  },
  {
    name: 'same-answer-for-everybody',
    sentence: 'The CMG gives the very same for a tenant that does not exist.',
    cmg: {
      always: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ClientAppId: identities.clientAppId, ResourceUri: identities.resourceUri }),
      },
    },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['tenant-onboarding.unrecognised-response'] },
  },
  {
    name: 'cmg-broken',
    sentence: 'The CMG answers 500 with the reason phrase of its connection point.',
    cmg: { always: refusal(500, 'CMGConnector_InternalServerError') },
    expect: notReady('service-error', 1618),
  },
  {
    name: 'cmg-unavailable',
    sentence: 'The CMG answers 503.',
    cmg: { always: refusal(503, 'Service Unavailable') },
    expect: notReady('service-error', 1618),
  },
  {
    name: 'cmg-resets-requests',
    sentence: 'The connection is reset as soon as a request comes.',
    cmg: { always: 'reset' },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['tenant-onboarding.unreachable'] },
  },
  {
    name: 'oversized-answer',
    sentence: 'The answer does not end.',
    cmg: {
      always: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{',
        paddingBytes: 64 * 1024 * 1024,
      },
    },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['tenant-onboarding.unrecognised-response'] },
  },
  {
    name: 'compressed-answer',
    sentence: 'The CMG compresses its answer.',
    cmg: { delivery: { coding: 'gzip' } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'slow-answer',
    sentence: 'The answer of the CMG comes in small pieces.',
    cmg: { delivery: { afterMs: 100, dripMs: 30 } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'onboarded-nested-json',
    sentence: 'The properties lie deep in the answer of the CMG.',
    cmg: { format: 'json-nested' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'onboarded-xml-attributes',
    sentence: 'The properties are attributes of an XML element.',
    cmg: { format: 'xml-attributes' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
  {
    name: 'cmg-wants-token',
    sentence: 'The CMG wants a token for what should need none.',
    cmg: { always: refusal(401, 'CMGService_Invalid_Token') },
    expect: notReady('not-onboarded'),
  },
  {
    name: 'answered-by-proxy',
    sentence: 'A web filter answers with a page of its own.',
    cmg: {
      always: {
        status: 403,
        headers: { ...html, via: '1.1 filter.fabrikam.com', server: 'Filter/7' },
        body: proxyBlockPage,
      },
    },
    expect: notReady('not-a-cmg'),
  },
  {
    name: 'cmg-never-answers',
    sentence: 'The CMG takes the request and never answers.',
    cmg: { always: 'hang' },
    silent: true,
    expect: { verdict: 'undetermined', exitCode: 1618, codes: ['tenant-onboarding.unreachable'] },
  },
  {
    name: 'cmg-comes-back',
    sentence: 'The CMG answers 503 for a while, and the user waits for it.',
    run: { waitMinutes: 10 },
    cmg: { atFirst: { requests: 4, answer: refusal(503, 'Service Unavailable') } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['tenant-onboarding.onboarded'] },
  },
];
