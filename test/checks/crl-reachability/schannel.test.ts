import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { CommandOutcome } from '../../../src/host/ports.ts';
import { DAY_MS, dnsName, extensions, issue, issueCrl, NOW_MS, name } from '../../trust/test-pki.ts';
import { accepts, cannotConnect, refuses } from '../root-ca/curl-output.ts';
import { connectionTo, HOST, notFound, served } from '../root-ca/world.ts';
import {
  blockOf,
  type CrlWorld,
  entryOf,
  ISSUING_CRL,
  issuing,
  issuingList,
  points,
  ROOT_CRL,
  runRevocation,
  server,
  serverWith,
} from './world.ts';

const OFFLINE = refuses('0x80092013');
const NO_CHECK = refuses('0x80092012');
const REVOKED = refuses('0x80092010');
const user: CrlWorld = { session: { user: 'PC-4711\\admin', isSystem: false } };

const answered = (curl: CommandOutcome, more: CrlWorld = {}): CrlWorld => ({
  curl,
  ...more,
  web: { [ISSUING_CRL]: issuingList(), ...more.web },
});
/** Nobody says whether Windows reads that. */
const inGzip = served(gzipSync(issueCrl({ issuer: issuing })));
const dead: CrlWorld = { web: { [ISSUING_CRL]: notFound } };
const codes = async (world: CrlWorld) => (await runRevocation(world)).codes;

describe('as SYSTEM Windows decides', () => {
  test.each<[string, CommandOutcome]>([
    ['it accepts too', accepts],
    ['it has no opinion', cannotConnect],
    ['it speaks of something else', refuses('0x80090331')],
  ])('%s: nothing is added', async (_, curl) => {
    expect(await codes(answered(curl))).toEqual(['pass reachable', 'pass reachable']);
  });

  test.each([OFFLINE, NO_CHECK, REVOKED])('it refuses too: nothing is added', async (curl) => {
    expect(await codes(answered(curl, dead))).toEqual(['fail unreachable', 'pass reachable']);
  });

  test('it cannot find out what we can: a failure that may pass', async () => {
    const result = await runRevocation(answered(OFFLINE));
    expect(result.rootCa).toBe('pass trusted');
    expect(result.codes).toEqual(['fail schannel-disagrees']);
    expect(result.findings[0]).toMatchObject({
      subject: '0x80092013',
      transient: true,
      symptom: expect.stringContaining('CERT_REV_FAILED'),
      docs: 'docs/checks/crl-reachability.md#schannel-disagrees',
    });
  });

  test('it has no place to ask, or says revoked: waiting cures neither', async () => {
    const none = await runRevocation(answered(NO_CHECK));
    expect(none.codes).toEqual(['fail schannel-disagrees']);
    expect(none.findings[0]?.transient).toBeUndefined();
    const revoked = await runRevocation(answered(REVOKED));
    expect(revoked.findings[0]).toMatchObject({ status: 'fail', symptom: expect.stringContaining('CERT_REVOKED') });
    expect(revoked.findings[0]?.transient).toBeUndefined();
  });

  test('warnings stay beside it', async () => {
    const leaf = serverWith(points('http://old.contoso.test/ca.crl', ISSUING_CRL));
    const world = answered(OFFLINE, { leaf, web: { 'http://old.contoso.test/ca.crl': notFound } });
    expect(await codes(world)).toEqual(['fail schannel-disagrees', 'warn partly-unreachable']);
  });

  test('it accepts although the source is dead: its cache serves ccmsetup too', async () => {
    const result = await runRevocation(answered(accepts, dead));
    expect(result.codes).toEqual(['warn schannel-disagrees', 'pass reachable']);
    expect(result.findings[0]).toMatchObject({
      why: expect.stringContaining('CryptnetUrlCache'),
      subject: ISSUING_CRL,
    });
  });

  test('it accepts a certificate that is revoked: its cache is older', async () => {
    const world = answered(accepts, { web: { [ISSUING_CRL]: issuingList({ entries: [entryOf(server)] }) } });
    expect(await codes(world)).toEqual(['fail revoked', 'pass reachable']);
  });

  test('what we cannot decide it settles', async () => {
    const web = { [ISSUING_CRL]: inGzip };
    expect(await codes(answered(cannotConnect, { web }))).toEqual(['unknown undetermined', 'pass reachable']);
    expect(await codes(answered(accepts, { web }))).toEqual(['pass schannel-decides', 'pass reachable']);
    expect(await codes(answered(OFFLINE, { web }))).toEqual(['fail schannel-decides']);
  });

  test('a chain that we do not know is no obstacle when Windows accepts it', async () => {
    const stranger = issue({ subject: name('Fabrikam CA'), extensions: [extensions.ca()] });
    const leaf = issue({
      subject: name(HOST),
      issuer: stranger,
      extensions: [extensions.subjectAltName(dnsName(HOST))],
    });
    const world: CrlWorld = { leaf };
    expect((await blockOf(world)).by.id).toBe('root-ca');
    const result = await runRevocation({ ...world, curl: accepts });
    expect(result.rootCa).toBe('warn schannel-disagrees');
    expect(result.codes).toEqual(['pass schannel-decides']);
    expect((await blockOf({ ...world, curl: OFFLINE })).by.id).toBe('root-ca');
  });

  test('nor is a root that is missing here', async () => {
    const result = await runRevocation(answered(accepts, { machine: {}, web: {} }));
    expect(result.rootCa).toBe('warn schannel-disagrees');
    expect(result.codes).toEqual(['pass reachable', 'pass schannel-decides']);
  });

  test('a root with a distribution point of its own: curl asks there, WinHTTP does not', async () => {
    const root = issue({
      subject: name('Contoso Root CA'),
      extensions: [extensions.ca(), extensions.crlDistributionPoints('http://pki.contoso.test/nowhere.crl')],
    });
    const authority = issue({
      subject: name('Contoso Issuing CA'),
      issuer: root,
      extensions: [extensions.ca(0), extensions.crlDistributionPoints(ROOT_CRL)],
    });
    const leaf = issue({
      subject: name(HOST),
      issuer: authority,
      extensions: [extensions.subjectAltName(dnsName(HOST)), extensions.crlDistributionPoints(ISSUING_CRL)],
    });
    const result = await runRevocation({
      curl: OFFLINE,
      connection: connectionTo([leaf, authority]),
      machine: { root: [root] },
      web: { [ISSUING_CRL]: served(issueCrl({ issuer: authority })), [ROOT_CRL]: served(issueCrl({ issuer: root })) },
    });
    expect(result.codes).toEqual(['pass reachable', 'pass reachable', 'warn schannel-disagrees']);
    expect(result.finding('schannel-disagrees').why).toContain('WinHTTP leaves out');
  });
});

describe('as another account Windows only warns', () => {
  test('it cannot find out', async () => {
    expect(await codes(answered(OFFLINE, user))).toEqual([
      'pass reachable',
      'pass reachable',
      'warn schannel-disagrees',
    ]);
  });

  test('it accepts by its own cache', async () => {
    const result = await runRevocation({ ...user, ...answered(accepts, dead) });
    expect(result.codes).toEqual(['fail unreachable', 'pass reachable', 'warn schannel-disagrees']);
  });

  test('an open question stays open', async () => {
    const web = { [ISSUING_CRL]: inGzip };
    for (const curl of [accepts, OFFLINE]) {
      expect(await codes({ ...user, ...answered(curl, { web }) })).toEqual(['unknown undetermined', 'pass reachable']);
    }
  });
});

describe('with /nocrlcheck', () => {
  test('a failure of Windows is bootstrap-only as well', async () => {
    const result = await runRevocation(answered(OFFLINE, { noCrlCheck: true }));
    expect(result.codes).toEqual(['warn bootstrap-only']);
    expect(result.findings[0]?.what).toContain('(schannel-disagrees)');
  });

  test('a dead source that the cache hides is told as ever', async () => {
    expect(await codes(answered(accepts, { ...dead, noCrlCheck: true }))).toEqual([
      'warn bootstrap-only',
      'pass reachable',
    ]);
  });
});

test('expired lists count as the other failures do', async () => {
  const web = { [ISSUING_CRL]: issuingList({ thisUpdateMs: NOW_MS - 8 * DAY_MS, nextUpdateMs: NOW_MS - DAY_MS }) };
  expect(await codes(answered(accepts, { web }))).toEqual(['warn schannel-disagrees', 'pass reachable']);
});
