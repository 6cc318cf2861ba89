import type { Scenario } from '../scenario.ts';
import { type AddressRole, names } from '../site.ts';

const notReady = (code: string, exitCode = 20040) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: ['name-resolution.resolves', `cmg-connection.${code}`],
});

/** Everything beyond the company's firewall. */
const outside: readonly AddressRole[] = ['cmg', 'web', 'microsoft', 'stranger', 'publicDns', 'secondPublicDns', 'doh'];

/** The way to the CMG, layer by layer. */
export const cmgConnectionScenarios: readonly Scenario[] = [
  {
    name: 'cmg-refuses',
    sentence: 'Nothing listens on port 443 of the CMG.',
    cmg: { port: 'refusing' },
    expect: notReady('refused'),
  },
  {
    name: 'cmg-filtered',
    sentence: 'A firewall swallows every packet to the CMG.',
    cmg: { port: 'absent' },
    silent: true,
    expect: notReady('timed-out', 1618),
  },
  {
    name: 'cmg-hangs',
    sentence: 'The CMG accepts the connection and never says a word.',
    cmg: { port: 'hangs' },
    silent: true,
    expect: notReady('timed-out', 1618),
  },
  {
    name: 'cmg-resets',
    sentence: 'Something on the way resets the connection as soon as it sees TLS.',
    cmg: { port: 'resets' },
    expect: notReady('reset'),
  },
  {
    name: 'cmg-not-tls',
    sentence: 'A plain web server answers on port 443.',
    cmg: { port: 'plain-http' },
    expect: notReady('not-tls'),
  },
  {
    name: 'cmg-old-protocol',
    sentence: 'The server speaks TLS 1.1 and nothing newer.',
    cmg: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    expect: notReady('protocol-unsupported'),
  },
  {
    name: 'certificate-of-another-name',
    sentence: 'The certificate is for another name.',
    pki: { server: { subject: 'CN=cmg2.contoso.com', alternativeNames: [{ dns: 'cmg2.contoso.com' }] } },
    expect: notReady('name-mismatch'),
  },
  {
    name: 'certificate-expired',
    sentence: 'The certificate of the CMG expired last week.',
    pki: { server: { valid: [-372, -7] } },
    expect: notReady('certificate-expired'),
  },
  {
    name: 'certificate-not-yet-valid',
    sentence: 'The certificate of the CMG begins in three days.',
    pki: { server: { valid: [3, 368] } },
    expect: notReady('certificate-not-yet-valid'),
  },
  {
    name: 'weak-key',
    sentence: 'The certificate has an RSA key of 1024 bits.',
    pki: { server: { key: 'rsa-1024' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['cmg-connection.weak-key'] },
  },
  {
    name: 'tls-inspection',
    sentence:
      'An inspecting firewall signs in the place of the real issuer, with a root that the device does not know.',
    pki: { serverIssuer: 'inspection' },
    expect: notReady('tls-inspection'),
  },
  {
    name: 'proxy-refuses',
    sentence: 'The machine proxy wants a user name, which SYSTEM does not have.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { credential: 'adele:secret' },
    expect: notReady('proxy-refused'),
  },
  {
    name: 'proxy-forbids',
    sentence: 'The machine proxy lets nobody through to the CMG.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { forbidden: [names.cmg] },
    expect: notReady('proxy-refused'),
  },
  {
    name: 'proxy-inspects',
    sentence: 'The machine proxy opens TLS with a root of its own.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: { intercepts: true },
    expect: notReady('tls-inspection'),
  },
  {
    name: 'behind-proxy',
    sentence: 'The way to the CMG leads through the machine proxy, and it works.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    proxy: {},
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected'] },
  },
  {
    name: 'no-network',
    sentence: 'The device has no network at all.',
    device: { nameServers: [] },
    dns: { internalServers: 'absent', publicServers: 'absent', doh: 'absent' },
    cmg: { port: 'absent' },
    silent: true,
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['name-resolution.resolver-failed'] },
  },
  {
    name: 'second-address-answers',
    sentence: 'The CMG has two addresses, and the first one is dead.',
    dns: { everywhere: { [names.deployment]: { a: ['nowhere', 'cmg'] } } },
    expect: {
      verdict: 'ready-with-warnings',
      exitCode: 0,
      codes: ['cmg-connection.connected', 'cmg-connection.address-unreachable'],
    },
  },
  {
    name: 'cmg-closes',
    sentence: 'Something closes the connection as soon as it is open.',
    cmg: { port: 'closes' },
    expect: notReady('reset'),
  },
  {
    name: 'cmg-babbles',
    sentence: 'Some other service answers on port 443.',
    cmg: { port: 'babbles' },
    expect: notReady('not-tls'),
  },
  {
    name: 'cmg-tls-1-2',
    sentence: 'The CMG speaks TLS 1.2 and nothing newer, as most do.',
    cmg: { maxVersion: 'TLSv1.2' },
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected'] },
  },
  {
    name: 'wildcard-certificate',
    sentence: 'The certificate is for every name of the domain.',
    pki: { server: { subject: 'CN=*.contoso.com', alternativeNames: [{ dns: '*.contoso.com' }] } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected'] },
  },
  {
    name: 'common-name-only',
    sentence: 'The certificate has the name as its common name and nowhere else.',
    pki: { server: { alternativeNames: [] } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected'] },
  },
  {
    name: 'inspection-with-trusted-root',
    sentence: 'An inspecting firewall signs, and the device trusts its root.',
    pki: { serverIssuer: 'inspection' },
    device: { installed: ['inspection'] },
    expect: notReady('tls-inspection'),
  },
  {
    name: 'inspection-by-unknown-product',
    sentence: 'The machine proxy opens TLS with a root whose name says nothing; it signs for the sign-in host, too.',
    device: { winHttpProxy: `${names.proxy}:8080` },
    pki: { inspectionSubject: 'O=Contoso, CN=Contoso Web Security' },
    proxy: { intercepts: true },
    expect: notReady('tls-inspection'),
  },
  {
    name: 'proxy-dead',
    sentence: 'The machine proxy is set and nobody is there.',
    device: { winHttpProxy: '203.0.113.99:8080' },
    silent: true,
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['cmg-connection.proxy-unreachable'] },
  },
  {
    name: 'proxy-by-option',
    sentence: 'The proxy is given on the command line, and it works.',
    run: { proxy: 'lab' },
    proxy: {},
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected'] },
  },
  {
    name: 'no-route',
    sentence: 'The device knows no way to the CMG.',
    cmg: { port: 'no-route' },
    expect: notReady('unreachable', 1618),
  },
  {
    name: 'cmg-alerts',
    sentence: 'The other side ends the handshake with an alert.',
    cmg: { port: 'alerts' },
    expect: notReady('tls-alert'),
  },
  {
    name: 'proxy-refuses-connections',
    sentence: 'The machine proxy is there and does not listen on that port.',
    device: { winHttpProxy: `${names.proxy}:3128` },
    proxy: {},
    expect: { verdict: 'not-ready', exitCode: 20040, codes: ['cmg-connection.proxy-unreachable'] },
  },
  {
    name: 'only-the-proxy-goes-out',
    sentence: 'A firewall lets nothing out but the machine proxy, which is set.',
    device: { winHttpProxy: `${names.proxy}:8080`, blocked: outside },
    proxy: {},
    expect: { verdict: 'ready', exitCode: 0, codes: ['cmg-connection.connected', 'crl-reachability.reachable'] },
  },
  {
    name: 'nothing-gets-out',
    sentence: 'A firewall swallows everything but DNS inside, and the CMG has no content besides.',
    dns: { everywhere: { [names.storage]: null } },
    device: { blocked: outside },
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['cmg-connection.timed-out'] },
  },
  {
    name: 'proxy-known-to-internet-settings',
    sentence:
      'A firewall lets nothing out but the proxy, which stands in SYSTEM’s Internet Settings and not in WinHTTP.',
    device: { blocked: outside, systemInternetSettings: { proxy: `${names.proxy}:8080` } },
    proxy: {},
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['cmg-connection.timed-out'] },
  },
  {
    name: 'proxy-forgotten',
    sentence:
      'A firewall lets nothing out but the proxy, and WinHTTP was never told of it; SYSTEM has a script instead.',
    device: { blocked: outside, systemInternetSettings: { autoConfigUrl: 'http://proxy.contoso.com/proxy.pac' } },
    proxy: {},
    expect: { verdict: 'not-ready', exitCode: 1618, codes: ['cmg-connection.timed-out'] },
  },
];
