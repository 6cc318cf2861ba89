import { describe, expect, test } from '@jest/globals';
import { OID } from '../../../src/formats/oids.ts';
import type { HttpOutcome } from '../../../src/host/ports.ts';
import { nameless } from '../../checks/http-outcomes.ts';
import { fakeHost } from '../../fake-host.ts';
import { forgePfx } from '../../formats/pfx-files.ts';
import { expectGolden } from '../../golden.ts';
import { DAY_MS, dnsName, emailName, extensions, issue, issueCrl, NOW_MS, name, newKey } from '../../trust/test-pki.ts';
import { type MemoryFiles, runInMemory } from '../memory-io.ts';
import { AT, CRL_URL, contoso, HOST, type PkiChange, pem, ROOT_CRL_URL } from './certificate-pki.ts';

const rsaKey = newKey('rsa');
const pki = contoso('P-256', { key: rsaKey });

function filesOf({ root, issuing, server }: ReturnType<typeof contoso>) {
  return {
    'chain.pem': pem(server, issuing),
    'root.pem': pem(root),
    'issuing.crl': issueCrl({ issuer: issuing }),
    'root.crl': issueCrl({ issuer: root }),
  };
}
const files = filesOf(pki);
const GIVEN = ['--roots', 'root.pem', '--crl', 'issuing.crl', '--crl', 'root.crl', '--offline', '--at', AT];

async function judge(inMemory: MemoryFiles, argv: readonly string[] = ['chain.pem', ...GIVEN, '--host', HOST]) {
  const { exitCode, stdout, stderr } = await runInMemory(['certificate', ...argv, '--json'], inMemory);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout);
  const codes: string[] = report.findings.map(({ code }: { code: string }) => code.replace('certificate.', ''));
  const withStatus = (status: string): string[] => codes.filter((_, index) => report.findings[index].status === status);
  return {
    exitCode,
    report,
    codes,
    warns: withStatus('warn'),
    fails: withStatus('fail'),
    unknowns: withStatus('unknown'),
  };
}
const judgeServer = (change: PkiChange, argv?: readonly string[]) =>
  judge(filesOf(contoso('P-256', { key: rsaKey, ...change })), argv);

describe('the report', () => {
  test('as JSON holds what the contract says and nothing else', async () => {
    const { report, exitCode } = await judge(files);
    expect(exitCode).toBe(0);
    expect(Object.keys(report)).toEqual(['schemaVersion', 'verdict', 'findings', 'chain']);
    expect(report).toMatchObject({ schemaVersion: 1, verdict: 'ready' });
    expect(report.chain).toEqual([
      {
        subject: 'CN=cmg.contoso.com',
        issuer: 'CN=Contoso Issuing CA',
        serial: pki.server.certificate.serialText,
        thumbprint: pki.server.certificate.thumbprint,
        notBefore: new Date(NOW_MS - 100 * DAY_MS).toISOString(),
        notAfter: new Date(NOW_MS + 100 * DAY_MS).toISOString(),
        revocation: 'good',
      },
      expect.objectContaining({ subject: 'CN=Contoso Issuing CA', revocation: 'good' }),
      expect.objectContaining({ subject: 'CN=Contoso Root CA', revocation: 'not-checked' }),
    ]);
  });

  const stable = (text: string): string =>
    text.replace(/\b[0-9A-F]{40}\b/g, '<SHA-1>').replace(/\b(serial +|serial )[0-9A-F]+/g, '$1<serial>');

  test.each([
    ['ready', files, []],
    ['not-ready', filesOf(contoso('P-256', { host: 'other.contoso.com' })), ['--host', HOST]],
    ['undetermined', { ...files, 'issuing.crl': files['root.crl'] }, ['--host', HOST]],
  ])('as text: %s', async (golden, inMemory, more) => {
    const { stdout } = await runInMemory(['certificate', 'chain.pem', ...GIVEN, ...more], inMemory);
    expectGolden(`certificate/${golden}.txt`, stable(stdout));
  });

  test('--quiet is the verdict alone', async () => {
    const { stdout } = await runInMemory(['certificate', 'chain.pem', ...GIVEN, '--quiet'], files);
    expect(stdout).toBe('READY\n');
  });

  test('--verbose says why what passed passed', async () => {
    const { stdout } = await runInMemory(['certificate', 'chain.pem', ...GIVEN, '--host', HOST, '--verbose'], files);
    expect(stdout).toMatch(/makes\s+the\s+deployment\s+name/);
  });

  test('text from a certificate cannot forge a line', async () => {
    const evil = contoso('P-256', { server: { subject: name('cmg\u001b[2J\u202enet') } });
    const { stdout } = await runInMemory(['certificate', 'chain.pem', ...GIVEN], filesOf(evil));
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  });
});

describe('the name', () => {
  const named = (...names: readonly Uint8Array[]): PkiChange => ({
    extensions: { subjectAltName: extensions.subjectAltName(...names) },
  });

  test.each<[string, PkiChange, string, string[], string[]]>([
    ['the very name', {}, HOST, [], []],
    ['another case', {}, 'CMG.Contoso.COM', [], []],
    ['the form of CCMHOSTNAME', {}, `${HOST}/CCM_Proxy_MutualAuth/72057594037927941`, [], []],
    ['a wildcard', { ...named(dnsName('*.contoso.com')), server: { subject: name('*.contoso.com') } }, HOST, [], []],
    ['another name', {}, 'cmg.fabrikam.com', ['name-mismatch'], []],
    ['a wildcard for two labels', named(dnsName('*.com')), HOST, ['name-mismatch'], ['partial-wildcard']],
    ['a partial wildcard', named(dnsName('cm*.contoso.com')), HOST, ['name-mismatch'], ['partial-wildcard']],
    ['only a common name', { extensions: { subjectAltName: undefined } }, HOST, [], ['common-name-only']],
    ['a mail address beside the common name', named(emailName('a@contoso.com')), HOST, [], ['common-name-only']],
    [
      'another common name',
      { server: { subject: name('granitefalls.contoso.com') } },
      HOST,
      [],
      ['common-name-differs'],
    ],
    ['no name', { extensions: { subjectAltName: undefined }, server: { subject: name() } }, HOST, ['no-name'], []],
  ])('%s', async (_, change, host, fails, warns) => {
    const outcome = await judgeServer(change, ['chain.pem', ...GIVEN, '--host', host]);
    expect({ fails: outcome.fails, warns: outcome.warns }).toEqual({ fails, warns });
  });

  test('a name of a hundred thousand points costs nothing and is not shown whole', async () => {
    const long = `*.${'.'.repeat(100_000)}*`;
    const { report, warns } = await judgeServer({
      extensions: { subjectAltName: extensions.subjectAltName(dnsName(HOST), dnsName(long)) },
    });
    expect(warns).toEqual(['partial-wildcard']);
    expect(JSON.stringify(report).length).toBeLessThan(10_000);
  });

  test('without --host it is not judged', async () => {
    expect((await judge(files, ['chain.pem', ...GIVEN])).codes).toContain('name-not-asked');
  });

  test.each([
    ['cmg.contoso.com', 'cname-needed'],
    ['granitefalls.westus.cloudapp.azure.com', 'azure-name'],
    ['granitefalls.cloudapp.net', 'azure-name'],
  ])('what %s needs in DNS', async (host, code) => {
    const { codes } = await judgeServer({ host }, ['chain.pem', ...GIVEN, '--host', host]);
    expect(codes).toContain(code);
  });
});

describe('key, purpose and time', () => {
  test.each<[string, PkiChange, string[], string[]]>([
    ['RSA 1024', { key: newKey('rsa-1024') }, [], ['weak-key']],
    ['P-256', { key: newKey('P-256') }, [], ['key-undocumented']],
    ['no purpose', { extensions: { extendedKeyUsage: undefined } }, [], []],
    [
      'client authentication only',
      { extensions: { extendedKeyUsage: extensions.extendedKeyUsage(OID.clientAuth) } },
      ['not-for-servers'],
      [],
    ],
    ['an authority', { extensions: { basicConstraints: extensions.ca() } }, [], ['authority']],
    ['a key that signs certificates only', { extensions: { keyUsage: extensions.keyUsage(5) } }, [], ['key-usage']],
    ['expired', { server: { notAfterMs: NOW_MS - 1000 } }, ['expired'], []],
    ['not yet valid', { server: { notBeforeMs: NOW_MS + 1000 } }, ['not-yet-valid'], []],
    ['29 days left', { server: { notAfterMs: NOW_MS + 29 * DAY_MS } }, [], ['expires-soon']],
    ['30 days left', { server: { notAfterMs: NOW_MS + 30 * DAY_MS } }, [], []],
  ])('%s', async (_, change, fails, warns) => {
    const outcome = await judgeServer(change);
    expect({ fails: outcome.fails, warns: outcome.warns }).toEqual({ fails, warns });
  });

  test('SHA-1 below a private root', async () => {
    const root = issue({ subject: name('Contoso Root CA'), key: rsaKey, extensions: [extensions.ca()] });
    const server = issue({
      subject: name(HOST),
      issuer: root,
      key: rsaKey,
      scheme: 'rsa-sha1',
      extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.crlDistributionPoints(CRL_URL)],
    });
    const inMemory = { 'chain.pem': pem(server), 'root.pem': pem(root), 'root.crl': issueCrl({ issuer: root }) };
    const argv = ['chain.pem', '--roots', 'root.pem', '--crl', 'root.crl', '--offline', '--at', AT];
    expect((await judge(inMemory, argv)).warns).toEqual(['weak-signature']);
  });
});

describe('the chain', () => {
  test('an intermediate may come from --intermediates', async () => {
    const inMemory = { ...files, 'chain.pem': pem(pki.server), 'ca.pem': pem(pki.issuing) };
    expect((await judge(inMemory, ['chain.pem', ...GIVEN, '--intermediates', 'ca.pem'])).exitCode).toBe(0);
    expect((await judge(inMemory, ['chain.pem', ...GIVEN])).fails).toEqual(['incomplete-chain']);
  });

  test('a root that is not given', async () => {
    const other = issue({ subject: name('Fabrikam Root CA'), extensions: [extensions.ca()] });
    const inMemory = { ...files, 'chain.pem': pem(pki.server, pki.issuing, pki.root), 'root.pem': pem(other) };
    const { fails, exitCode, report } = await judge(inMemory);
    expect({ fails, exitCode }).toEqual({ fails: ['root-missing'], exitCode: 1 });
    expect(report.chain).toHaveLength(3);
  });

  test('without --roots elsewhere than on Windows the trust is unknown', async () => {
    const inMemory = { ...files, 'chain.pem': pem(pki.server, pki.issuing, pki.root) };
    const argv = GIVEN.filter((word) => word !== '--roots' && word !== 'root.pem');
    for (const file of ['chain.pem', 'short.pem']) {
      const all = { ...inMemory, 'short.pem': pem(pki.server, pki.issuing) };
      const { unknowns, exitCode } = await judge(all, [file, ...argv]);
      expect({ unknowns, exitCode }).toEqual({ unknowns: ['trust-not-asked'], exitCode: 2 });
    }
  });

  test('a broken link is a failure, whatever the roots', async () => {
    const forged = issue({ subject: name('Contoso Issuing CA'), issuer: pki.root, extensions: [extensions.ca()] });
    const { fails } = await judge({ ...files, 'chain.pem': pem(pki.server, forged) });
    expect(fails).toEqual(['invalid-chain']);
  });

  test('self-signed and given as root', async () => {
    const own = issue({
      subject: name(HOST),
      key: rsaKey,
      extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.extendedKeyUsage(OID.serverAuth)],
    });
    const argv = ['own.pem', '--offline', '--at', AT, '--host', HOST];
    const trusted = await judge({ 'own.pem': pem(own) }, [...argv, '--roots', 'own.pem']);
    expect(trusted).toMatchObject({ exitCode: 0, warns: ['self-signed'] });
    expect(trusted.codes).toContain('nothing-to-revoke');
    const untrusted = await judge({ 'own.pem': pem(own), ...files }, [...argv, '--roots', 'root.pem']);
    expect(untrusted).toMatchObject({ exitCode: 1, fails: ['root-missing'], warns: ['self-signed'] });
  });

  test('a self-signed certificate at the end of an interrupted chain is fetched when the certificate says where', async () => {
    const aia = 'http://pki.contoso.com/issuing.crt';
    const server = issue({
      subject: name(HOST),
      issuer: pki.issuing,
      key: rsaKey,
      extensions: [
        extensions.subjectAltName(dnsName(HOST)),
        extensions.crlDistributionPoints(CRL_URL),
        extensions.authorityInfoAccess([OID.caIssuers, aia]),
      ],
    });
    const inMemory = { ...files, 'server.pem': pem(server) };
    const offline = await judge(inMemory, ['server.pem', ...GIVEN]);
    expect(offline).toMatchObject({ exitCode: 2, unknowns: ['trust-undetermined'] });
    const host = fakeHost({
      session: { platform: 'other' },
      http: {
        [`GET ${aia}`]: answered(pki.issuing.certificate.der),
        [`GET ${CRL_URL}`]: answered(files['issuing.crl']),
        [`GET ${ROOT_CRL_URL}`]: answered(files['root.crl']),
      },
    });
    const argv = ['certificate', 'server.pem', '--roots', 'root.pem', '--at', AT, '--json'];
    const { exitCode, stdout } = await runInMemory(argv, inMemory, host);
    expect({ exitCode, length: JSON.parse(stdout).chain.length }).toEqual({ exitCode: 0, length: 3 });
  });
});

describe('revocation', () => {
  test('--offline without a list leaves it open', async () => {
    const { unknowns, exitCode, report } = await judge(files, [
      'chain.pem',
      '--roots',
      'root.pem',
      '--offline',
      '--at',
      AT,
    ]);
    expect({ unknowns, exitCode }).toEqual({
      unknowns: ['revocation-undetermined', 'revocation-undetermined'],
      exitCode: 2,
    });
    expect(report.chain[0].revocation).toBe('unknown');
  });

  test('--no-crl-check needs none', async () => {
    const argv = ['chain.pem', '--roots', 'root.pem', '--offline', '--at', AT, '--no-crl-check'];
    const { exitCode, report } = await judge(files, argv);
    expect({ exitCode, verdict: report.verdict }).toEqual({ exitCode: 0, verdict: 'ready' });
    expect(report.chain[0].revocation).toBe('not-checked');
  });

  test('--no-crl-check makes a warning of what would fail', async () => {
    const revoked = issueCrl({ issuer: pki.issuing, entries: [{ serial: pki.server.certificate.serial }] });
    const { exitCode, warns, report } = await judge({ ...files, 'issuing.crl': revoked }, [
      'chain.pem',
      ...GIVEN,
      '--no-crl-check',
    ]);
    expect({ exitCode, warns, revocation: report.chain[0].revocation }).toEqual({
      exitCode: 0,
      warns: ['bootstrap-only'],
      revocation: 'revoked',
    });
  });

  test('two certificates of one authority, one of them revoked: the other chain is warned about', async () => {
    const { root, issuing, server } = pki;
    const { subject } = issuing.certificate;
    const twin = issue({
      subject: subject.der,
      key: issuing.key,
      issuer: root,
      extensions: [extensions.ca(0), extensions.crlDistributionPoints(ROOT_CRL_URL)],
    });
    const lists = { 'root.crl': issueCrl({ issuer: root, entries: [{ serial: twin.certificate.serial }] }) };
    const result = await judge({ ...files, ...lists, 'chain.pem': pem(server, twin, issuing) });
    expect(result).toMatchObject({ exitCode: 0, warns: ['chains-differ'] });
    expect(result.report.chain[1]).toMatchObject({ thumbprint: issuing.certificate.thumbprint, revocation: 'good' });
  });

  test('a damaged list that nothing hangs on is a remark', async () => {
    const inMemory = { ...files, 'junk.crl': 'junk' };
    expect((await judge(inMemory, ['chain.pem', ...GIVEN, '--crl', 'junk.crl'])).warns).toEqual(['crl-unread']);
  });

  test.each([
    ['an internal name', [extensions.crlDistributionPoints('http://pki.contoso.local/a.crl')], ['internal-address']],
    ['a single label', [extensions.crlDistributionPoints('http://pki/a.crl')], ['internal-address']],
    ['a private address', [extensions.crlDistributionPoints('http://10.1.2.3/a.crl')], ['internal-address']],
    ['an IPv6 address', [extensions.crlDistributionPoints('http://[fd00::1]/a.crl')], ['internal-address']],
    ['internal and public', [extensions.crlDistributionPoints('http://pki/a.crl', CRL_URL)], []],
    ['https', [extensions.crlDistributionPoints('https://pki.contoso.com/a.crl')], ['https-only']],
    ['LDAP before http', [extensions.crlDistributionPoints('ldap:///CN=a', CRL_URL)], ['ldap-first']],
    ['http before LDAP', [extensions.crlDistributionPoints(CRL_URL, 'ldap:///CN=a')], []],
    ['nothing', [], ['not-published']],
  ])('published at %s', async (_, points, warns) => {
    const [crlDistributionPoints] = points;
    expect((await judgeServer({ extensions: { crlDistributionPoints } })).warns).toEqual(warns);
  });

  test('LDAP only is of no use, whatever the list says', async () => {
    const crlDistributionPoints = extensions.crlDistributionPoints('ldap:///CN=a');
    expect((await judgeServer({ extensions: { crlDistributionPoints } })).fails).toEqual(['ldap-only']);
  });

  test('a dead address is a failure, and one of two a warning', async () => {
    const other = 'http://crl2.contoso.com/issuing.crl';
    const crlDistributionPoints = extensions.crlDistributionPoints(other, CRL_URL);
    const two = contoso('P-256', { key: rsaKey, extensions: { crlDistributionPoints } });
    const argv = ['certificate', 'chain.pem', '--roots', 'root.pem', '--at', AT, '--json'];
    const lists = filesOf(two);
    const run = async (list: HttpOutcome) => {
      const http = {
        [`GET ${other}`]: { status: 'timed-out', address: '192.0.2.1' } as const,
        [`GET ${CRL_URL}`]: list,
        [`GET ${ROOT_CRL_URL}`]: answered(lists['root.crl']),
      };
      const host = fakeHost({ session: { platform: 'other' }, http });
      const { exitCode, stdout } = await runInMemory(argv, lists, host);
      return [exitCode, JSON.parse(stdout).findings.map(({ code }: { code: string }) => code)];
    };
    const [good, warned] = await run(answered(lists['issuing.crl']));
    expect(good).toBe(0);
    expect(warned).toContain('certificate.partly-unreachable');
    const [bad, failed] = await run(nameless('pki.contoso.com'));
    expect(bad).toBe(1);
    expect(failed).toContain('certificate.crl-unreachable');
  });
});

describe('PFX', () => {
  const server = issue({
    subject: name(HOST),
    issuer: pki.issuing,
    key: rsaKey,
    extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.crlDistributionPoints(CRL_URL)],
  });
  const rsaRoot = issue({ subject: name('Contoso Root CA'), key: rsaKey, extensions: [extensions.ca()] });
  const rsaServer = issue({
    subject: name(HOST),
    issuer: rsaRoot,
    key: newKey('rsa'),
    extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.crlDistributionPoints(CRL_URL)],
  });
  const argv = ['cmg.pfx', ...GIVEN, '--intermediates', 'ca.pem', '--password', 'x'];
  const small = { count: 1 };

  test('with the key and without the chain', async () => {
    const inMemory = { ...files, 'ca.pem': pem(pki.issuing), 'cmg.pfx': forgePfx(server, [server], 'x', small) };
    expect(await judge(inMemory, argv)).toMatchObject({ exitCode: 0, warns: ['pfx-without-chain'] });
  });

  test('whole, and with the root in front', async () => {
    const inMemory = {
      'root.pem': pem(rsaRoot),
      'root.crl': issueCrl({ issuer: rsaRoot }),
      'cmg.pfx': forgePfx(rsaServer, [rsaRoot, rsaServer], 'x', small),
    };
    const given = ['cmg.pfx', '--roots', 'root.pem', '--crl', 'root.crl', '--offline', '--at', AT, '--password', 'x'];
    const { codes, report, exitCode } = await judge(inMemory, given);
    expect(exitCode).toBe(0);
    expect(codes).toContain('pfx-complete');
    expect(report.chain[0].subject).toBe(`CN=${HOST}`);
  });

  test.each([
    ['without a key', undefined, 'pfx-without-key'],
    ["with somebody else's key", rsaServer, 'pfx-foreign-key'],
  ])('%s', async (_, key, code) => {
    const inMemory = { ...files, 'ca.pem': pem(pki.issuing), 'cmg.pfx': forgePfx(key, [server], 'x', small) };
    expect((await judge(inMemory, argv)).fails).toEqual([code]);
  });

  test('secrets are in no output', async () => {
    const inMemory = { ...files, 'ca.pem': pem(pki.issuing), 'cmg.pfx': forgePfx(server, [server], 'geheim', small) };
    for (const password of ['geheim', 'geheimer']) {
      const { stdout, stderr } = await runInMemory(
        ['certificate', 'cmg.pfx', ...GIVEN, '--password', password, '--verbose'],
        inMemory,
      );
      expect(`${stdout}${stderr}`).not.toMatch(/geheim|PRIVATE KEY/);
    }
  });
});

describe('what is no question: one sentence, exit 64', () => {
  const pfx = forgePfx(contoso('rsa').server, [contoso('rsa').server], 'x', { count: 1 });
  const inMemory: Record<string, Uint8Array | string> = {
    ...files,
    'cmg.pfx': pfx,
    'open.pfx': forgePfx(contoso('rsa').server, [], 'x', { count: 1 }),
    'half.pfx': pfx.subarray(0, 500),
    'half.pem': files['chain.pem'].slice(0, 300),
    'half.cer': pki.server.certificate.der.subarray(0, 200),
    'text.txt': 'hello',
    'picture.jpg': Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
    'request.pem': '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
    'empty.pem': '',
    'list.crl': files['issuing.crl'],
  };
  test.each<[readonly string[], RegExp]>([
    [[], /Which certificate\? Give the file/],
    [['chain.pem', 'more'], /"more" is one word too many after "certificate"/],
    [['missing.pem'], /There is no file missing\.pem\./],
    [['empty.pem'], /empty\.pem is empty\./],
    [['text.txt'], /text\.txt holds no certificate that can be read/],
    [['picture.jpg'], /picture\.jpg holds no certificate that can be read/],
    [['half.pem'], /half\.pem holds no certificate that can be read/],
    [['half.cer'], /half\.cer holds no certificate that can be read/],
    [['request.pem'], /there is only "certificate request" in it/],
    [['list.crl'], /list\.crl holds no certificate that can be read/],
    [['cmg.pfx'], /cmg\.pfx is protected by a password: give it with --password\./],
    [['cmg.pfx', '--password', 'y'], /The password does not open cmg\.pfx\./],
    [['cmg.pfx', '--password', ''], /The password does not open cmg\.pfx\./],
    [['open.pfx', '--password', 'x'], /open\.pfx is a PFX without a certificate\./],
    [['half.pfx', '--password', 'x'], /half\.pfx cannot be read as PFX/],
    [['chain.pem', '--roots', 'empty.pem'], /empty\.pem is empty\./],
    [['chain.pem', '--roots', 'text.txt'], /--roots text\.txt holds no certificate/],
    [['chain.pem', '--intermediates', 'text.txt'], /--intermediates text\.txt holds no certificate/],
    [['chain.pem', '--crl', 'missing.crl'], /There is no file missing\.crl\./],
    [['chain.pem', '--crl', 'empty.pem'], /empty\.pem is empty\./],
    [['chain.pem', '--host', 'not a name'], /--host cannot be "not a name"/],
    [['chain.pem', '--host', '*.contoso.com'], /--host cannot be/],
    [['chain.pem', '--at', 'yesterday'], /--at must be a time such as/],
    [['chain.pem', '--cmg', HOST], /--cmg does not go with "certificate"/],
    [['chain.pem', '--exit-codes', 'intune'], /--exit-codes does not go with "certificate"/],
    [['chain.pem', '--root', 'root.pem'], /There is no option --root\. Did you mean "--roots"\?/],
    [['--host', HOST, 'chain.pem', '--roots'], /--roots needs a value/],
  ])('%j', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runInMemory(['certificate', ...argv], inMemory);
    expect(exitCode).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cmg-preflight: [^\n]+\n$/);
  });

  test('a file that cannot be read', async () => {
    const huge = new Map([['huge.pem', { length: 1e9 } as Uint8Array]]);
    const { exitCode, stderr } = await runInMemory(['certificate', 'huge.pem'], huge);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: 'cmg-preflight: huge.pem cannot be read: it is larger than 16777216 bytes.\n',
    });
  });

  test('an option before the command does not hide it', async () => {
    expect((await runInMemory(['--host', 'x y', 'certificate', 'chain.pem'], inMemory)).exitCode).toBe(64);
  });

  test('the certificate options go with no other command', async () => {
    const { exitCode, stderr } = await runInMemory(['run', '--roots', 'root.pem'], inMemory);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 20964,
      stderr: 'cmg-preflight: --roots does not go with "run".\n',
    });
  });
});

test('a fault of the program itself is 70', async () => {
  const host = { ...fakeHost(), session: { describe: () => Promise.reject(new Error('boom')) } };
  expect((await runInMemory(['certificate', 'chain.pem', ...GIVEN], files, host)).exitCode).toBe(70);
});

test('stopped by the user: what is known, and that it can be tried again', async () => {
  const stopped = new AbortController();
  stopped.abort();
  const { exitCode, stdout } = await runInMemory(
    ['certificate', 'chain.pem', ...GIVEN, '--json'],
    files,
    undefined,
    stopped.signal,
  );
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'undetermined' });
});

test('help names the file and the exit codes', async () => {
  const { exitCode, stdout } = await runInMemory(['certificate', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('cmg-preflight certificate <file> [options]');
  expect(stdout).not.toContain('--exit-codes');
});

test('DER and PKCS #7 are read too', async () => {
  const inMemory = { ...files, 'server.cer': pki.server.certificate.der, 'ca.pem': pem(pki.issuing) };
  expect((await judge(inMemory, ['server.cer', ...GIVEN, '--intermediates', 'ca.pem'])).exitCode).toBe(0);
});

function answered(body: Uint8Array): HttpOutcome {
  return {
    status: 'answered',
    statusCode: 200,
    statusText: 'OK',
    headers: {},
    body,
    truncated: false,
    url: CRL_URL,
    durationMs: 1,
  };
}
