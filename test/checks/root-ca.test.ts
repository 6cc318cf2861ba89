import { describe, expect, test } from '@jest/globals';
import { clockSkew } from '../../checks/clock-skew.ts';
import { cmgConnection } from '../../checks/cmg-connection.ts';
import { deviceContext } from '../../checks/device-context.ts';
import { rootCa } from '../../checks/root-ca.ts';
import { renderCertificateBlob, storeKeyName } from '../../src/formats/certificate-blob.ts';
import { encodeOid } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import { PROPERTY } from '../../src/formats/store-blob.ts';
import { renderFiletime } from '../../src/formats/trust-properties.ts';
import { foundKey } from '../fake-host.ts';
import {
  DAY_MS,
  dnsName,
  extension,
  extensions,
  type Issued,
  issue,
  NOW_MS,
  name,
  newKey,
  sequence,
  threeTier,
} from '../trust/test-pki.ts';
import { trustList } from '../trust/test-trust-list.ts';
import { nameless } from './http-outcomes.ts';
import { binary, dword, type Machine, settingsKeys, storeKeys, text } from './root-ca/machine.ts';
import { certsOnly } from './root-ca/pkcs7.ts';
import {
  blockerOf,
  connectionTo,
  contextsOf,
  HOST,
  notFound,
  runRootCa,
  served,
  silent,
  type World,
} from './root-ca/world.ts';

const { root, issuing, server } = threeTier(HOST);
const unrelated = issue({ subject: name('Fabrikam Issuing CA'), extensions: [extensions.ca()] });
const AIA_URL = 'http://pki.contoso.test/issuing.crt';
const LIST_URL = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';
const cabinet = served(Buffer.from('MSCF and the rest of a cabinet'));
const INTERMEDIATE = [extensions.ca(0), extensions.keyUsage(5, 6)];

const seen = new Set<string>();
async function run(machine: Machine, more: Partial<World> = {}) {
  const result = await runRootCa({ connection: connectionTo([server, issuing]), machine, ...more });
  for (const { code } of result.findings) seen.add(code.replace('root-ca.', ''));
  return result;
}
const codes = async (machine: Machine, more: Partial<World> = {}) => (await run(machine, more)).codes;
const sends = (...sent: readonly Issued[]): Partial<World> => ({ connection: connectionTo(sent) });

function serverOf(issuer: Issued, ...more: readonly Uint8Array[]): Issued {
  return issue({
    subject: name(HOST),
    issuer,
    extensions: [extensions.extendedKeyUsage(OID.serverAuth), extensions.subjectAltName(dnsName(HOST)), ...more],
  });
}
const usages = (...oids: readonly string[]) => ({
  id: PROPERTY.enhancedKeyUsage,
  value: sequence(...oids.map(encodeOid)),
});
const denied = (store: string): NonNullable<Machine['answers']> => ({
  [`${store}\\Certificates /s`]: { status: 'denied' },
});

describe('where the root lies', () => {
  test.each<[string, Machine, string]>([
    ['ROOT', { root: [root] }, 'Local Computer\\Trusted Root'],
    ['AuthRoot', { authRoot: [root] }, 'Third-Party Root'],
    ['group policy', { groupPolicyRoot: [root] }, 'group policy'],
    ['Active Directory', { enterpriseRoot: [root] }, 'enterprise roots'],
    ['smart cards', { smartCardRoot: [root] }, 'smart card'],
  ])('%s', async (_, machine, where) => {
    const result = await run(machine);
    expect(result.codes).toEqual(['pass trusted']);
    expect(result.findings[0]).toMatchObject({
      what: expect.stringContaining(where),
      subject: root.certificate.thumbprint,
    });
    expect(result.asked).toEqual([]);
  });

  test('nowhere: missing, whether the CMG sends it or not', async () => {
    const result = await run({});
    expect(result.codes).toEqual(['fail missing']);
    expect(result.findings[0]).toMatchObject({
      what: 'The chain ends at "Contoso Issuing CA": its issuer "Contoso Root CA" is not a trusted root of this machine, was not sent, and the certificate does not say where to fetch it',
      owner: 'intune-admin',
      docs: 'docs/checks/root-ca.md#missing',
      symptom: expect.stringContaining('INVALID_CA'),
    });
    const withRoot = await run({}, sends(server, issuing, root));
    expect(withRoot.findings[0]).toMatchObject({
      code: 'root-ca.missing',
      what: `The chain ends in "Contoso Root CA" (${root.certificate.thumbprint}), which is not a trusted root of this machine`,
      subject: root.certificate.thumbprint,
    });
  });

  test('an intermediate in Root ends no chain', async () => {
    expect(await codes({ root: [issuing] })).toEqual(['fail missing']);
  });

  test('another root of the same name is not it', async () => {
    const other = issue({ subject: name('Contoso Root CA'), extensions: [extensions.ca()] });
    expect(await codes({ root: [other] })).toEqual(['fail invalid-chain']);
  });

  test('a self-signed certificate of the CMG that is itself in Root', async () => {
    const own = issue({ subject: name(HOST), extensions: [extensions.subjectAltName(dnsName(HOST))] });
    expect(await codes({ root: [own] }, sends(own))).toEqual(['pass trusted']);
    expect(await codes({}, sends(own))).toEqual(['fail missing']);
  });

  test('only a signed-in user trusts it: as SYSTEM their loaded hives show it', async () => {
    expect(await codes({ userRoot: [root] })).toEqual(['fail user-store-only']);
  });

  test('only a user trusts it: an administrator sees their own store', async () => {
    const answers = {
      'HKCU\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates /s': foundKey(
        'HKEY_CURRENT_USER\\x',
        {},
        {
          [root.certificate.thumbprint]: { Blob: binary(renderCertificateBlob(root.certificate.der)) },
        },
      ),
    };
    const session = { isSystem: false, user: 'CONTOSO\\admin' };
    expect(await codes({ answers }, { session })).toEqual(['fail user-store-only']);
  });

  test('only SYSTEM as a user trusts it: nobody documented whether that counts', async () => {
    const result = await run({ systemUserRoot: [root] });
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('S-1-5-18') });
  });
});

describe('what limits or ends the trust in a root', () => {
  test.each<[string, Machine, string]>([
    ['enabled for servers', { root: [{ issued: root, properties: [usages(OID.serverAuth)] }] }, 'pass trusted'],
    ['enabled for clients only', { root: [{ issued: root, properties: [usages(OID.clientAuth)] }] }, 'fail disallowed'],
    ['enabled for nothing', { root: [{ issued: root, properties: [usages()] }] }, 'fail disallowed'],
    [
      'withdrawn by Microsoft',
      {
        authRoot: [
          { issued: root, properties: [{ id: PROPERTY.disallowedFiletime, value: renderFiletime(NOW_MS - DAY_MS) }] },
        ],
      },
      'fail disallowed',
    ],
    [
      'withdrawn by Microsoft, and deployed by the company',
      { authRoot: [{ issued: root, properties: [usages()] }], groupPolicyRoot: [root] },
      'pass trusted',
    ],
    ['the root in Disallowed', { root: [root], disallowed: [root] }, 'fail disallowed'],
    ['the root in Disallowed by policy', { root: [root], groupPolicyDisallowed: [root] }, 'fail disallowed'],
    ['the root in Disallowed by Active Directory', { root: [root], enterpriseDisallowed: [root] }, 'fail disallowed'],
    ['the intermediate in Disallowed', { root: [root], disallowed: [issuing] }, 'fail disallowed'],
    ['the server certificate in Disallowed', { root: [root], disallowed: [server] }, 'fail disallowed'],
    [
      "the intermediate on Microsoft's own list",
      {
        root: [root],
        settings: {
          autoUpdate: {
            DisallowedCertEncodedCtl: binary(trustList([{ certificate: issuing.certificate, properties: [] }])),
          },
        },
      },
      'fail disallowed',
    ],
  ])('%s', async (_, machine, expected) => {
    expect(await codes(machine)).toEqual([expected]);
  });

  test('the finding names the certificate that is refused, not the root above it', async () => {
    const result = await run({ root: [root], disallowed: [issuing] });
    expect(result.findings[0]).toMatchObject({
      what: expect.stringContaining('refuses "Contoso Issuing CA"'),
      subject: issuing.certificate.thumbprint,
    });
  });

  test('rules of the root program: a remark where they restrict, none for extended validation', async () => {
    const ruled = (id: number): Machine => ({
      authRoot: [{ issued: root, properties: [{ id, value: Uint8Array.of(0x30, 0) }] }],
    });
    expect(await codes(ruled(PROPERTY.rootProgramNameConstraints))).toEqual([
      'pass trusted',
      'warn root-program-rules',
    ]);
    expect(await codes(ruled(PROPERTY.rootProgramChainPolicies))).toEqual(['pass trusted', 'warn root-program-rules']);
    expect(await codes(ruled(PROPERTY.disallowedCaFiletime))).toEqual(['pass trusted', 'warn root-program-rules']);
    expect(await codes(ruled(PROPERTY.rootProgramCertPolicies))).toEqual(['pass trusted']);
  });

  test('a policy that trusts deployed roots only', async () => {
    const settings = { protectedRoots: { Flags: dword(0x8) } };
    expect(await codes({ root: [root], settings })).toEqual(['unknown undetermined']);
    expect(await codes({ root: [root], groupPolicyRoot: [root], settings })).toEqual(['pass trusted']);
    expect(await codes({ root: [root], settings: { protectedRoots: { Flags: dword(0x1) } } })).toEqual([
      'pass trusted',
    ]);
  });
});

describe('automatic root update', () => {
  const listed = (...properties: Parameters<typeof trustList>[0][number]['properties']) => ({
    EncodedCtl: binary(trustList([{ certificate: root.certificate, properties }])),
  });
  const withRoot = sends(server, issuing, root);

  test('the root is listed and the list can be fetched', async () => {
    const result = await run({ settings: { autoUpdate: listed() } }, { ...withRoot, web: { [LIST_URL]: cabinet } });
    expect(result.codes).toEqual(['pass auto-update']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('not in this machine') });
  });

  test.each<[string, World['web'] & object, string]>([
    ['silent', { [LIST_URL]: silent }, 'no answer from'],
    ['404', { [LIST_URL]: notFound }, 'HTTP 404 Not Found'],
    ['a sign-in page', { [LIST_URL]: served('<html>Welcome</html>') }, 'no trust list'],
    ['a proxy that wants a name', { [LIST_URL]: { status: 'proxy-refused', statusCode: 407, statusText: '' } }, '407'],
  ])('the list cannot be fetched: %s', async (_, web, words) => {
    const result = await run({ settings: { autoUpdate: listed() } }, { ...withRoot, web });
    expect(result.codes).toEqual(['fail auto-update-disabled']);
    expect(result.findings[0]).toMatchObject({
      what: expect.stringContaining(words),
      owner: 'network',
      subject: LIST_URL,
    });
  });

  test('forbidden by policy: nothing is asked', async () => {
    const settings = { autoUpdate: listed(), rootUpdatePolicy: { DisableRootAutoUpdate: dword(1) } };
    const result = await run({ settings }, withRoot);
    expect(result.codes).toEqual(['fail auto-update-disabled']);
    expect(result.findings[0]).toMatchObject({
      owner: 'intune-admin',
      what: expect.stringContaining('DisableRootAutoUpdate'),
    });
    expect(result.asked).toEqual([]);
  });

  test('forbidden by policy changes nothing for a root that is there, or private', async () => {
    const settings = { rootUpdatePolicy: { DisableRootAutoUpdate: dword(1) } };
    expect(await codes({ root: [root], settings })).toEqual(['pass trusted']);
    expect(await codes({ settings })).toEqual(['fail missing']);
  });

  test('listed as disabled', async () => {
    const settings = { autoUpdate: listed({ id: PROPERTY.disallowedFiletime, value: new Uint8Array(8) }) };
    const result = await run({ settings }, withRoot);
    expect(result.codes).toEqual(['fail disallowed']);
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining('"Contoso Root CA"') });
  });

  test('listed with a limit that nobody can read: not known, and said in words', async () => {
    const settings = { autoUpdate: listed({ id: PROPERTY.notBeforeFiletime, value: new Uint8Array(0) }) };
    const result = await run({ settings }, { ...withRoot, web: { [LIST_URL]: cabinet } });
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({
      what: expect.stringContaining('"Contoso Root CA"'),
      why: 'Windows may or may not accept this: a limit of the root cannot be read.',
    });
  });

  test('from a folder of the company', async () => {
    const settings = { autoUpdate: { ...listed(), RootDirUrl: text('http://roots.contoso.test/ctl/') } };
    const web = { 'http://roots.contoso.test/ctl/authrootstl.cab': cabinet };
    expect(await codes({ settings }, { ...withRoot, web })).toEqual(['pass auto-update']);
  });

  test('from a file share: it cannot be tried from here', async () => {
    const settings = { autoUpdate: { ...listed(), RootDirUrl: text('file://\\\\fs01\\roots') } };
    const result = await run({ settings }, withRoot);
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('file share') });
  });

  test('a list that cannot be read and mentions the root', async () => {
    const bytes = Buffer.concat([Buffer.from('??'), Buffer.from(root.certificate.thumbprint, 'hex')]);
    const settings = { autoUpdate: { EncodedCtl: binary(bytes) } };
    const result = await run({ settings }, { ...withRoot, web: { [LIST_URL]: cabinet } });
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining("Microsoft's trust list") });
  });

  const rootFile = LIST_URL.replace('authrootstl.cab', `${root.certificate.thumbprint.toLowerCase()}.crt`);

  test('a listed root that nobody sent is fetched as Windows fetches it', async () => {
    const web = { [LIST_URL]: cabinet, [rootFile]: served(root.certificate.der) };
    const result = await run({ settings: { autoUpdate: listed() } }, { web });
    expect(result.codes).toEqual(['pass auto-update']);
    expect(result.findings[0]).toMatchObject({ subject: root.certificate.thumbprint });
  });

  test('what comes instead of the listed root counts for nothing', async () => {
    const web = { [LIST_URL]: cabinet, [rootFile]: served(unrelated.certificate.der) };
    const result = await run({ settings: { autoUpdate: listed() } }, { web });
    expect(result.codes).toEqual(['pass auto-update']);
    expect(result.findings[0]).not.toHaveProperty('subject');
  });
});

describe('the certificates between', () => {
  const machine: Machine = { root: [root] };
  const fetchable = serverOf(issuing, extensions.authorityInfoAccess([OID.caIssuers, AIA_URL]));

  test('the order and strangers among what was sent prove nothing', async () => {
    const shuffled = issue({ subject: name('Contoso Policy CA'), issuer: root, extensions: [extensions.ca(1)] });
    const below = issue({ subject: name('Contoso Issuing CA 2'), issuer: shuffled, extensions: INTERMEDIATE });
    const leaf = serverOf(below);
    expect(await codes(machine, sends(leaf, root, shuffled, unrelated, below))).toEqual(['pass trusted']);
    expect(await codes(machine, sends(server, unrelated, issuing, issuing))).toEqual(['pass trusted']);
  });

  test('rubbish among what was sent is left out', async () => {
    const connection = connectionTo([server, Buffer.from('no certificate'), issuing]);
    expect(await codes(machine, { connection })).toEqual(['pass trusted']);
  });

  test.each(['ca', 'groupPolicyCa', 'enterpriseCa'] as const)('not sent, in %s', async (store) => {
    const result = await run({ ...machine, [store]: [issuing] }, sends(server));
    expect(result.codes).toEqual(['pass trusted']);
  });

  test.each<[string, Uint8Array]>([
    ['DER', issuing.certificate.der],
    ['PEM', pem(issuing)],
    ['PKCS #7', certsOnly(unrelated, issuing)],
  ])('not sent, fetched: %s', async (_, body) => {
    const result = await run(machine, { ...sends(fetchable), web: { [AIA_URL]: served(body) } });
    expect(result.codes).toEqual(['pass trusted', 'warn intermediate-not-sent']);
    expect(result.findings[1]).toMatchObject({ owner: 'cmg-admin', what: expect.stringContaining(AIA_URL) });
  });

  test('not sent, fetched over several steps', async () => {
    const upperUrl = 'http://pki.contoso.test/policy.crt';
    const upper = issue({ subject: name('Contoso Policy CA'), issuer: root, extensions: [extensions.ca(1)] });
    const lower = issue({
      subject: name('Contoso Issuing CA 2'),
      issuer: upper,
      extensions: [...INTERMEDIATE, extensions.authorityInfoAccess([OID.caIssuers, upperUrl])],
    });
    const leaf = serverOf(lower, extensions.authorityInfoAccess([OID.caIssuers, AIA_URL]));
    const web = { [AIA_URL]: served(lower.certificate.der), [upperUrl]: served(upper.certificate.der) };
    const result = await run(machine, { ...sends(leaf), web });
    expect(result.codes).toEqual(['pass trusted', 'warn intermediate-not-sent']);
    expect(result.asked).toEqual([AIA_URL, upperUrl]);
  });

  test('not sent, fetched over https, which Windows avoids', async () => {
    const url = 'https://pki.contoso.test/issuing.crt';
    const leaf = serverOf(issuing, extensions.authorityInfoAccess([OID.caIssuers, url]));
    const result = await run(machine, { ...sends(leaf), web: { [url]: served(issuing.certificate.der) } });
    expect(result.finding('intermediate-not-sent')).toMatchObject({ why: expect.stringContaining('avoids https') });
  });

  test.each<[string, World['web'] & object, string]>([
    ['not there', { [AIA_URL]: notFound }, `${AIA_URL}: HTTP 404 Not Found`],
    ['silent', { [AIA_URL]: silent }, `${AIA_URL}: no answer from 203.0.113.20`],
    ['no certificate', { [AIA_URL]: served('<html>') }, `${AIA_URL}: not a certificate`],
    ['cut off', { [AIA_URL]: served(issuing.certificate.der, { truncated: true }) }, 'more than 98 KB'],
    ['another certificate', { [AIA_URL]: served(unrelated.certificate.der) }, `${AIA_URL}: something else is there`],
    ['an unknown name', { [AIA_URL]: nameless('pki.contoso.test') }, 'the name pki.contoso.test does not resolve'],
    ['no URL', { [AIA_URL]: { status: 'unreachable', address: '', code: 'ERR_INVALID_URL' } }, 'not a valid URL'],
  ])('not sent, and what is at the URL is %s', async (_, web, words) => {
    const result = await run(machine, { ...sends(fetchable), web });
    expect(result.codes).toEqual(['fail incomplete-chain']);
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining(words), owner: 'cmg-admin' });
  });

  test.each<[string, string, string]>([
    ['LDAP', 'ldap:///CN=Contoso', 'an address inside the company'],
    ['a share', 'file://fs01/pki/issuing.crt', 'an address inside the company'],
    ['another scheme', 'ftp://pki.contoso.test/issuing.crt', 'not a kind of URL'],
  ])('not sent, and the URL is %s: nothing is asked', async (_, url, words) => {
    const leaf = serverOf(issuing, extensions.authorityInfoAccess([OID.caIssuers, url]));
    const result = await run(machine, sends(leaf));
    expect(result.codes).toEqual(['fail incomplete-chain']);
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining(words) });
    expect(result.asked).toEqual([]);
  });

  test('not sent, and no URL', async () => {
    const result = await run(machine, sends(server));
    expect(result.codes).toEqual(['fail incomplete-chain']);
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining('does not say where to fetch it') });
  });

  test.each(['chainEngine', 'chainEnginePolicy'] as const)('fetching is switched off in %s', async (key) => {
    const settings = { [key]: { Options: dword(0x2) } };
    const result = await run({ ...machine, settings }, sends(fetchable));
    expect(result.codes).toEqual(['fail incomplete-chain']);
    expect(result.findings[0]).toMatchObject({ what: expect.stringContaining('Options 0x2') });
    expect(result.asked).toEqual([]);
  });

  test('a policy wins over the local setting', async () => {
    const settings = { chainEnginePolicy: { Options: dword(0) }, chainEngine: { Options: dword(0x2) } };
    const web = { [AIA_URL]: served(issuing.certificate.der) };
    expect(await codes({ ...machine, settings }, { ...sends(fetchable), web })).toEqual([
      'pass trusted',
      'warn intermediate-not-sent',
    ]);
  });

  test('the proxy of SYSTEM is taken where WinHTTP has none', async () => {
    const internetSettings = { proxy: 'proxy.contoso.test:8080', bypass: '', autoConfigUrl: '', autoDetect: false };
    const connection = connectionTo([fetchable], {
      proxy: { source: 'none', proxy: '', bypass: '', internetSettings },
    });
    const { probing } = contextsOf({ connection, machine });
    const routes: unknown[] = [];
    const http = {
      request: (request: { readonly proxy?: unknown }) => {
        routes.push(request.proxy);
        return Promise.resolve(notFound);
      },
    };
    await rootCa.probe({ ...probing, host: { ...probing.host, http } });
    expect(routes).toEqual([{ host: 'proxy.contoso.test', port: 8080 }]);
  });
});

describe('a proxy script that was not followed', () => {
  const internetSettings = { proxy: '', bypass: '', autoConfigUrl: 'http://wpad.contoso.test/a.pac', autoDetect: true };
  const proxy = { source: 'none', proxy: '', bypass: '', internetSettings } as const;
  const leaf = serverOf(issuing, extensions.authorityInfoAccess([OID.caIssuers, AIA_URL]));

  test('silence of an AIA address proves nothing, an answer does', async () => {
    const connection = connectionTo([leaf], { proxy });
    const result = await run({ root: [root] }, { connection, web: { [AIA_URL]: silent } });
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('a.pac') });
    expect(await codes({ root: [root] }, { connection, web: { [AIA_URL]: notFound } })).toEqual([
      'fail incomplete-chain',
    ]);
  });

  test('nor does silence of the root update', async () => {
    const connection = connectionTo([server, issuing, root], { proxy });
    const EncodedCtl = binary(trustList([{ certificate: root.certificate, properties: [] }]));
    const machine = { settings: { autoUpdate: { EncodedCtl } } };
    expect(await codes(machine, { connection, web: { [LIST_URL]: silent } })).toEqual(['unknown undetermined']);
    expect(await codes(machine, { connection, web: { [LIST_URL]: notFound } })).toEqual(['fail auto-update-disabled']);
  });
});

describe('a chain with a fault', () => {
  const machine: Machine = { root: [root] };
  const intermediate = (more: Partial<Parameters<typeof issue>[0]>): Issued =>
    issue({ subject: name('Contoso Issuing CA 3'), issuer: root, extensions: INTERMEDIATE, ...more });

  test.each<[string, () => readonly Issued[], string, string]>([
    [
      'a signature by somebody else',
      () => [server, issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: INTERMEDIATE })],
      'signature was not made by',
      '0x80072f8f (WinHTTP 12175: a secure channel could not be made)',
    ],
    [
      'no authority',
      () => chain(intermediate({ extensions: [extensions.notCa()] })),
      'not marked as a certification authority',
      'secure channel',
    ],
    [
      'no key usage for it',
      () => chain(intermediate({ extensions: [extensions.ca(), extensions.keyUsage(0)] })),
      'may not sign certificates',
      'secure channel',
    ],
    [
      'too many authorities',
      () => {
        const upper = intermediate({});
        const lower = issue({ subject: name('Contoso Issuing CA 4'), issuer: upper, extensions: INTERMEDIATE });
        return [serverOf(lower), lower, upper];
      },
      'it allows 0 authorities below it',
      'secure channel',
    ],
    [
      'a name that is not permitted',
      () =>
        chain(intermediate({ extensions: [...INTERMEDIATE, extensions.nameConstraints([dnsName('fabrikam.test')])] })),
      HOST,
      'secure channel',
    ],
    [
      'for clients only',
      () => [
        issue({ subject: name(HOST), issuer: issuing, extensions: [extensions.extendedKeyUsage(OID.clientAuth)] }),
        issuing,
      ],
      'not for server authentication',
      'CERT_WRONG_USAGE',
    ],
    [
      'an unknown critical extension',
      () => [serverOf(issuing, extension('1.2.3.4.5', Uint8Array.of(5, 0), true)), issuing],
      'critical extension 1.2.3.4.5',
      'secure channel',
    ],
    [
      'an expired authority',
      () => chain(intermediate({ notAfterMs: NOW_MS - DAY_MS })),
      'the validity has ended',
      'CERT_DATE_INVALID',
    ],
  ])('%s', async (_, sent, words, symptom) => {
    const result = await run(machine, sends(...sent()));
    expect(result.codes).toEqual(['fail invalid-chain']);
    expect(result.findings[0]).toMatchObject({
      what: expect.stringContaining(words),
      owner: 'pki',
      symptom: expect.stringContaining(symptom),
    });
  });

  test('an expired root', async () => {
    const old = issue({ subject: name('Old Root CA'), extensions: [extensions.ca()], notAfterMs: NOW_MS - DAY_MS });
    const leaf = serverOf(old);
    const result = await run({ root: [old] }, sends(leaf));
    expect(result.codes).toEqual(['fail invalid-chain']);
    expect(result.findings[0]).toMatchObject({ subject: old.certificate.thumbprint });
  });

  test("the dates of the server certificate are cmg-connection's", async () => {
    const expired = issue({ subject: name(HOST), issuer: issuing, notAfterMs: NOW_MS - DAY_MS });
    expect(await codes(machine, sends(expired, issuing))).toEqual(['pass trusted']);
  });

  test('a faulty chain beside a good one does no harm', async () => {
    const fake = issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: INTERMEDIATE });
    expect(await codes({ ...machine, ca: [fake] }, sends(server, fake, issuing))).toEqual(['pass trusted']);
  });

  test('faults that Windows may forgive are no verdict', async () => {
    const key = newKey('ed25519');
    const odd = issue({ subject: name('Contoso Ed CA'), issuer: root, key, extensions: INTERMEDIATE });
    const result = await run(machine, sends(serverOf(odd), odd));
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('Edwards curve') });
  });

  test('SHA-1 below a private root: accepted, with a warning', async () => {
    const rsa = issue({ subject: name('RSA Root'), key: newKey('rsa'), extensions: [extensions.ca()] });
    const old = issue({
      subject: name('RSA Issuing'),
      issuer: rsa,
      key: newKey('rsa'),
      scheme: 'rsa-sha1',
      extensions: INTERMEDIATE,
    });
    const result = await run({ root: [rsa] }, sends(serverOf(old), old));
    expect(result.codes).toEqual(['pass trusted', 'warn weak-algorithm']);
    expect(result.findings[1]).toMatchObject({ what: expect.stringContaining('"RSA Issuing": signed with SHA-1') });
    expect(await codes({ authRoot: [rsa] }, sends(serverOf(old), old))).toEqual(['fail invalid-chain']);
  });

  test('so many certificates that the search is cut short', async () => {
    const many = Array.from({ length: 40 }, () =>
      issue({ subject: name('Contoso Issuing CA'), issuer: root, extensions: INTERMEDIATE }),
    );
    expect(await codes(machine, sends(server, ...many))).toEqual(['unknown undetermined']);
  });

  function chain(between: Issued): readonly Issued[] {
    return [serverOf(between), between];
  }
});

describe('keys', () => {
  test.each(['P-256', 'P-384', 'P-521', 'rsa', 'rsa-pss'] as const)('%s throughout', async (kind) => {
    const top = issue({ subject: name('Root'), key: newKey(kind), extensions: [extensions.ca()] });
    const between = issue({ subject: name('Issuing'), key: newKey(kind), issuer: top, extensions: INTERMEDIATE });
    expect(await codes({ root: [top] }, sends(serverOf(between), between))).toEqual(['pass trusted']);
  });

  test('a PSS signature that is wrong is wrong', async () => {
    const top = issue({ subject: name('Root'), key: newKey('rsa-pss'), extensions: [extensions.ca()] });
    const good = serverOf(top).certificate.der;
    const broken = Buffer.from(good);
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    expect(await codes({ root: [top] }, { connection: connectionTo([broken]) })).toEqual(['fail invalid-chain']);
  });
});

describe('what could not be read counts only where it could change the verdict', () => {
  test.each<[string, Machine, string]>([
    ['a root store, trusted by another', { root: [root], answers: denied(storeKeys.groupPolicyRoot) }, 'pass trusted'],
    [
      'a root store that no tool could read, root nowhere else',
      { answers: { [`${storeKeys.root}\\Certificates /s`]: { status: 'unavailable', why: 'reg.exe is not here' } } },
      'unknown stores-unread',
    ],
    ['a root store, root nowhere else', { answers: denied(storeKeys.groupPolicyRoot) }, 'unknown stores-unread'],
    ['Disallowed, chain trusted', { root: [root], answers: denied(storeKeys.disallowed) }, 'unknown stores-unread'],
    ['Disallowed, root missing', { answers: denied(storeKeys.disallowed) }, 'fail missing'],
    ['the CA store, chain complete', { root: [root], answers: denied(storeKeys.ca) }, 'pass trusted'],
    [
      'the root update, root missing',
      { answers: { [settingsKeys.autoUpdate]: { status: 'timed-out' } } },
      'unknown stores-unread',
    ],
    [
      'the root update, chain faulty anyway',
      { root: [root], disallowed: [root], answers: { [settingsKeys.rootUpdatePolicy]: { status: 'denied' } } },
      'fail disallowed',
    ],
    [
      "users' stores",
      { root: [root], answers: { HKU: { status: 'denied' }, ...denied(storeKeys.systemUserRoot) } },
      'pass trusted',
    ],
    [
      'settings of the chain engine',
      { root: [root], answers: { [settingsKeys.chainEngine]: { status: 'unavailable', why: 'reg.exe is not here' } } },
      'pass trusted',
    ],
  ])('%s', async (_, machine, expected) => {
    expect(await codes(machine)).toEqual([expected]);
  });

  test('the CA store, issuer nowhere else', async () => {
    expect(await codes({ root: [root], answers: denied(storeKeys.ca) }, sends(server))).toEqual([
      'unknown stores-unread',
    ]);
  });

  test('an entry that holds the issuer’s name and cannot be read may be the root', async () => {
    const wrongName = { issued: root, properties: [], keyName: '00'.repeat(20) };
    const result = await run({ root: [wrongName] });
    expect(result.codes).toEqual(['unknown undetermined']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('00000000') });
    const elsewhere = { issued: unrelated, properties: [], keyName: '00'.repeat(20) };
    expect(await codes({ root: [elsewhere] })).toEqual(['fail missing']);
  });

  test('the damaged entry of the very root that was sent', async () => {
    const key = `${storeKeys.root}\\Certificates`;
    const blob = { Blob: binary(Uint8Array.of(1, 2, 3)) };
    const answers = { [`${key} /s`]: foundKey(key, {}, { [storeKeyName(root.certificate.der)]: blob }) };
    expect(await codes({ answers }, sends(server, issuing, root))).toEqual(['unknown undetermined']);
    expect(await codes({ answers }, sends(server, issuing))).toEqual(['fail missing']);
  });
});

describe('a wrong clock', () => {
  const days = (offset: number): ReadonlyMap<typeof clockSkew, unknown> =>
    new Map([
      [
        clockSkew,
        { samples: [1, 2].map((n) => ({ url: `https://s${n}/`, offsetMs: offset * DAY_MS, toleranceMs: 1 })) },
      ],
    ]);
  const at = (offset: number): Partial<World> => ({
    nowMs: NOW_MS + offset * DAY_MS,
    evidence: days(offset),
  });
  // The authority's certificate is valid from 100 days before NOW_MS to 100 days after it.
  const machine: Machine = { root: [root] };
  const eternal = issue({ subject: name(HOST), issuer: issuing, notAfterMs: NOW_MS + 4000 * DAY_MS });

  test('clock-skew fails for it: one cause, one failure', async () => {
    const result = await run(machine, { ...at(200), ...sends(eternal, issuing) });
    expect(result.codes).toEqual(['skip invalid-chain']);
    expect(result.findings[0]).toMatchObject({ subject: 'clock-skew' });
  });

  test('clock-skew only warns: then this is the failure, and the clock is what to set', async () => {
    const brink = issue({
      subject: name('Contoso Issuing CA'),
      key: issuing.key,
      issuer: root,
      extensions: INTERMEDIATE,
      notAfterMs: NOW_MS + 60_000,
    });
    const result = await run(machine, { ...at(0.1), ...sends(eternal, brink) });
    expect(result.codes).toEqual(['fail invalid-chain']);
    expect(result.findings[0]).toMatchObject({ owner: 'device', fix: expect.stringContaining('w32tm') });
  });

  test('a clock that is right excuses nothing', async () => {
    const nowMs = NOW_MS + 200 * DAY_MS;
    const result = await run(machine, { nowMs, evidence: days(0), ...sends(eternal, issuing) });
    expect(result.codes).toEqual(['fail invalid-chain']);
    expect(result.findings[0]).toMatchObject({ owner: 'pki' });
  });
});

describe('blocked', () => {
  const probe = (world: World) => rootCa.probe(contextsOf(world).probing);

  test('by cmg-connection, when there is no certificate', async () => {
    const { connection: _, ...without } = connectionTo([]);
    expect(blockerOf(await probe({ connection: without })).by).toBe(cmgConnection);
  });

  test('by cmg-connection, when somebody signs in place of the CMG', async () => {
    const product = issue({ subject: name('Zscaler Root CA'), extensions: [extensions.ca()] });
    expect(blockerOf(await probe({ connection: connectionTo([serverOf(product)]) })).by).toBe(cmgConnection);
  });

  test('by device-context, off Windows', async () => {
    const session = { platform: 'other' as const };
    expect(blockerOf(await probe({ connection: connectionTo([server]), session })).by).toBe(deviceContext);
  });

  test('not by a certificate that cannot be read: that is unknown', async () => {
    expect(await codes({}, { connection: connectionTo([Buffer.from('nothing')]) })).toEqual(['unknown undetermined']);
    expect(await codes({}, { connection: connectionTo([]) })).toEqual(['unknown undetermined']);
  });
});

test('evidence shows where everything came from', async () => {
  const { evidence } = await run({ root: [root], userRoot: [unrelated], ca: [issuing] });
  expect(rootCa.present(evidence)).toMatchObject({
    certificatesSent: 2,
    paths: [
      {
        end: 'trusted-root (default)',
        elements: [
          { source: 'server', subject: `CN=${HOST}`, thumbprint: server.certificate.thumbprint },
          { source: 'server', subject: 'CN=Contoso Issuing CA' },
          { source: 'root-store', subject: 'CN=Contoso Root CA' },
        ],
        faults: [],
      },
    ],
    stores: { roots: 1, userRoots: 1, intermediates: 1, disallowed: 0, unreadKeys: [] },
    rootUpdate: { trustList: 'absent', disabledByPolicy: false, source: 'not-asked' },
    chainEngine: { fetchesIssuers: true, urlTimeoutMs: 15_000 },
  });
});

test('every code was seen', () => {
  // What Windows itself says is in root-ca/schannel.test.ts.
  const own = rootCa.codes.filter((code) => !code.startsWith('schannel-'));
  expect([...seen].toSorted()).toEqual(own.toSorted());
});

function pem({ certificate }: Issued): Uint8Array {
  const body = Buffer.from(certificate.der).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
}
