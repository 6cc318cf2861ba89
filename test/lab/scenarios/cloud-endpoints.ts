import type { Scenario } from '../scenario.ts';
import { names } from '../site.ts';

const signIn = 'login.microsoftonline.com';
const notReady = (code: string, exitCode = 20110) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: [`cloud-endpoints.${code}`],
});

/** What the client must reach besides the CMG. */
export const cloudEndpointScenarios: readonly Scenario[] = [
  {
    name: 'sign-in-unknown',
    sentence: 'The company resolves no name of Entra ID.',
    dns: { internal: { [signIn]: null } },
    expect: notReady('name-not-resolved'),
  },
  {
    name: 'sign-in-refused',
    sentence: 'Nobody may connect to Microsoft’s hosts.',
    microsoftPort: 'refusing',
    expect: notReady('unreachable'),
  },
  {
    name: 'sign-in-filtered',
    sentence: 'A firewall swallows every packet to Microsoft’s hosts.',
    microsoftPort: 'absent',
    expect: notReady('unreachable', 1618),
  },
  {
    name: 'sign-in-not-tls',
    sentence: 'A portal answers in the place of the sign-in host.',
    microsoftPort: 'plain-http',
    expect: notReady('not-tls'),
  },
  {
    name: 'sign-in-somebody-else',
    sentence: 'The name of the sign-in host leads to somebody else’s server.',
    dns: { internal: { [signIn]: { a: ['stranger'] } } },
    expect: notReady('wrong-server'),
  },
  {
    name: 'sign-in-through-proxy-forbidden',
    sentence: 'The proxy lets the device through to the CMG and not to the sign-in host.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { forbidden: [signIn] },
    expect: notReady('proxy-refused'),
  },
  {
    name: 'cmg-without-content',
    sentence: 'The CMG has no content storage.',
    dns: { everywhere: { [names.storage]: null } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['cloud-endpoints.no-content'] },
  },
  {
    name: 'sign-in-inspected',
    sentence: 'The proxy opens TLS to the sign-in host, with a root that nobody trusts, and leaves the CMG alone.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { intercepts: [signIn] },
    expect: notReady('tls-inspection'),
  },
  {
    name: 'sign-in-inspected-and-trusted',
    sentence: 'The proxy opens TLS to the sign-in host, with a root that the device trusts, and leaves the CMG alone.',
    device: { winHttpProxy: `${names.proxy}:8080`, installed: ['inspection'] },
    proxy: { intercepts: [signIn] },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cloud-endpoints.tls-inspection'] },
  },
  {
    name: 'china',
    sentence: 'A CMG in the cloud that 21Vianet operates in China, of which Microsoft documents no CMG.',
    dns: {
      everywhere: {
        [names.cmg]: { cname: 'cmg.chinacloudapp.cn' },
        'cmg.chinacloudapp.cn': { a: ['cmg'] },
      },
    },
    expect: { verdict: 'ready', exitCode: 0, codes: ['cloud-endpoints.cloud-undocumented'] },
  },
];
