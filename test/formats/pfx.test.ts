import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { TAG } from '../../src/formats/der.ts';
import { encodeOid, encodeValue } from '../../src/formats/der-writer.ts';
import { MAX_ITERATIONS } from '../../src/formats/pfx/password-cipher.ts';
import { decodePfx, looksLikePfx } from '../../src/formats/pfx.ts';
import {
  type CertificateRequest,
  explicit,
  extensions,
  type Issued,
  integer,
  issue,
  name,
  newKey,
  octetString,
  sequence,
} from '../trust/test-pki.ts';
import { asIndefinite, forgePfx, hasOpenssl, opensslPfx } from './pfx-files.ts';

const root = issue({ subject: name('Contoso Root CA'), key: newKey('rsa'), extensions: [extensions.ca()] });
const server = (change: Partial<CertificateRequest> = {}): Issued =>
  issue({ subject: name('cmg.contoso.com'), issuer: root, key: newKey('rsa'), ...change });
const rsa = server();
const PASSWORD = 'correct horse';

async function opened(bytes: Uint8Array, password?: string) {
  const pfx = await decodePfx(bytes, password);
  if (!pfx.ok) throw new Error(`${pfx.fault} ${pfx.message}`);
  return pfx.value;
}
const thumbprints = (...certificates: readonly Issued[]): string[] =>
  certificates.map(({ certificate }) => certificate.thumbprint);

describe('written by node-forge', () => {
  test.each(['3des', 'aes256'] as const)('%s', async (algorithm) => {
    const pfx = await opened(forgePfx(rsa, [rsa, root], PASSWORD, { algorithm }), PASSWORD);
    expect(pfx.certificates.map(({ thumbprint }) => thumbprint)).toEqual(thumbprints(rsa, root));
    expect(pfx.certificates[0]?.der).toEqual(rsa.certificate.der);
    expect(pfx).toMatchObject({ privateKeys: 1, unknownKeys: 0 });
    expect(pfx.certificateOfKey?.thumbprint).toBe(rsa.certificate.thumbprint);
  });

  test('the certificate of the key need not be the first', async () => {
    const pfx = await opened(forgePfx(rsa, [root, rsa], PASSWORD), PASSWORD);
    expect(pfx.certificates[0]?.thumbprint).toBe(root.certificate.thumbprint);
    expect(pfx.certificateOfKey?.thumbprint).toBe(rsa.certificate.thumbprint);
  });

  test('certificates without a key', async () => {
    const pfx = await opened(forgePfx(undefined, [rsa], PASSWORD), PASSWORD);
    expect(pfx).toMatchObject({ privateKeys: 0, certificateOfKey: undefined });
  });

  test("somebody else's key", async () => {
    const pfx = await opened(forgePfx(server(), [rsa], PASSWORD), PASSWORD);
    expect(pfx).toMatchObject({ privateKeys: 1, unknownKeys: 0, certificateOfKey: undefined });
  });

  test('a key and no certificate', async () => {
    expect((await opened(forgePfx(rsa, [], PASSWORD), PASSWORD)).certificates).toEqual([]);
  });

  test('indefinite lengths and strings in pieces', async () => {
    const bytes = asIndefinite(forgePfx(rsa, [rsa, root], PASSWORD));
    expect(looksLikePfx(bytes)).toBe(true);
    const pfx = await opened(bytes, PASSWORD);
    expect(pfx.certificates.map(({ thumbprint }) => thumbprint)).toEqual(thumbprints(rsa, root));
  });
});

(hasOpenssl ? describe : describe.skip)('written by OpenSSL', () => {
  test.each([
    ['its defaults (AES-256, PBKDF2)', []],
    ['AES-128', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC']],
    ['AES-192 with many rounds', ['-keypbe', 'AES-192-CBC', '-certpbe', 'AES-192-CBC', '-iter', '50000']],
    ['RC2-40 and 3DES, as Windows did', ['-legacy']],
    ['RC2-128', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-RC2-128']],
    ['3DES', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['a MAC over SHA-384', ['-macalg', 'sha384']],
    ['a MAC over SHA-512', ['-macalg', 'sha512']],
    ['one round', ['-noiter', '-nomaciter']],
    ['no MAC', ['-nomac']],
    ['no encryption', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['certificates in the clear', ['-certpbe', 'NONE']],
  ])('%s', async (_, options) => {
    const bytes = opensslPfx(rsa, [root], '-passout', `pass:${PASSWORD}`, ...options);
    const pfx = await opened(bytes, PASSWORD);
    expect(pfx.certificates.map(({ thumbprint }) => thumbprint)).toEqual(thumbprints(rsa, root));
    expect(pfx.certificateOfKey?.thumbprint).toBe(rsa.certificate.thumbprint);
  });

  test.each(['P-256', 'P-384', 'P-521', 'ed25519', 'rsa-pss'] as const)('a key of kind %s', async (kind) => {
    const leaf = server({ key: newKey(kind) });
    const pfx = await opened(opensslPfx(leaf, [root], '-passout', `pass:${PASSWORD}`), PASSWORD);
    expect(pfx.certificateOfKey?.der).toEqual(leaf.certificate.der);
  });

  test('a key that is bound to PSS', async () => {
    const pair = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    const publicKeyInfo = pair.publicKey.export({ format: 'der', type: 'spki' });
    const leaf = server({ key: { privateKey: pair.privateKey, publicKeyInfo, scheme: 'rsa-pss' } });
    const pfx = await opened(opensslPfx(leaf, [], '-passout', `pass:${PASSWORD}`), PASSWORD);
    expect(pfx.certificateOfKey?.thumbprint).toBe(leaf.certificate.thumbprint);
  });

  test.each([
    ['empty', '', undefined],
    ['empty and given', '', ''],
    ['beyond ASCII', 'Schlüssel-日本', 'Schlüssel-日本'],
  ])('a password that is %s', async (_, written, given) => {
    const options = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES'];
    for (const bytes of [
      opensslPfx(rsa, [], '-passout', `pass:${written}`),
      opensslPfx(rsa, [], '-passout', `pass:${written}`, ...options),
    ]) {
      expect((await opened(bytes, given)).certificates).toHaveLength(1);
    }
  });

  test.each([[[]], [['-legacy']], [['-nomac']], [['-nomac', '-legacy']]])('a wrong password %j', async (options) => {
    const bytes = opensslPfx(rsa, [root], '-passout', `pass:${PASSWORD}`, ...options);
    expect(await decodePfx(bytes, 'wrong')).toMatchObject({ ok: false, fault: 'wrong-password' });
    expect(await decodePfx(bytes, '')).toMatchObject({ ok: false, fault: 'wrong-password' });
    expect(await decodePfx(bytes, undefined)).toMatchObject({ ok: false, fault: 'password-needed' });
  });
});

describe('hostile', () => {
  const plain = sequence(sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(sequence()))));
  const withMac = (iterations: number): Uint8Array =>
    sequence(
      integer(3),
      sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(plain))),
      sequence(
        sequence(sequence(encodeOid('2.16.840.1.101.3.4.2.1')), octetString(new Uint8Array(32))),
        octetString(new Uint8Array(8)),
        integer(iterations),
      ),
    );
  const encryptedBy = (algorithm: Uint8Array): Uint8Array => {
    const data = sequence(
      integer(0),
      sequence(encodeOid('1.2.840.113549.1.7.1'), algorithm, encodeValue(0x80, new Uint8Array(16))),
    );
    const safe = sequence(sequence(encodeOid('1.2.840.113549.1.7.6'), explicit(0, data)));
    return sequence(integer(3), sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(safe))));
  };
  const pkcs12 = (iterations: number) =>
    sequence(encodeOid('1.2.840.113549.1.12.1.3'), sequence(octetString(new Uint8Array(8)), integer(iterations)));
  const pbes2 = (iterations: number) =>
    sequence(
      encodeOid('1.2.840.113549.1.5.13'),
      sequence(
        sequence(encodeOid('1.2.840.113549.1.5.12'), sequence(octetString(new Uint8Array(8)), integer(iterations))),
        sequence(encodeOid('2.16.840.1.101.3.4.1.42'), octetString(new Uint8Array(16))),
      ),
    );

  test.each([
    ['a MAC in no rounds', withMac(0)],
    ['a MAC in too many rounds', withMac(MAX_ITERATIONS + 1)],
    ['encryption in no rounds', encryptedBy(pkcs12(0))],
    ['encryption in too many rounds', encryptedBy(pkcs12(MAX_ITERATIONS + 1))],
    ['PBES2 in no rounds', encryptedBy(pbes2(0))],
    ['PBES2 in too many rounds', encryptedBy(pbes2(MAX_ITERATIONS + 1))],
    ['an unknown encryption', encryptedBy(sequence(encodeOid('1.2.3')))],
    ['another version', sequence(integer(1), sequence())],
    ['a public key instead of a password', sequence(integer(3), sequence(encodeOid('1.2.840.113549.1.7.2')))],
    ['nothing behind the version', sequence(integer(3))],
    [
      'an unknown MAC',
      sequence(
        integer(3),
        sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(plain))),
        sequence(
          sequence(sequence(encodeOid('1.2.840.113549.1.5.14')), octetString(Uint8Array.of(1))),
          octetString(Uint8Array.of(1)),
        ),
      ),
    ],
  ])('%s', async (_, bytes) => {
    const decoded = await decodePfx(bytes, 'x');
    expect(decoded).toMatchObject({ ok: false, fault: 'unreadable' });
    expect(decoded.ok ? '' : decoded.message).not.toBe('');
  });

  test('bags nested without end', async () => {
    let bags: Uint8Array = sequence();
    for (let depth = 0; depth < 10; depth += 1) {
      bags = sequence(sequence(encodeOid('1.2.840.113549.1.12.10.1.6'), explicit(0, bags)));
    }
    const safe = sequence(sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(bags))));
    const bytes = sequence(integer(3), sequence(encodeOid('1.2.840.113549.1.7.1'), explicit(0, octetString(safe))));
    expect(await decodePfx(bytes, 'x')).toMatchObject({ ok: false, fault: 'unreadable' });
  });

  const small = forgePfx(rsa, [rsa], 'x', { count: 1 });

  test('every prefix is refused', async () => {
    for (let length = 1; length < small.length; length += 1) {
      expect(await decodePfx(small.subarray(0, length), 'x')).toMatchObject({ ok: false });
    }
  });

  test('damage anywhere gives a value or a fault', async () => {
    const damaged = Buffer.from(small);
    for (let offset = 0; offset < small.length; offset += 1) {
      for (const value of offset < 200 || offset > small.length - 120 ? [0x00, 0x30, 0x80, 0xff] : [0xff]) {
        damaged[offset] = value;
        const decoded = await decodePfx(damaged, 'x');
        expect(typeof decoded.ok).toBe('boolean');
      }
      damaged[offset] = small[offset] ?? 0;
    }
  });
});

test('what looks like a PFX', () => {
  expect(looksLikePfx(forgePfx(rsa, [rsa], 'x', { count: 1 }))).toBe(true);
  expect(looksLikePfx(rsa.certificate.der)).toBe(false);
  expect(looksLikePfx(encodeValue(TAG.sequence))).toBe(false);
  expect(looksLikePfx(new Uint8Array())).toBe(false);
});
