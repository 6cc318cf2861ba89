import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import { decodedOrThrow } from '../../src/formats/format-error.ts';
import { runInMemory } from '../cli/memory-io.ts';
import { NOT_FOR_A_CMG, NOT_JUDGED, SECTIONS, WINDOWS_DIFFERS } from './cases.ts';
import { pkitsFolder } from './vectors.ts';

/** The suite through the command that an admin runs: `cmg-preflight certificate <file> --offline …`. */

const folder = pkitsFolder();
const names = Object.values(SECTIONS).flat();

const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;

function loadSuite(pkits: string): { readonly files: Map<string, Uint8Array>; readonly lists: readonly string[] } {
  const files = new Map<string, Uint8Array>();
  const authorities: string[] = [];
  for (const name of readdirSync(join(pkits, 'certs'))) {
    const bytes = readFileSync(join(pkits, 'certs', name));
    files.set(name, bytes);
    if (name.endsWith('EE.crt')) continue;
    authorities.push(...decodedOrThrow(decodeCertificateBundle(bytes)).map(({ der }) => pem(der)));
  }
  const lists = readdirSync(join(pkits, 'crls'));
  for (const name of lists) files.set(name, readFileSync(join(pkits, 'crls', name)));
  // Everything at once and in no order: the command must find its way.
  files.set('authorities.pem', Buffer.from(authorities.join('')));
  return { files, lists };
}

interface Outcome {
  readonly exitCode: number;
  readonly verdict: string;
}

const outcomes = new Map<string, Outcome>();
if (folder !== undefined) {
  const { files, lists } = loadSuite(folder);
  const common = [
    ...['--roots', 'TrustAnchorRootCertificate.crt', '--intermediates', 'authorities.pem'],
    ...['--at', '2025-01-01T00:00:00Z', '--offline', '--json'],
    ...lists.flatMap((list) => ['--crl', list]),
  ];
  for (const name of names) {
    const { exitCode, stdout, stderr } = await runInMemory(['certificate', `${name}EE.crt`, ...common], files);
    if (stdout === '') throw new Error(`${name}: ${stderr}`);
    outcomes.set(name, { exitCode, verdict: JSON.parse(stdout).verdict });
  }
}
const isAccepted = (name: string): boolean => outcomes.get(name)?.exitCode === 0;

(folder === undefined ? describe.skip : describe)('NIST PKITS through the command', () => {
  test('no invalid path is accepted', () => {
    expect(names.filter((name) => name.startsWith('Invalid') && isAccepted(name))).toEqual([]);
  });

  test('every valid path that Windows accepts is', () => {
    const exceptions = { ...WINDOWS_DIFFERS, ...NOT_JUDGED, ...NOT_FOR_A_CMG };
    const refused = names.filter((name) => name.startsWith('Valid') && !isAccepted(name));
    expect(refused.toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  test('at least 97 % agree, of all paths that Windows judges as RFC 5280 does', () => {
    const comparable = names.filter((name) => !(name in WINDOWS_DIFFERS));
    const agreeing = comparable.filter((name) => name.startsWith('Valid') === isAccepted(name));
    expect(outcomes.size).toBe(159);
    expect(agreeing.length / comparable.length).toBeGreaterThanOrEqual(0.97);
  });

  test('the exit code says what the verdict says', () => {
    const codes = { ready: 0, 'ready-with-warnings': 0, 'not-ready': 1, undetermined: 2 };
    for (const { exitCode, verdict } of outcomes.values()) {
      expect(exitCode).toBe(codes[verdict as keyof typeof codes]);
    }
  });
});
