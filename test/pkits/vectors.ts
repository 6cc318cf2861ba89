import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where NIST's Public Key Interoperability Test Suite (PKITS, public domain) lies on this machine. It is not part of this
 * repository: it comes with Debian's package python3-cryptography-vectors, installed or unpacked into `.cache`.
 */

const PACKAGE = 'python3-cryptography-vectors';
const INSIDE = 'usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data';
const cache = join(import.meta.dirname, '..', '..', '.cache', 'pkits');
/** The package has 29 MB; a mirror that takes longer than this is as good as none. */
const DOWNLOAD_TIMEOUT_MS = 120_000;

/** The folder with `certs` and `crls`, fetched when it has to be; undefined when this machine cannot have the package. */
export function pkitsFolder(): string | undefined {
  const places = [join('/', INSIDE), join(cache, INSIDE)];
  const found = places.find((place) => existsSync(join(place, 'certs')));
  if (found !== undefined) return found;
  try {
    unpackPackage();
  } catch {
    // No apt-get, no mirror, no dpkg: the caller says that the suite was skipped, and why.
    return undefined;
  }
  return places.find((place) => existsSync(join(place, 'certs')));
}

/** `apt-get download` needs no rights and installs nothing. */
function unpackPackage(): void {
  mkdirSync(cache, { recursive: true });
  const options = { cwd: cache, timeout: DOWNLOAD_TIMEOUT_MS, stdio: 'ignore' } as const;
  execFileSync('apt-get', ['download', PACKAGE], options);
  const archive = readdirSync(cache).find((file) => file.startsWith(PACKAGE) && file.endsWith('.deb'));
  if (archive !== undefined) execFileSync('dpkg-deb', ['--extract', archive, '.'], options);
}
