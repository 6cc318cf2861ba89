import { renderFiletime } from '../../../src/formats/trust-properties.ts';
import type { Scenario } from '../scenario.ts';

const notReady = (code: string) => ({
  verdict: 'not-ready' as const,
  exitCode: 20050,
  codes: ['cmg-connection.connected', `root-ca.${code}`],
});
const ready = (code = 'trusted') => ({ verdict: 'ready' as const, exitCode: 0, codes: [`root-ca.${code}`] });

/** A FILETIME so many days from now, hex. */
const filetime = (days: number) => Buffer.from(renderFiletime(Date.now() + days * 86_400_000)).toString('hex');

/** The way from the CMG's certificate to a root of this machine. */
export const rootCaScenarios: readonly Scenario[] = [
  {
    name: 'root-missing',
    sentence: 'The root of the company was never installed on the device.',
    device: { root: 'nowhere' },
    expect: notReady('missing'),
  },
  {
    name: 'root-of-user-only',
    sentence: 'The root is installed for the signed-in user, where SYSTEM does not look.',
    device: { root: 'user' },
    expect: notReady('user-store-only'),
  },
  {
    name: 'root-disallowed',
    sentence: 'The root is among the untrusted certificates, too.',
    device: { disallowed: 'root' },
    expect: notReady('disallowed'),
  },
  {
    name: 'root-disabled-for-servers',
    sentence: 'The root is installed for client authentication only.',
    // EKU sequence with 1.3.6.1.5.5.7.3.2
    device: { rootPropertiesHex: { 9: '300a06082b06010505070302' } },
    expect: notReady('disallowed'),
  },
  {
    name: 'root-by-group-policy',
    sentence: 'The root came by group policy.',
    device: { root: 'group-policy' },
    expect: ready(),
  },
  {
    name: 'root-of-the-directory',
    sentence: 'The root came out of Active Directory (enterprise store).',
    device: { root: 'enterprise' },
    expect: ready(),
  },
  {
    name: 'root-by-auto-update',
    sentence: 'The root is a public one that Windows fetches on first use.',
    pki: { kind: 'public' },
    cmg: { chain: 'with-root' },
    device: { root: 'nowhere', rootUpdate: { listed: true } },
    expect: ready('auto-update'),
  },
  {
    name: 'root-auto-update-disabled',
    sentence: 'The root is a public one that Windows would fetch, and a policy forbids it.',
    pki: { kind: 'public' },
    cmg: { chain: 'with-root' },
    device: { root: 'nowhere', rootUpdate: { listed: true, disabled: true } },
    expect: notReady('auto-update-disabled'),
  },
  {
    name: 'root-auto-update-blocked',
    sentence: 'The root is a public one that Windows would fetch, and Windows Update is out of reach.',
    pki: { kind: 'public' },
    cmg: { chain: 'with-root' },
    device: { root: 'nowhere', rootUpdate: { listed: true } },
    dns: { everywhere: { 'ctldl.windowsupdate.com': null } },
    expect: notReady('auto-update-disabled'),
  },
  {
    name: 'root-of-the-sign-in-hosts',
    sentence: 'The certificate of the CMG is of the very authority that certifies the sign-in hosts: no inspection.',
    pki: { kind: 'microsoft' },
    device: { root: 'auth-root' },
    expect: ready(),
  },
  {
    name: 'intermediate-fetched',
    sentence: 'The CMG does not send its intermediate; Windows fetches it by the address in the certificate.',
    cmg: { chain: 'leaf-only' },
    expect: {
      verdict: 'ready-with-warnings',
      exitCode: 0,
      codes: ['root-ca.trusted', 'root-ca.intermediate-not-sent'],
    },
  },
  {
    name: 'intermediate-installed',
    sentence: 'The CMG does not send its intermediate, and the device has it.',
    cmg: { chain: 'leaf-only' },
    device: { installed: ['issuing'] },
    web: { 'pki.contoso.com/contoso-issuing-ca-1.crt': { status: 404 } },
    expect: ready(),
  },
  {
    name: 'intermediate-missing',
    sentence: 'The CMG does not send its intermediate, and nobody has it.',
    cmg: { chain: 'leaf-only' },
    web: { 'pki.contoso.com/contoso-issuing-ca-1.crt': { status: 404 } },
    expect: notReady('incomplete-chain'),
  },
  {
    name: 'chain-in-wrong-order',
    sentence: 'The CMG sends its certificates in the wrong order.',
    cmg: { chain: 'wrong-order' },
    expect: ready(),
  },
  {
    name: 'unrelated-certificate-sent',
    sentence: 'The CMG sends a certificate that has nothing to do with its own.',
    cmg: { chain: 'unrelated-too' },
    expect: ready(),
  },
  {
    name: 'intermediate-is-no-ca',
    sentence: 'The intermediate is not allowed to issue certificates.',
    pki: { issuing: { ca: false, keyUsage: [0, 5, 6] } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'chain-signature-broken',
    sentence: 'The signature on the certificate of the CMG does not verify.',
    pki: { server: { signature: { broken: true } } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'name-constraint-violated',
    sentence: 'The intermediate may issue for another domain only.',
    pki: { issuing: { nameConstraints: { permittedDns: ['fabrikam.com'] } } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'certificate-for-clients-only',
    sentence: 'The certificate of the CMG is for client authentication only.',
    pki: { server: { extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'self-signed-and-installed',
    sentence: 'The CMG has a self-signed certificate, which is installed as a root.',
    pki: { serverIssuer: 'self', server: { crlUrls: [], issuerUrls: [] } },
    device: { installed: ['server'] },
    expect: ready(),
  },
  {
    name: 'self-signed',
    sentence: 'The CMG has a self-signed certificate that nobody knows.',
    pki: { serverIssuer: 'self', server: { crlUrls: [], issuerUrls: [] } },
    expect: notReady('missing'),
  },
  {
    name: 'only-intermediate-installed',
    sentence: 'Somebody installed the intermediate and forgot the root.',
    device: { root: 'nowhere', installed: ['issuing'] },
    expect: notReady('missing'),
  },
  {
    name: 'intermediate-disallowed',
    sentence: 'The intermediate is among the untrusted certificates.',
    device: { disallowed: 'issuing' },
    expect: notReady('disallowed'),
  },
  {
    name: 'server-disallowed',
    sentence: 'The certificate of the CMG itself is among the untrusted certificates.',
    device: { disallowed: 'server' },
    expect: notReady('disallowed'),
  },
  {
    name: 'root-disallowed-since',
    sentence: 'The root program has withdrawn trust from the root a while ago (disable date).',
    device: { rootPropertiesHex: { 104: filetime(-400) } },
    expect: notReady('disallowed'),
  },
  {
    name: 'root-trusted-for-old-certificates',
    sentence: 'The root is good for certificates from before a date only, and that of the CMG is younger.',
    device: { rootPropertiesHex: { 126: filetime(-60) } },
    expect: notReady('disallowed'),
  },
  {
    name: 'intermediate-expired',
    sentence: 'The intermediate has expired.',
    pki: { issuing: { valid: [-900, -3] } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'root-expired',
    sentence: 'The root has expired.',
    pki: { root: { valid: [-3000, -3] } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'unknown-critical-extension',
    sentence: 'The certificate of the CMG has a critical extension that nobody knows.',
    // Extension 1.3.6.1.4.1.99999.7, critical, NULL
    pki: { server: { extensionsHex: ['301206092b06010401868d1f070101ff04020500'] } },
    expect: notReady('invalid-chain'),
  },
  {
    name: 'sha1-in-private-pki',
    sentence: 'The company’s own CA still signs with SHA-1.',
    pki: { server: { signature: { hash: 'sha1' } } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['root-ca.trusted', 'root-ca.weak-algorithm'] },
  },
  {
    name: 'root-program-rules',
    sentence: 'The root carries further rules of the root program, which are not evaluated.',
    device: { rootPropertiesHex: { 105: '3000' } },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['root-ca.root-program-rules'] },
  },
  {
    name: 'root-store-closed',
    sentence: 'The root store of the machine cannot be read.',
    device: { deniedKeys: ['HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT'] },
    expect: { verdict: 'undetermined', exitCode: 20900, codes: ['root-ca.stores-unread'] },
  },
  {
    name: 'schannel-agrees',
    sentence: 'Windows’ own TLS accepts the CMG, as expected.',
    device: { schannel: 'accepts' },
    expect: ready(),
  },
  {
    name: 'schannel-distrusts-root',
    sentence: 'By the stores the root is trusted, and Windows does not trust it all the same.',
    device: { schannel: '0x80090325' },
    expect: notReady('schannel-disagrees'),
  },
  {
    name: 'schannel-trusts-root',
    sentence: 'The root is not in the stores, and Windows trusts it all the same.',
    device: { root: 'nowhere', schannel: 'accepts' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['root-ca.schannel-disagrees'] },
  },
  {
    name: 'schannel-knows-better',
    sentence: 'The root store cannot be read; Windows itself accepts the CMG.',
    device: {
      schannel: 'accepts',
      deniedKeys: ['HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT'],
    },
    expect: { verdict: 'ready', exitCode: 0, codes: ['root-ca.schannel-decides'] },
  },
  {
    name: 'schannel-handshake-fails',
    sentence: 'Windows’ own TLS finds no common ground with the CMG.',
    device: { schannel: '0x80090326' },
    expect: { verdict: 'ready-with-warnings', exitCode: 0, codes: ['root-ca.schannel-handshake'] },
  },
];
