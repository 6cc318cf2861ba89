import { describe, expect, test } from '@jest/globals';
import { renderCertificateBlob } from '../../../src/formats/certificate-blob.ts';
import type { Host, HttpOutcome, RegistryOutcome } from '../../../src/host/ports.ts';
import { AT, contoso, pem } from '../../cli/commands/certificate-pki.ts';
import { runInMemory } from '../../cli/memory-io.ts';
import { fakeHost } from '../../fake-host.ts';
import { extensions, type Issued, issue, issueCrl, name } from '../../trust/test-pki.ts';
import { trustList } from '../../trust/test-trust-list.ts';

/** `certificate` without --roots on Windows: the machine's own stores decide. */

const pki = contoso();
const files = {
  'chain.pem': pem(pki.server, pki.issuing, pki.root),
  'bare.pem': pem(pki.server),
  'issuing.crl': issueCrl({ issuer: pki.issuing }),
  'root.crl': issueCrl({ issuer: pki.root }),
};
const LOCAL = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';
const AUTO_UPDATE = `${LOCAL}\\AuthRoot\\AutoUpdate`;
const LIST_URL = 'http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab';

const storeOf = (key: string, ...certificates: readonly Issued[]): Record<string, RegistryOutcome> => ({
  [`${key}\\Certificates`]: {
    status: 'found',
    keys: certificates.map(({ certificate: { der, thumbprint } }) => ({
      path: `${key}\\Certificates\\${thumbprint}`,
      values: { Blob: { type: 'binary', value: renderCertificateBlob(der, []) } },
    })),
  },
});

/** A registry in which everything else is absent. */
function windows(registry: Record<string, RegistryOutcome>, http: Record<string, HttpOutcome> = {}): Host {
  return {
    ...fakeHost({ http, session: { isSystem: false } }),
    registry: { read: async (path) => registry[path] ?? { status: 'absent' } },
  };
}

async function judge(host: Host, argv: readonly string[] = ['--offline'], file = 'chain.pem') {
  const lists = ['--crl', 'issuing.crl', '--crl', 'root.crl'];
  const run = await runInMemory(['certificate', file, ...lists, '--at', AT, '--json', ...argv], files, host);
  expect(run.stderr).toBe('');
  const report = JSON.parse(run.stdout);
  const codes = report.findings.map(({ status, code }: { status: string; code: string }) => `${status} ${code}`);
  return { exitCode: run.exitCode, codes };
}

const cabinet: HttpOutcome = {
  status: 'answered',
  statusCode: 200,
  statusText: 'OK',
  headers: {},
  body: Buffer.from('MSCF'),
  truncated: false,
  url: LIST_URL,
  durationMs: 1,
};
const listed: Record<string, RegistryOutcome> = {
  [AUTO_UPDATE]: {
    status: 'found',
    keys: [
      {
        path: AUTO_UPDATE,
        values: {
          EncodedCtl: { type: 'binary', value: trustList([{ certificate: pki.root.certificate, properties: [] }]) },
        },
      },
    ],
  },
};

describe('the root', () => {
  test('in Local Computer', async () => {
    const { codes, exitCode } = await judge(windows(storeOf(`${LOCAL}\\ROOT`, pki.root)));
    expect(exitCode).toBe(0);
    expect(codes).toContain('pass certificate.trusted');
  });

  test('and the intermediate in the CA store', async () => {
    const stores = { ...storeOf(`${LOCAL}\\ROOT`, pki.root), ...storeOf(`${LOCAL}\\CA`, pki.issuing) };
    expect((await judge(windows(stores), ['--offline'], 'bare.pem')).exitCode).toBe(0);
    expect((await judge(windows(storeOf(`${LOCAL}\\ROOT`, pki.root)), ['--offline'], 'bare.pem')).codes).toContain(
      'fail certificate.incomplete-chain',
    );
  });

  test('nowhere', async () => {
    const { codes, exitCode } = await judge(windows({}));
    expect(exitCode).toBe(1);
    expect(codes).toContain('fail certificate.root-missing');
  });

  test("in a user's store only", async () => {
    const stores = storeOf('HKCU\\Software\\Microsoft\\SystemCertificates\\Root', pki.root);
    expect((await judge(windows(stores))).codes).toContain('fail certificate.user-store-only');
  });

  test('in Local Computer and in Disallowed', async () => {
    const stores = { ...storeOf(`${LOCAL}\\ROOT`, pki.root), ...storeOf(`${LOCAL}\\Disallowed`, pki.root) };
    expect((await judge(windows(stores))).codes).toContain('fail certificate.disallowed');
  });

  test('in a store that cannot be read', async () => {
    const stores: Record<string, RegistryOutcome> = { [`${LOCAL}\\ROOT\\Certificates`]: { status: 'denied' } };
    const { codes, exitCode } = await judge(windows(stores));
    expect(exitCode).toBe(2);
    expect(codes).toContain('unknown certificate.stores-unread');
  });

  test('is not looked for there when --roots says what to trust', async () => {
    const other = issue({ subject: name('Fabrikam Root CA'), extensions: [extensions.ca()] });
    const inMemory = { ...files, 'root.pem': pem(other) };
    const argv = ['certificate', 'chain.pem', '--roots', 'root.pem', '--offline', '--json', '--at', AT];
    const { stdout } = await runInMemory(argv, inMemory, windows(storeOf(`${LOCAL}\\ROOT`, pki.root)));
    expect(stdout).toContain('certificate.root-missing');
  });
});

describe('the automatic root update', () => {
  test('works', async () => {
    const { codes, exitCode } = await judge(windows(listed, { [`GET ${LIST_URL}`]: cabinet }), []);
    expect(exitCode).toBe(0);
    expect(codes).toContain('pass certificate.auto-update');
  });

  test('is blocked', async () => {
    const refused: HttpOutcome = { status: 'refused', address: '192.0.2.1' };
    const { codes } = await judge(windows(listed, { [`GET ${LIST_URL}`]: refused }), []);
    expect(codes).toContain('fail certificate.auto-update-disabled');
  });

  test('is switched off by policy', async () => {
    const path = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\AuthRoot';
    const values = { DisableRootAutoUpdate: { type: 'number', value: 1 } } as const;
    const stores: Record<string, RegistryOutcome> = {
      ...listed,
      [path]: { status: 'found', keys: [{ path, values }] },
    };
    expect((await judge(windows(stores), [])).codes).toContain('fail certificate.auto-update-disabled');
  });

  test('was not asked with --offline', async () => {
    const { codes, exitCode } = await judge(windows(listed));
    expect(exitCode).toBe(2);
    expect(codes).toContain('unknown certificate.trust-undetermined');
  });
});
