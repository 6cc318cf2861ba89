import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TAG } from '../../src/formats/der.ts';
import { encodeValue } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import {
  algorithmOf,
  crlExtensions,
  dnsName,
  extensions,
  generalizedTime,
  type Issued,
  integer,
  issue,
  NOW_MS,
  name,
  newKey,
  sequence,
  signedValue,
  text,
} from '../trust/test-pki.ts';

/** A chain and a revocation list as large as those of the largest authorities: 250,000 entries, 10.5 MB. */

export const ENTRIES = 250_000;
/** The moment that everything is valid at. */
export const AT = new Date(NOW_MS).toISOString();
/** Every so many entries says why, so that entries are not all alike. */
const WITH_REASON = 5;

export interface LargeCrl {
  readonly folder: string;
  readonly leaf: string;
  readonly root: string;
  readonly list: string;
  readonly bytes: number;
}

/** Made once, because signing it is not what is measured. */
export function largeCrl(): LargeCrl {
  const folder = join(import.meta.dirname, '..', '..', '.cache', 'bench', `crl-${ENTRIES}`);
  const files = { leaf: join(folder, 'leaf.pem'), root: join(folder, 'root.pem'), list: join(folder, 'list.crl') };
  if (!existsSync(files.list)) make(folder, files);
  return { folder, ...files, bytes: readFileSync(files.list).length };
}

function make(folder: string, files: Pick<LargeCrl, 'leaf' | 'root' | 'list'>): void {
  mkdirSync(folder, { recursive: true });
  const root = issue({
    subject: name('Contoso Root CA'),
    key: newKey('rsa'),
    extensions: [extensions.ca(), extensions.keyUsage(5, 6)],
  });
  const leaf = issue({
    subject: name('cmg.contoso.com'),
    issuer: root,
    key: newKey('rsa'),
    extensions: [
      extensions.subjectAltName(dnsName('cmg.contoso.com')),
      extensions.extendedKeyUsage(OID.serverAuth),
      extensions.crlDistributionPoints('http://pki.contoso.com/root.crl'),
    ],
  });
  writeFileSync(files.leaf, pem(leaf));
  writeFileSync(files.root, pem(root));
  // Whole or not at all: a run that is stopped leaves no half list behind.
  writeFileSync(`${files.list}.draft`, listOf(root));
  renameSync(`${files.list}.draft`, files.list);
}

function listOf(issuer: Issued): Uint8Array {
  const revokedAt = text('250601120000Z', TAG.utcTime);
  const reason = sequence(crlExtensions.reason(1));
  const entries = Array.from({ length: ENTRIES }, (_, index) => {
    const serial = Buffer.alloc(20);
    serial[0] = 0x40;
    serial.writeUInt32BE(index, 12);
    serial.writeUInt32BE((index * 2_654_435_761) % 2 ** 32, 16);
    const own = index % WITH_REASON === 0 ? [reason] : [];
    return sequence(encodeValue(TAG.integer, serial), revokedAt, ...own);
  });
  const { scheme } = issuer.key;
  const tbs = sequence(
    integer(1),
    algorithmOf(scheme),
    issuer.certificate.subject.der,
    generalizedTime(NOW_MS - 1000),
    generalizedTime(NOW_MS + 7 * 86_400_000),
    sequence(Buffer.concat(entries)),
  );
  return signedValue(tbs, issuer.key, scheme);
}

function pem({ certificate: { der } }: Issued): string {
  const base64 = Buffer.from(der).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
