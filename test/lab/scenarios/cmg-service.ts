import { refusal } from '../cmg/aad-auth-info.ts';
import { captivePortalPage, notFoundPage } from '../cmg/iis-pages.ts';
import type { Scenario } from '../scenario.ts';
import { identities } from '../site.ts';
import { registrationToken } from './registration-token.ts';

const metadata = ['/CCM_Proxy_MutualAuth/ServiceMetadata', '/CCM_Proxy_ServerAuth/ServiceMetadata'] as const;

/** A web filter that knows no other path. */
const methodRefused = { status: 405, headers: { allow: 'OPTIONS' } };

const lineWithToken = `ccmsetup.exe /regtoken:${registrationToken(2)} CCMHOSTNAME=cmg.contoso.com${identities.mutualAuthPath} SMSSITECODE=P01`;

/** What the CMG says on its other documented paths. */
export const cmgServiceScenarios: readonly Scenario[] = [
  {
    name: 'management-point-unknown',
    sentence: 'The number in CCMHOSTNAME is that of a management point which is no more.',
    run: { cmg: 'cmg.contoso.com/CCM_Proxy_MutualAuth/123' },
    cmg: { answers: { '/CCM_Proxy_MutualAuth/123/SMS_MP/.sms_aut': { status: 404 } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cmg-service.id-unknown'] },
  },
  {
    name: 'cmg-throttles',
    sentence: 'The CMG has too many requests and says so on some of its paths.',
    cmg: { answers: { [metadata[0]]: refusal(429, 'Too Many Requests') } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cmg-service.throttled'] },
  },
  {
    name: 'connection-point-down',
    sentence: 'The connection point behind the CMG fails on some paths.',
    cmg: { answers: { [metadata[0]]: refusal(500, 'CMGConnector_InternalServerError') } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cmg-service.service-error'] },
  },
  {
    name: 'paths-filtered',
    sentence: 'A web filter lets the question about the tenant through and refuses every other path of the CMG.',
    cmg: {
      answers: {
        [metadata[0]]: methodRefused,
        [metadata[1]]: methodRefused,
        [`${identities.mutualAuthPath}/SMS_MP/.sms_aut`]: methodRefused,
        [`/CCM_Proxy_ServerAuth/${identities.mutualAuthPath.split('/').at(-1)}/CCM_STS`]: methodRefused,
        '/downloadrestservice.svc/getcontentxmlsecure': methodRefused,
      },
    },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cmg-service.paths-filtered'] },
  },
  {
    name: 'captive-portal-everywhere',
    sentence: 'A guest network answers every request with its own page.',
    cmg: { everything: { status: 200, headers: { 'content-type': 'text/html' }, body: captivePortalPage } },
    expect: {
      verdict: 'not-ready',
      exitCode: 20070,
      codes: ['tenant-onboarding.not-a-cmg', 'cmg-service.explained'],
    },
  },
  {
    name: 'captive-portal-and-registration-token',
    sentence: 'A device that needs no tenant meets a guest network in the place of the CMG.',
    device: { join: 'none' },
    run: { ccmsetup: lineWithToken },
    cmg: { everything: { status: 200, headers: { 'content-type': 'text/html' }, body: captivePortalPage } },
    expect: { verdict: 'not-ready', exitCode: 20100, codes: ['cmg-service.not-a-cmg'] },
  },
  {
    name: 'bare-web-server-and-registration-token',
    sentence: 'A device that needs no tenant meets a web server that could be anybody’s.',
    device: { join: 'none' },
    run: { ccmsetup: lineWithToken },
    cmg: { everything: { status: 404, headers: { 'content-type': 'text/html' }, body: notFoundPage } },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['cmg-service.unrecognised-response'] },
  },
  {
    name: 'untrusted-server-refuses',
    sentence: 'Who answers is not shown to be the CMG, for its root is unknown here, and it answers oddly.',
    device: { root: 'nowhere' },
    cmg: { everything: { status: 404, headers: { 'content-type': 'text/html' }, body: notFoundPage } },
    expect: {
      verdict: 'not-ready',
      exitCode: 20050,
      codes: ['root-ca.missing', 'tenant-onboarding.peer-untrusted', 'cmg-service.peer-untrusted'],
    },
  },
];
