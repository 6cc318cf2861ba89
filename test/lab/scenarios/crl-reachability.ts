import { OID } from '../../../src/formats/oids.ts';
import { privatePublication as urls } from '../pki/authorities.ts';
import type { Scenario } from '../scenario.ts';

const issuingCrl = 'pki.contoso.com/contoso-issuing-ca-1.crl';
const rootCrl = 'pki.contoso.com/contoso-root-ca.crl';
const ldap = 'ldap:///CN=Contoso%20Issuing%20CA%201,CN=CDP,CN=Public%20Key%20Services?certificateRevocationList?base';

/** Settings of CryptoAPI's chain engine by policy (wincrypt.h, CERT_CHAIN_CONFIG_REGPATH). */
const chainEngine = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\ChainEngine\\Config';

const notReady = (code: string, exitCode = 20060) => ({
  verdict: 'not-ready' as const,
  exitCode,
  codes: ['root-ca.trusted', `crl-reachability.${code}`],
});
const ready = (code = 'reachable') => ({ verdict: 'ready' as const, exitCode: 0, codes: [`crl-reachability.${code}`] });

/** Whether the device can find out that nothing in the chain is revoked. */
export const crlReachabilityScenarios: readonly Scenario[] = [
  {
    name: 'crl-404',
    sentence: 'The CRL of the issuing CA is not where the certificate says.',
    web: { [issuingCrl]: { status: 404 } },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-of-root-404',
    sentence: 'The CRL of the root is not where the intermediate says.',
    web: { [rootCrl]: { status: 404 } },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-host-unknown',
    sentence: 'The name in the distribution point is known inside the company only, where this device is not.',
    dns: { everywhere: { 'pki.contoso.com': null } },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-host-unanswered',
    sentence: 'No name server can say anything about the name in the distribution point.',
    dns: { everywhere: { 'pki.contoso.com': { rcode: 'SERVFAIL' } } },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-hangs',
    sentence: 'The server of the CRL accepts the request and never answers.',
    web: { [issuingCrl]: 'hang' },
    silent: true,
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-expired',
    sentence: 'The CRL was to be renewed yesterday.',
    pki: { issuingCrl: { thisUpdate: -8, nextUpdate: -1 } },
    expect: notReady('expired'),
  },
  {
    name: 'crl-not-yet-valid',
    sentence: 'The CRL begins tomorrow.',
    pki: { issuingCrl: { thisUpdate: 1, nextUpdate: 8 } },
    expect: notReady('not-yet-valid'),
  },
  {
    name: 'certificate-revoked',
    sentence: 'The certificate of the CMG is revoked.',
    pki: { issuingCrl: { revoked: ['server'], reason: 1 } },
    expect: notReady('revoked'),
  },
  {
    name: 'intermediate-revoked',
    sentence: 'The issuing CA is revoked.',
    pki: { rootCrl: { revoked: ['issuing'] } },
    expect: notReady('revoked'),
  },
  {
    name: 'crl-of-another-signer',
    sentence: 'The CRL bears the issuer’s name and another signature.',
    pki: { issuingCrl: { wrongSigner: true } },
    expect: notReady('bad-signature'),
  },
  {
    name: 'crl-garbage',
    sentence: 'What lies at the address of the CRL is none.',
    web: { [issuingCrl]: { status: 200, body: Buffer.alloc(600, 0x41) } },
    expect: notReady('malformed'),
  },
  {
    name: 'crl-captive-portal',
    sentence: 'A guest network answers every plain request with its own page.',
    web: {
      [issuingCrl]: {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html><body>Welcome, please log in</body></html>',
      },
    },
    expect: notReady('malformed'),
  },
  {
    name: 'crl-unknown-critical-extension',
    sentence: 'The CRL has a critical extension that Windows does not know.',
    pki: { issuingCrl: { unknownCritical: true } },
    expect: { verdict: 'not-ready', exitCode: 20060, codes: ['crl-reachability.unusable'] },
  },
  {
    name: 'crl-by-ldap-only',
    sentence: 'The CRL is published in Active Directory only.',
    pki: { server: { crlUrls: [ldap] } },
    expect: notReady('ldap-only'),
  },
  {
    name: 'crl-by-ldap-and-http',
    sentence: 'The CRL is published in Active Directory first, and on the web.',
    pki: { server: { crlUrls: [ldap, urls.issuingCrl] } },
    expect: { verdict: 'ready', exitCode: 0, codes: ['crl-reachability.reachable'] },
  },
  {
    name: 'no-distribution-point',
    sentence: 'The certificate of the CMG says nothing about revocation.',
    pki: { server: { crlUrls: [] } },
    expect: notReady('no-distribution-point'),
  },
  {
    name: 'ocsp-good',
    sentence: 'Revocation is answered by OCSP and nothing else.',
    pki: { server: { ocspUrls: [urls.ocsp], crlUrls: [] }, ocsp: { delegated: true } },
    expect: ready('ocsp-good'),
  },
  {
    name: 'ocsp-good-crl-dead',
    sentence: 'Revocation is answered by OCSP; the CRL is dead.',
    pki: { server: { ocspUrls: [urls.ocsp] } },
    web: { [issuingCrl]: { status: 404 } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.ocsp-good'] },
  },
  {
    name: 'ocsp-revoked',
    sentence: 'OCSP says that the certificate of the CMG is revoked.',
    pki: { server: { ocspUrls: [urls.ocsp] }, ocsp: { status: 'revoked' } },
    expect: notReady('ocsp-revoked'),
  },
  {
    name: 'ocsp-busy',
    sentence: 'The OCSP responder says "try later", the CRL is there.',
    pki: { server: { ocspUrls: [urls.ocsp] }, ocsp: { failure: 'tryLater' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.reachable'] },
  },
  {
    name: 'no-crl-check',
    sentence: 'The CRL is dead, and the deployment says /nocrlcheck.',
    run: { noCrlCheck: true },
    web: { [issuingCrl]: { status: 404 } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.bootstrap-only'] },
  },
  {
    name: 'elliptic-pki',
    sentence: 'A PKI of elliptic curves throughout.',
    pki: {
      root: { key: 'ec-p384', signature: { hash: 'sha384' } },
      issuing: { key: 'ec-p256', signature: { hash: 'sha384' } },
      server: { key: 'ec-p256', keyUsage: [0], extendedKeyUsage: [OID.serverAuth] },
    },
    expect: ready(),
  },
  {
    name: 'pss-pki',
    sentence: 'A PKI that signs with RSA-PSS.',
    pki: {
      root: { signature: { pss: true } },
      issuing: { signature: { pss: true } },
      server: { signature: { pss: true } },
      rootCrl: { signature: { pss: true } },
      issuingCrl: { signature: { pss: true } },
    },
    expect: ready(),
  },
  {
    name: 'second-crl-url-works',
    sentence: 'The first of two distribution points is dead.',
    pki: { server: { crlUrls: ['http://old.contoso.com/ca.crl', urls.issuingCrl] } },
    expect: {
      verdict: 'ready-with-warnings',
      exitCode: 0,
      codes: ['crl-reachability.partly-unreachable', 'crl-reachability.reachable'],
    },
  },
  {
    name: 'crl-redirected',
    sentence: 'The address of the CRL leads on to another one.',
    web: { [issuingCrl]: { status: 302, headers: { location: 'http://pki.contoso.com/moved.crl' } } },
    pki: { publishedAlso: { 'pki.contoso.com/moved.crl': 'issuingCrl' } },
    expect: ready(),
  },
  {
    name: 'crl-redirected-nowhere',
    sentence: 'The address of the CRL leads on to where nothing is.',
    web: { [issuingCrl]: { status: 302, headers: { location: 'http://pki.contoso.com/moved.crl' } } },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-by-https-only',
    sentence: 'The CRL is published over HTTPS only, which Windows avoids.',
    pki: {
      server: { crlUrls: ['https://aka.ms/contoso-issuing-ca-1.crl'] },
      publishedAlso: { 'aka.ms/contoso-issuing-ca-1.crl': 'issuingCrl' },
    },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.https-only'] },
  },
  {
    name: 'crl-installed-by-hand',
    sentence: 'The CRL is dead, and somebody has installed it on the device for the time being.',
    web: { [issuingCrl]: { status: 404 } },
    device: { installedCrls: ['issuing'] },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.cached-only'] },
  },
  {
    name: 'crl-slow',
    sentence: 'The CRL takes longer than the policy of this device gives it.',
    pki: { issuingCrl: { afterMs: 500 } },
    device: {
      registry: {
        [chainEngine]: { ChainRevAccumulativeUrlRetrievalTimeoutMilliseconds: { type: 'number', value: 200 } },
      },
    },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.slow'] },
  },
  {
    name: 'crl-expired-and-tolerated',
    sentence: 'The CRL expired two hours ago, and a policy lets Windows take it for twelve hours more.',
    pki: { issuingCrl: { thisUpdate: -8, nextUpdate: -0.08 } },
    device: { registry: { [chainEngine]: { CRLValidityExtensionPeriod: { type: 'number', value: 12 } } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.expired-tolerated'] },
  },
  {
    name: 'nothing-to-check',
    sentence: 'The CMG has a self-signed certificate that is installed as a root: there is nobody who could revoke it.',
    pki: { serverIssuer: 'self', server: { crlUrls: [], issuerUrls: [] } },
    device: { installed: ['server'] },
    expect: ready('nothing-to-check'),
  },
  {
    name: 'crl-large',
    sentence: 'The CRL lists thirty thousand other certificates.',
    pki: { issuingCrl: { others: 30_000 } },
    expect: ready(),
  },
  {
    name: 'crl-cut-off',
    sentence: 'The connection breaks in the middle of the CRL.',
    web: { [issuingCrl]: 'cut-off' },
    expect: notReady('unreachable'),
  },
  {
    name: 'crl-without-end',
    sentence: 'The CRL does not say when the next one comes: it is the last one and never expires.',
    pki: { issuingCrl: { nextUpdate: null } },
    expect: ready('reachable'),
  },
  {
    name: 'crl-as-pem',
    sentence: 'The CRL is published as PEM, which Windows may not be able to read.',
    pki: { issuingCrl: { pem: true } },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['crl-reachability.undetermined'] },
  },
  {
    name: 'delta-fresh',
    sentence: 'The CRL has a delta, and neither lists anything of ours.',
    pki: {
      issuingCrl: { freshestUrls: [urls.issuingDelta] },
      issuingDelta: { deltaBase: 1207, thisUpdate: -0.5, nextUpdate: 1 },
    },
    expect: ready(),
  },
  {
    name: 'delta-revokes',
    sentence: 'The CRL is clean; its delta lists the certificate of the CMG.',
    pki: {
      issuingCrl: { freshestUrls: [urls.issuingDelta] },
      issuingDelta: { deltaBase: 1207, thisUpdate: -0.5, nextUpdate: 1, revoked: ['server'] },
    },
    expect: notReady('revoked'),
  },
  {
    name: 'delta-unreachable',
    sentence: 'The web server refuses the plus sign in the name of the delta.',
    pki: { issuingCrl: { freshestUrls: [urls.issuingDelta] } },
    expect: {
      verdict: 'ready-with-warnings',
      exitCode: 0,
      codes: ['crl-reachability.delta-unreachable', 'crl-reachability.reachable'],
    },
  },
  {
    name: 'crl-partition',
    sentence: 'The CRL says that it is the part for end entities, published where it lies.',
    pki: { issuingCrl: { issuingDistributionPoint: { urls: [urls.issuingCrl], onlyUserCertificates: true } } },
    expect: ready(),
  },
  {
    name: 'crl-partition-of-others',
    sentence: 'The CRL says that it is for CA certificates only.',
    pki: { issuingCrl: { issuingDistributionPoint: { onlyCaCertificates: true } } },
    expect: { verdict: 'not-ready', exitCode: 20060, codes: ['crl-reachability.unusable'] },
  },
  {
    name: 'crl-indirect',
    sentence: 'The CRL says that it is an indirect one, which Windows does not take.',
    pki: { issuingCrl: { issuingDistributionPoint: { indirect: true } } },
    expect: { verdict: 'not-ready', exitCode: 20060, codes: ['crl-reachability.unusable'] },
  },
  {
    name: 'ocsp-unknown',
    sentence: 'The OCSP responder does not know the certificate, and there is no CRL.',
    pki: { server: { ocspUrls: [urls.ocsp], crlUrls: [] }, ocsp: { status: 'unknown' } },
    expect: { verdict: 'not-ready', exitCode: 20060, codes: ['crl-reachability.unusable'] },
  },
  {
    name: 'ocsp-of-another-signer',
    sentence: 'The OCSP answer is signed by somebody else, and there is no CRL.',
    pki: { server: { ocspUrls: [urls.ocsp], crlUrls: [] }, ocsp: { wrongSigner: true } },
    expect: notReady('bad-signature'),
  },
  {
    name: 'ocsp-expired',
    sentence: 'The OCSP answer is of last week, and there is no CRL.',
    pki: { server: { ocspUrls: [urls.ocsp], crlUrls: [] }, ocsp: { thisUpdate: -8, nextUpdate: -7 } },
    expect: notReady('expired'),
  },
  {
    name: 'ocsp-stapled',
    sentence: 'The CMG sends a good OCSP answer along; everything else is dead.',
    pki: { server: { ocspUrls: [urls.ocsp] } },
    cmg: { stapled: true },
    web: { [issuingCrl]: { status: 404 }, 'ocsp.contoso.com/ocsp': 'reset' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.ocsp-good'] },
  },
  {
    name: 'revoked-without-check',
    sentence: 'The certificate is revoked, and the deployment says /nocrlcheck.',
    run: { noCrlCheck: true },
    pki: { issuingCrl: { revoked: ['server'] } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.bootstrap-only'] },
  },
  {
    name: 'schannel-cannot-check',
    sentence: 'The lists are there, and Windows itself could not get at them.',
    device: { schannel: '0x80092013' },
    expect: notReady('schannel-disagrees', 1618),
  },
  {
    name: 'schannel-has-a-copy',
    sentence: 'The CRL is dead, and Windows still has a copy of it.',
    device: { schannel: 'accepts' },
    web: { [issuingCrl]: { status: 404 } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['crl-reachability.schannel-disagrees'] },
  },
  {
    name: 'schannel-can-read-the-list',
    sentence: 'The CRL is published as PEM, which only Windows itself can judge, and it is content.',
    device: { schannel: 'accepts' },
    pki: { issuingCrl: { pem: true } },
    expect: ready('schannel-decides'),
  },
  {
    name: 'crl-through-system-proxy',
    sentence: 'CRLs can be had through the proxy of SYSTEM’s Internet Settings only.',
    device: { blocked: ['web'], systemInternetSettings: { proxy: 'proxy.contoso.com:8080' } },
    proxy: {},
    expect: ready(),
  },
  {
    name: 'crl-behind-a-script',
    sentence: 'CRLs can be had through a proxy that only a script names, which nobody here follows.',
    device: { blocked: ['web'], systemInternetSettings: { autoConfigUrl: 'http://proxy.contoso.com/proxy.pac' } },
    proxy: {},
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['crl-reachability.undetermined'] },
  },
];
