import { rootCertificates } from 'node:tls';
import { decodeCertificateBundle } from '../formats/certificate-bundle.ts';
import type { Certificate } from '../formats/x509-certificate.ts';

let decoded: readonly Certificate[] | undefined;

/**
 * The public roots that Node ships (Mozilla's list), known by content. They are trusted for nothing: they tell what an
 * absent root is, and give the thumbprint to look for in Microsoft's trust list.
 */
export function knownPublicRoots(): readonly Certificate[] {
  decoded ??= rootCertificates.flatMap((pem) => {
    const bundle = decodeCertificateBundle(new TextEncoder().encode(pem));
    return bundle.ok ? bundle.value : [];
  });
  return decoded;
}
