import type { CertificateFile, GivenList } from '../../../../checks/server-certificate/evidence.ts';
import { decodeCertificateBundle, MAX_BUNDLE_BYTES } from '../../../formats/certificate-bundle.ts';
import { MAX_CRL_BYTES } from '../../../formats/crl-file.ts';
import type { FormatFault } from '../../../formats/format-error.ts';
import { decodePem, looksLikePem } from '../../../formats/pem.ts';
import { decodePfx, looksLikePfx, type Pfx } from '../../../formats/pfx.ts';
import type { Certificate } from '../../../formats/x509-certificate.ts';
import type { CommandLineIo } from '../../io.ts';
import { UsageError } from '../../usage-error.ts';

type Reader = Pick<CommandLineIo, 'readBytes'>;

/** @throws UsageError when there is no certificate in the file, in one sentence */
export async function readServerCertificate(
  path: string,
  password: string | undefined,
  io: Reader,
): Promise<CertificateFile> {
  const bytes = await read(path, MAX_BUNDLE_BYTES, io);
  if (looksLikePfx(bytes)) return fileOfPfx(path, await openPfx(path, bytes, password));
  const [leaf, ...others] = certificatesOf(path, bytes);
  if (leaf === undefined) throw new UsageError(`${path} holds no certificate.`);
  return { name: path, leaf, others };
}

/** @throws UsageError */
export async function readCertificates(flag: string, path: string, io: Reader): Promise<readonly Certificate[]> {
  return certificatesOf(`${flag} ${path}`, await read(path, MAX_BUNDLE_BYTES, io));
}

/** What is in the list is judged later: a damaged one is an answer too. @throws UsageError */
export async function readLists(paths: readonly string[], io: Reader): Promise<readonly GivenList[]> {
  return Promise.all(paths.map(async (name) => ({ name, bytes: await read(name, MAX_CRL_BYTES, io) })));
}

async function read(path: string, maxBytes: number, io: Reader): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await io.readBytes(path, maxBytes);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
  if (bytes === undefined) throw new UsageError(`There is no file ${path}.`);
  if (bytes.length === 0) throw new UsageError(`${path} is empty.`);
  return bytes;
}

function certificatesOf(what: string, bytes: Uint8Array): readonly Certificate[] {
  const bundle = decodeCertificateBundle(bytes);
  if (bundle.ok) return bundle.value;
  throw new UsageError(`${what} holds no certificate that can be read: ${explain(bundle.error, bytes)}.`);
}

function explain({ code, message }: FormatFault, bytes: Uint8Array): string {
  if (code !== 'missing-certificate' || !looksLikePem(bytes)) return message;
  const blocks = decodePem(bytes);
  const labels = blocks.ok ? [...new Set(blocks.value.map(({ label }) => label.toLowerCase()))].slice(0, 3) : [];
  return labels.length === 0 ? message : `there is only "${labels.join('", "')}" in it`;
}

async function openPfx(path: string, bytes: Uint8Array, password: string | undefined): Promise<Pfx> {
  const pfx = await decodePfx(bytes, password);
  if (pfx.ok) return pfx.value;
  switch (pfx.fault) {
    case 'password-needed':
      throw new UsageError(`${path} is protected by a password: give it with --password.`);
    case 'wrong-password':
      throw new UsageError(`The password does not open ${path}.`);
    case 'unreadable':
      throw new UsageError(`${path} cannot be read as PFX: ${pfx.message}.`);
  }
}

/**
 * The server certificate of a PFX is the one that the private key belongs to, because that is the one the CMG will show;
 * where no key tells, the first.
 */
function fileOfPfx(path: string, { certificates, certificateOfKey, privateKeys, unknownKeys }: Pfx): CertificateFile {
  const leaf = certificateOfKey ?? certificates[0];
  if (leaf === undefined) throw new UsageError(`${path} is a PFX without a certificate.`);
  return {
    name: path,
    leaf,
    others: certificates.filter((certificate) => certificate !== leaf),
    pfx: { privateKeys, unknownKeys, keyIsOf: certificateOfKey },
  };
}
