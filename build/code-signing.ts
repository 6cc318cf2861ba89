import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Where the code signing certificate is: a PFX file, or the certificate store of a Windows build machine. */
export type SigningIdentity =
  | { readonly kind: 'pfx'; readonly file: string; readonly passwordFile: string }
  | { readonly kind: 'store'; readonly thumbprint: string };

export interface Signing {
  readonly identity: SigningIdentity;
  /** RFC 3161 time stamp service. Without one the signature ends with the certificate. */
  readonly timestampUrl?: string;
}

const run = promisify(execFile);
const DESCRIPTION = 'cmg-preflight';

/**
 * Signs a Windows executable in place, as the last change to its bytes: a PFX with osslsigncode, which exists on every
 * system, and a certificate of the store, which is where hardware keys show up, with Windows' signtool.
 *
 * The password is read by osslsigncode from its file, because a command line can be read by every process.
 * @throws when the tool is missing or refuses
 */
export async function signExecutable(file: string, { identity, timestampUrl }: Signing): Promise<void> {
  if (identity.kind === 'store') {
    const timestamp = timestampUrl ? ['/tr', timestampUrl, '/td', 'sha256'] : [];
    await run('signtool', [
      'sign',
      '/fd',
      'sha256',
      '/sha1',
      identity.thumbprint,
      '/d',
      DESCRIPTION,
      ...timestamp,
      file,
    ]);
    return;
  }
  const signed = `${file}.signed`;
  const timestamp = timestampUrl ? ['-ts', timestampUrl] : [];
  const key = ['-pkcs12', identity.file, '-readpass', identity.passwordFile];
  await run('osslsigncode', [
    'sign',
    ...key,
    '-h',
    'sha256',
    '-n',
    DESCRIPTION,
    ...timestamp,
    '-in',
    file,
    '-out',
    signed,
  ]);
  await rename(signed, file);
}
