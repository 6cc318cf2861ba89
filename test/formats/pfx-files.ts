import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { encodeValue } from '../../src/formats/der-writer.ts';
import type { Issued } from '../trust/test-pki.ts';

/** PFX files for tests: written by OpenSSL where this machine has it, and by node-forge. */

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
const certificatePem = ({ certificate }: Issued): string => pem('CERTIFICATE', certificate.der);
const keyPem = ({ key }: Issued): string => key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

export const hasOpenssl = ((): boolean => {
  try {
    // The options of the tests are those of version 3.
    return /^OpenSSL [3-9]/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
})();

/** `openssl pkcs12 -export` with these options; RC2 needs `-legacy`. */
export function opensslPfx(leaf: Issued, chain: readonly Issued[], ...options: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'cmg-preflight-pfx-'));
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const out = join(folder, 'out.pfx');
    const inputs = ['-in', file('leaf.pem', certificatePem(leaf)), '-inkey', file('leaf.key', keyPem(leaf))];
    const others = chain.length === 0 ? [] : ['-certfile', file('chain.pem', chain.map(certificatePem).join(''))];
    execFileSync('openssl', ['pkcs12', '-export', ...inputs, ...others, '-out', out, ...options], { stdio: 'pipe' });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As node-forge writes it: RSA keys only, certificates in the order given. */
export function forgePfx(
  key: Issued | undefined,
  certificates: readonly Issued[],
  password: string,
  options: { readonly count?: number; readonly algorithm?: '3des' | 'aes256' } = {},
): Uint8Array {
  const privateKey = key ? forge.pki.privateKeyFromPem(keyPem(key)) : null;
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    privateKey as forge.pki.rsa.PrivateKey,
    certificates.map((one) => certificatePem(one)) as unknown as forge.pki.Certificate[],
    password,
    { algorithm: '3des', generateLocalKeyId: false, ...options },
  );
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** The same value with indefinite lengths and octet strings in pieces, as browsers write PKCS #12. */
export function asIndefinite(der: Uint8Array): Uint8Array {
  const tag = der[0] ?? 0;
  const { start } = header(der);
  const content = der.subarray(start);
  if (tag === 0x04 && content.length > 64) {
    const half = content.length >> 1;
    const pieces = [content.subarray(0, half), content.subarray(half)].map((piece) => encodeValue(0x04, piece));
    return Buffer.concat([Uint8Array.of(0x24, 0x80), ...pieces, Uint8Array.of(0, 0)]);
  }
  if ((tag & 0x20) === 0) return der;
  return Buffer.concat([Uint8Array.of(tag, 0x80), ...childrenOf(content).map(asIndefinite), Uint8Array.of(0, 0)]);
}

function childrenOf(content: Uint8Array): Uint8Array[] {
  const children: Uint8Array[] = [];
  for (let rest = content; rest.length > 0; ) {
    const { start, length } = header(rest);
    children.push(rest.subarray(0, start + length));
    rest = rest.subarray(start + length);
  }
  return children;
}

function header(der: Uint8Array): { readonly start: number; readonly length: number } {
  const first = der[1] ?? 0;
  if (first < 0x80) return { start: 2, length: first };
  const octets = der.subarray(2, 2 + (first & 0x7f));
  return { start: 2 + octets.length, length: octets.reduce((sum, octet) => sum * 256 + octet, 0) };
}
