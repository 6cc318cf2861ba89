import { describe, expect, test } from '@jest/globals';
import type { HttpOutcome } from '../../../src/host/ports.ts';
import { fakeHost } from '../../fake-host.ts';
import { type CrlRequest, DAY_MS, extensions, issue, issueCrl, NOW_MS, name, newKey } from '../../trust/test-pki.ts';
import { runInMemory } from '../memory-io.ts';
import { AT, CRL_URL, contoso, HOST, type KeyKind, pem, ROOT_CRL_URL } from './certificate-pki.ts';

/** Key type by state of the revocation list: the verdict that `certutil -verify -urlfetch` would come to. */

const KEYS = ['rsa', 'rsa-pss', 'P-256', 'P-384', 'ed25519'] as const satisfies readonly KeyKind[];

const answered = (body: Uint8Array): HttpOutcome => ({
  status: 'answered',
  statusCode: 200,
  statusText: 'OK',
  headers: {},
  body,
  truncated: false,
  url: CRL_URL,
  durationMs: 1,
});
const notFound: HttpOutcome = {
  ...answered(new Uint8Array()),
  statusCode: 404,
  statusText: 'Not Found',
} as HttpOutcome;

type Pki = ReturnType<typeof contoso>;

interface State {
  readonly list?: (pki: Pki) => Uint8Array;
  readonly distributionPoints?: Uint8Array | undefined;
  readonly verdict: string;
  readonly revocation: string;
  readonly code: string;
}
const crl =
  (change: Partial<CrlRequest> = {}) =>
  ({ issuing }: Pki) =>
    issueCrl({ issuer: issuing, ...change });
const STATES: Readonly<Record<string, State>> = {
  good: { list: crl(), verdict: 'ready', revocation: 'good', code: 'not-revoked' },
  expired: {
    list: crl({ thisUpdateMs: NOW_MS - 9 * DAY_MS, nextUpdateMs: NOW_MS - 1000 }),
    verdict: 'not-ready',
    revocation: 'unknown',
    code: 'crl-expired',
  },
  future: {
    list: crl({ thisUpdateMs: NOW_MS + 1000 }),
    verdict: 'not-ready',
    revocation: 'unknown',
    code: 'crl-not-yet-valid',
  },
  revoked: {
    list: (pki) => crl({ entries: [{ serial: pki.server.certificate.serial }] })(pki),
    verdict: 'not-ready',
    revocation: 'revoked',
    code: 'revoked',
  },
  'wrong signer': {
    list: ({ issuing }) =>
      issueCrl({
        issuer: issue({ subject: issuing.certificate.subject.der, key: newKey(), extensions: [extensions.ca()] }),
      }),
    verdict: 'not-ready',
    revocation: 'unknown',
    code: 'crl-bad-signature',
  },
  garbage: {
    list: () => Buffer.from('<html><title>Sign in</title></html>'),
    verdict: 'not-ready',
    revocation: 'unknown',
    code: 'crl-malformed',
  },
  none: { distributionPoints: undefined, verdict: 'not-ready', revocation: 'unknown', code: 'no-distribution-point' },
  'ldap only': {
    distributionPoints: extensions.crlDistributionPoints('ldap:///CN=Contoso%20Issuing%20CA,CN=CDP,DC=contoso,DC=com'),
    verdict: 'not-ready',
    revocation: 'unknown',
    code: 'ldap-only',
  },
};

function pkiFor(kind: KeyKind, state: State): Pki {
  return contoso(
    kind,
    'distributionPoints' in state ? { extensions: { crlDistributionPoints: state.distributionPoints } } : {},
  );
}

/** What a CMG takes besides RSA is not documented, and Windows may lack Ed25519. */
function expectedVerdict(kind: (typeof KEYS)[number], verdict: string): string {
  if (verdict !== 'ready') return verdict;
  return {
    rsa: 'ready',
    'rsa-pss': 'ready',
    'P-256': 'ready-with-warnings',
    'P-384': 'ready-with-warnings',
    ed25519: 'undetermined',
  }[kind];
}

const EXIT_CODES: Readonly<Record<string, number>> = {
  ready: 0,
  'ready-with-warnings': 0,
  'not-ready': 1,
  undetermined: 2,
};

describe.each(KEYS)('%s', (kind) => {
  test.each(Object.entries(STATES))('%s, fetched', async (_, state) => {
    const pki = pkiFor(kind, state);
    const host = fakeHost({
      session: { platform: 'other', osBuild: null },
      http: {
        [`GET ${CRL_URL}`]: state.list ? answered(state.list(pki)) : notFound,
        [`GET ${ROOT_CRL_URL}`]: answered(issueCrl({ issuer: pki.root })),
      },
    });
    const files = { 'chain.pem': pem(pki.server, pki.issuing), 'root.pem': pem(pki.root) };
    const argv = ['certificate', 'chain.pem', '--roots', 'root.pem', '--host', HOST, '--at', AT, '--json'];
    expectState(await runInMemory(argv, files, host), kind, state);
  });

  test.each(Object.entries(STATES))('%s, given', async (_, state) => {
    const pki = pkiFor(kind, state);
    const files = {
      'chain.pem': pem(pki.server, pki.issuing),
      'root.pem': pem(pki.root),
      'root.crl': issueCrl({ issuer: pki.root }),
      ...(state.list && { 'issuing.crl': state.list(pki) }),
    };
    const lists = Object.keys(files).filter((file) => file.endsWith('.crl'));
    const argv = ['certificate', 'chain.pem', '--roots', 'root.pem', '--host', HOST, '--at', AT, '--json', '--offline'];
    expectState(await runInMemory([...argv, ...lists.flatMap((list) => ['--crl', list])], files), kind, state);
  });
});

test('the list of another authority says nothing', async () => {
  const pki = contoso('rsa');
  const other = issue({ subject: name('Fabrikam CA'), extensions: [extensions.ca()] });
  const files = {
    'chain.pem': pem(pki.server, pki.issuing),
    'root.pem': pem(pki.root),
    'a.crl': issueCrl({ issuer: other }),
  };
  const argv = ['certificate', 'chain.pem', '--roots', 'root.pem', '--at', AT, '--json', '--offline', '--crl', 'a.crl'];
  const { stdout, exitCode } = await runInMemory(argv, files);
  expect(exitCode).toBe(2);
  expect(codesOf(stdout, 'unknown')).toEqual(['revocation-undetermined', 'revocation-undetermined']);
});

function expectState(run: Awaited<ReturnType<typeof runInMemory>>, kind: (typeof KEYS)[number], state: State): void {
  expect(run.stderr).toBe('');
  const report = JSON.parse(run.stdout);
  const verdict = expectedVerdict(kind, state.verdict);
  expect({ verdict: report.verdict, exitCode: run.exitCode }).toEqual({ verdict, exitCode: EXIT_CODES[verdict] });
  expect(report.chain.map(({ revocation }: { revocation: string }) => revocation)).toEqual([
    state.revocation,
    'good',
    'not-checked',
  ]);
  expect(codesOf(run.stdout)).toContain(state.code);
}

function codesOf(stdout: string, status?: string): string[] {
  return JSON.parse(stdout)
    .findings.filter((finding: { status: string }) => status === undefined || finding.status === status)
    .map(({ code }: { code: string }) => code.replace('certificate.', ''));
}
