import { describe, expect, test } from '@jest/globals';
import { rootCa } from '../../../checks/root-ca.ts';
import { renderCertificateBlob, storeKeyName } from '../../../src/formats/certificate-blob.ts';
import { OID } from '../../../src/formats/oids.ts';
import type { CommandOutcome } from '../../../src/host/ports.ts';
import { foundKey } from '../../fake-host.ts';
import { DAY_MS, dnsName, extensions, issue, NOW_MS, name, threeTier } from '../../trust/test-pki.ts';
import {
  accepts,
  cannotConnect,
  exitedWith,
  hangsAfterHandshake,
  openSsl,
  openSslRefuses,
  refuses,
} from './curl-output.ts';
import { binary, type Machine } from './machine.ts';
import { connectionTo, curlQuestion, HOST, runRootCa, served, type World } from './world.ts';

const { root, issuing, server } = threeTier(HOST);
const connection = connectionTo([server, issuing]);
const trusting: Machine = { root: [root] };
const administrator: Partial<World> = { session: { user: 'PC-4711\\admin', isSystem: false } };

const run = (machine: Machine, curl: CommandOutcome, more: Partial<World> = {}) =>
  runRootCa({ connection, machine, curl, ...more });
const codes = async (...given: Parameters<typeof run>) => (await run(...given)).codes;
async function opinion(curl: CommandOutcome) {
  const { evidence } = await run(trusting, curl);
  return evidence.kind === 'searched' ? evidence.schannel.opinion : undefined;
}

describe('what Windows says', () => {
  test.each([
    ['accepted', accepts],
    ['accepted, and HTTP hangs', hangsAfterHandshake],
  ])('%s', async (_, curl) => {
    expect(await opinion(curl)).toEqual({ status: 'accepted' });
  });

  test.each([
    ['0x80090325', 'untrusted-root'],
    ['0x800B0109', 'untrusted-root'],
    ['0x800b010a', 'untrusted-root'],
    ['0x80092010', 'revoked'],
    ['0x80092012', 'revocation-unavailable'],
    ['0x80092013', 'revocation-unavailable'],
    ['0x80090328', 'expired'],
    ['0x800b0101', 'expired'],
    ['0x80090322', 'wrong-name'],
    ['0x80090327', 'certificate-refused'],
    ['0x800b0110', 'certificate-refused'],
    ['0x80096019', 'certificate-refused'],
    ['0x80090331', 'other-tls'],
  ])('%s is %s, whatever the exit code', async (code, status) => {
    for (const exitCode of [35, 60, 77]) {
      expect(await opinion(refuses(code, exitCode))).toEqual({ status, code: code.toLowerCase() });
    }
  });

  test.each<[string, CommandOutcome, string]>([
    ['there is no curl.exe', { status: 'missing', path: 'C:\\Windows\\System32\\curl.exe' }, 'missing'],
    ['it does not start', { status: 'not-started', code: 'EACCES' }, 'not-started'],
    ['it hangs', { status: 'timed-out', stdout: new Uint8Array(), durationMs: 25_000 }, 'timed-out'],
    ['it cannot connect', cannotConnect, 'no-code'],
    ['it is another make', openSsl, 'not-schannel'],
    ['it is another make, and refuses', openSslRefuses, 'not-schannel'],
    [
      'the server hangs up',
      exitedWith(35, ['curl: (35) schannel: failed to receive handshake, SSL/TLS connection failed']),
      'no-code',
    ],
  ])('nothing: %s', async (_, curl, why) => {
    expect(await opinion(curl)).toEqual({ status: 'no-opinion', why });
    expect(await codes(trusting, curl)).toEqual(['pass trusted']);
    expect(await codes({}, curl)).toEqual(['fail missing']);
  });

  test('it is asked once, of the very server', async () => {
    const { findings, evidence } = await run(trusting, accepts);
    expect(findings).toHaveLength(1);
    expect(rootCa.present(evidence)).toMatchObject({
      schannel: { status: 'accepted', asSystem: true, curlExitCode: 0 },
    });
    expect(curlQuestion(connection)).toMatch(/^curl -q .*--resolve cmg\.contoso\.test:443:203\.0\.113\.10 /);
  });

  test('through the proxy that led to it', async () => {
    const proxy = { host: 'proxy.contoso.test', port: 8080 };
    const { connection: peer, ...rest } = connection;
    const through = { ...rest, ...(peer && { connection: { ...peer, proxy } }) };
    expect(curlQuestion(through)).toContain(' --proxy http://proxy.contoso.test:8080 ');
    expect(await codes(trusting, accepts, { connection: through })).toEqual(['pass trusted']);
  });
});

describe('as SYSTEM Windows decides', () => {
  test('both accept, both refuse: nothing is added', async () => {
    expect(await codes(trusting, accepts)).toEqual(['pass trusted']);
    expect(await codes({}, refuses('0x80090325'))).toEqual(['fail missing']);
    expect(await codes({}, refuses('0x80090327'))).toEqual(['fail missing']);
  });

  test.each<[string, Machine]>([
    ['missing', {}],
    ['user-store-only', { userRoot: [root] }],
    ['disallowed', { root: [root], disallowed: [root] }],
  ])('it accepts what we call %s: a warning', async (_, machine) => {
    const result = await run(machine, accepts);
    expect(result.codes).toEqual(['warn schannel-disagrees']);
    expect(result.finding('schannel-disagrees')).toMatchObject({
      what: expect.stringMatching(/^Windows itself accepts the chain of the CMG, although: /),
      docs: 'docs/checks/root-ca.md#schannel-disagrees',
    });
  });

  test('it accepts what we cannot decide: settled', async () => {
    const result = await run({ systemUserRoot: [root] }, accepts);
    expect(result.codes).toEqual(['pass schannel-decides']);
    expect(result.findings[0]).toMatchObject({ why: expect.stringContaining('HKEY_USERS\\S-1-5-18') });
  });

  test.each(['0x80090325', '0x80090327', '0x80090322', '0x80090328'])(
    'it refuses what we trust, %s: a failure',
    async (code) => {
      const result = await run(trusting, refuses(code));
      expect(result.codes).toEqual(['fail schannel-disagrees']);
      expect(result.findings[0]).toMatchObject({ subject: code, symptom: expect.stringContaining('0x80072f8f') });
    },
  );

  test('it refuses what we cannot decide: a failure', async () => {
    expect(await codes({ systemUserRoot: [root] }, refuses('0x80090325'))).toEqual(['fail schannel-decides']);
  });

  test('a handshake that ends for another reason is a warning', async () => {
    const result = await run(trusting, refuses('0x80090331'));
    expect(result.codes).toEqual(['pass trusted', 'warn schannel-handshake']);
    expect(await codes({}, refuses('0x80090331'))).toEqual(['fail missing']);
  });

  test('revocation is the next check’s question', async () => {
    for (const code of ['0x80092010', '0x80092012', '0x80092013']) {
      expect(await codes(trusting, refuses(code))).toEqual(['pass trusted']);
      expect(await codes({ systemUserRoot: [root] }, refuses(code))).toEqual(['unknown undetermined']);
    }
  });

  test('warnings about the chain stay', async () => {
    const url = 'http://pki.contoso.test/issuing.crt';
    const leaf = issue({
      subject: name(HOST),
      issuer: issuing,
      extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.authorityInfoAccess([OID.caIssuers, url])],
    });
    const world = { connection: connectionTo([leaf]), web: { [url]: served(issuing.certificate.der) } };
    expect(await codes(trusting, refuses('0x80090327'), world)).toEqual([
      'fail schannel-disagrees',
      'warn intermediate-not-sent',
    ]);
    expect(await codes(trusting, accepts, world)).toEqual(['pass trusted', 'warn intermediate-not-sent']);
  });
});

describe('one cause, one fail: what cmg-connection says already', () => {
  const expired = issue({
    subject: name(HOST),
    issuer: issuing,
    notBeforeMs: NOW_MS - 90 * DAY_MS,
    notAfterMs: NOW_MS - DAY_MS,
    extensions: [extensions.subjectAltName(dnsName(HOST))],
  });
  const elsewhere = issue({
    subject: name('www.contoso.test'),
    issuer: issuing,
    extensions: [extensions.subjectAltName(dnsName('www.contoso.test'))],
  });

  test.each([
    ['expired', expired, '0x80090328'],
    ['of another name', elsewhere, '0x80090322'],
    ['refused', elsewhere, '0x80090327'],
    ['handshake', elsewhere, '0x80090331'],
  ])('%s', async (_, leaf, code) => {
    expect(await codes(trusting, refuses(code), { connection: connectionTo([leaf, issuing]) })).toEqual([
      'pass trusted',
    ]);
  });

  test('an untrusted root is another cause', async () => {
    const world = { connection: connectionTo([elsewhere, issuing]) };
    expect(await codes(trusting, refuses('0x80090325'), world)).toEqual(['fail schannel-disagrees']);
  });
});

describe('as another account Windows only warns', () => {
  test('it refuses what we trust', async () => {
    const result = await run(trusting, refuses('0x80090325'), administrator);
    expect(result.codes).toEqual(['pass trusted', 'warn schannel-disagrees']);
    expect(result.finding('schannel-disagrees').why).toContain('not as SYSTEM');
    expect(await codes(trusting, refuses('0x80090325'), { session: { isSystem: null } })).toEqual(result.codes);
  });

  test('it accepts what we refuse', async () => {
    expect(await codes({}, accepts, administrator)).toEqual(['fail missing', 'warn schannel-disagrees']);
  });

  test('a root of the user is no disagreement', async () => {
    const key = 'HKCU\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates';
    const { der } = root.certificate;
    const entry = { Blob: binary(renderCertificateBlob(der)) };
    const machine = { answers: { [`${key} /s`]: foundKey(key, {}, { [storeKeyName(der)]: entry }) } };
    expect(await codes(machine, accepts, administrator)).toEqual(['fail user-store-only']);
  });

  test('an open question stays open', async () => {
    expect(await codes({ systemUserRoot: [root] }, accepts, administrator)).toEqual(['unknown undetermined']);
    expect(await codes({ systemUserRoot: [root] }, refuses('0x80090325'), administrator)).toEqual([
      'unknown undetermined',
    ]);
  });
});
