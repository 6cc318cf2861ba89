import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import 'reflect-metadata'; // @peculiar/x509 wants it loaded before itself
import * as x509 from '@peculiar/x509';
import { decodeCertificateBundle } from '../../src/formats/certificate-bundle.ts';
import { decodedOrThrow } from '../../src/formats/format-error.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { verifySignedObject } from '../../src/trust/signature.ts';

/** Every root of Debian's ca-certificates against two other readers. */

const FOLDER = '/etc/ssl/certs';
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.pem')) : [];

(files.length > 0 ? describe : describe.skip)("Debian's certificates", () => {
  test.each(files)('%s', (file) => {
    const certificates = decodedOrThrow(decodeCertificateBundle(readFileSync(join(FOLDER, file))));
    for (const certificate of certificates) compare(certificate);
  });
});

function compare(certificate: Certificate): void {
  const node = new X509Certificate(Buffer.from(certificate.der));
  expect(certificate.thumbprint).toBe(node.fingerprint.replaceAll(':', ''));
  // OpenSSL drops a leading zero octet.
  expect(BigInt(`0x${certificate.serialText}`)).toBe(BigInt(`0x${node.serialNumber}`));
  expect(certificate.notBeforeMs).toBe(node.validFromDate.getTime());
  expect(certificate.notAfterMs).toBe(node.validToDate.getTime());
  expect(Buffer.from(certificate.publicKey.der)).toEqual(node.publicKey.export({ format: 'der', type: 'spki' }));
  expect(certificate.basicConstraints?.isCa ?? false).toBe(node.ca);
  const { modulusLength } = node.publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) expect(certificate.publicKey.bits).toBe(modulusLength);
  expect(certificate.malformedExtensions).toEqual([]);

  const peculiar = new x509.X509Certificate(new Uint8Array(certificate.der));
  expect(certificate.extensions.map(({ oid, critical }) => [oid, critical])).toEqual(
    peculiar.extensions.map(({ type, critical }) => [type, critical]),
  );
  const keyId = peculiar.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  expect(certificate.subjectKeyIdentifier && Buffer.from(certificate.subjectKeyIdentifier).toString('hex')).toBe(keyId);
  expect(certificate.basicConstraints?.pathLength).toBe(
    peculiar.getExtension(x509.BasicConstraintsExtension)?.pathLength,
  );
  if (certificate.subject.comparisonKey === certificate.issuer.comparisonKey) {
    expect(verifySignedObject(certificate, certificate)).toBe('valid');
  }
}
