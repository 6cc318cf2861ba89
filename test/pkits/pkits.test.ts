import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import { decodedOrThrow } from '../../src/formats/format-error.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { judgeOffline } from '../../src/trust/offline-judgement.ts';
import type { PathElement } from '../../src/trust/path.ts';
import type { CollectedAnswer } from '../../src/trust/revocation.ts';
import { storeOfRoots } from '../../src/trust/trust-store.ts';
import { NOT_JUDGED, SECTIONS, WINDOWS_DIFFERS } from './cases.ts';
import { pkitsFolder } from './vectors.ts';

const folder = pkitsFolder();
if (folder === undefined) {
  process.stderr.write('PKITS skipped: Debian package python3-cryptography-vectors cannot be had on this machine.\n');
}

/** The suite's certificates are valid from 2010 to 2030. */
const AT_MS = Date.UTC(2025, 0, 1);

function loadSuite(pkits: string) {
  const files = readdirSync(join(pkits, 'certs'));
  const certificates = new Map<string, Certificate>(
    files.flatMap((file) => {
      const [certificate] = decodedOrThrow(decodeCertificateBundle(readFileSync(join(pkits, 'certs', file))));
      return certificate ? [[file.replace(/\.crt$/, ''), certificate] as const] : [];
    }),
  );
  const authorities = [...certificates].filter(([name]) => !name.endsWith('EE'));
  return {
    certificates,
    // Everything at once and in no order: the search must find its way.
    pool: authorities.map(([, certificate]): PathElement => ({ certificate, source: 'file' })),
    answers: readdirSync(join(pkits, 'crls')).map(
      (file): CollectedAnswer => ({
        method: 'crl',
        url: file,
        status: 'answered',
        bytes: readFileSync(join(pkits, 'crls', file)),
      }),
    ),
  };
}

const names = Object.values(SECTIONS).flat();
const suite = folder === undefined ? undefined : loadSuite(folder);

function judge(name: string) {
  const root = suite?.certificates.get('TrustAnchorRootCertificate');
  const leaf = suite?.certificates.get(`${name}EE`);
  if (!suite || !root || !leaf) throw new Error(`PKITS has no ${name}`);
  const { pool, answers } = suite;
  return judgeOffline({ leaf, pool, store: storeOfRoots([root]), answers, atMs: AT_MS, usage: 'any' }).verdict;
}

const verdicts = new Map(suite ? names.map((name) => [name, judge(name)] as const) : []);

(suite ? describe : describe.skip)('NIST PKITS', () => {
  describe.each(Object.entries(SECTIONS))('%s', (_, section) => {
    test.each(section)('%s', (name) => {
      const verdict = verdicts.get(name);
      if (name in WINDOWS_DIFFERS || name in NOT_JUDGED) expect(verdict).toBe('undetermined');
      else if (name.startsWith('Valid')) expect(verdict).toBe('accepted');
      else expect(verdict).not.toBe('accepted');
    });
  });

  test('no invalid path is accepted', () => {
    expect(names.filter((name) => name.startsWith('Invalid') && verdicts.get(name) === 'accepted')).toEqual([]);
  });

  test('at least 97 % agree, of all paths that Windows judges as RFC 5280 does', () => {
    const comparable = names.filter((name) => !(name in WINDOWS_DIFFERS));
    const agreeing = comparable.filter((name) => name.startsWith('Valid') === (verdicts.get(name) === 'accepted'));
    expect(names).toHaveLength(159);
    expect(comparable).toHaveLength(142);
    expect(agreeing.length / comparable.length).toBeGreaterThanOrEqual(0.97);
  });
});
