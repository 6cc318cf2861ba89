import { sameBytes } from '../formats/bytes.ts';
import { sameName } from '../formats/distinguished-name.ts';
import type { Certificate } from '../formats/x509-certificate.ts';
import type { PathElement, PathFault } from './path.ts';
import type { SignatureVerdict } from './signature.ts';

/** One link of a path: a certificate and the one that may have issued it. */

/** By name and key, not by identity: two cross-certificates for each other would send the search in circles. */
export function isOnPath(candidate: Certificate, path: readonly PathElement[]): boolean {
  return path.some(
    ({ certificate }) =>
      certificate.thumbprint === candidate.thumbprint ||
      (sameName(certificate.subject, candidate.subject) &&
        sameBytes(certificate.publicKey.der, candidate.publicKey.der)),
  );
}

/** The child names the key or the very certificate of its issuer, and this is another one. */
export function contradicts(child: Certificate, issuer: Certificate): boolean {
  const { keyIdentifier, serial, issuer: names = [] } = child.authorityKeyIdentifier ?? {};
  const otherKey =
    keyIdentifier !== undefined &&
    issuer.subjectKeyIdentifier !== undefined &&
    !sameBytes(keyIdentifier, issuer.subjectKeyIdentifier);
  const directory = names.flatMap((name) => (name.kind === 'directory' ? [name.name] : []));
  const otherCertificate =
    serial !== undefined &&
    directory.length > 0 &&
    !(sameBytes(serial, issuer.serial) && directory.some((name) => sameName(name, issuer.issuer)));
  return otherKey || otherCertificate;
}

export function linkFaultsOf(
  child: Certificate,
  issuer: Certificate,
  signature: SignatureVerdict,
  position: number,
): PathFault[] {
  const faults: PathFault[] = [];
  if (signature === 'invalid') {
    const detail = 'its signature was not made by the issuer of that name';
    faults.push({ code: 'bad-signature', position, certainty: 'certain', detail });
  }
  if (signature === 'unsupported') {
    const detail = `whether Windows can verify its signature (algorithm ${child.signatureAlgorithm.oid}) is not known`;
    faults.push({ code: 'unsupported-algorithm', position, certainty: 'undetermined', detail });
  }
  if (contradicts(child, issuer)) {
    // Windows searches issuers by that identifier; whether it then still finds this one is not documented.
    const detail = 'its authority key identifier names another issuer certificate';
    faults.push({ code: 'key-identifier-mismatch', position, certainty: 'undetermined', detail });
  }
  return faults;
}
