import { attributeValues, type DistinguishedName, NAME_ATTRIBUTE } from '../../src/formats/distinguished-name.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import type { PathFault } from '../../src/trust/path.ts';
import type { RootVerdict } from '../../src/trust/root-verdict.ts';
import type { IssuerFetch } from './fetch-issuers.ts';

/** The common name where there is one, else the whole name; in quotation marks. */
export function quoted(name: DistinguishedName): string {
  const [commonName] = attributeValues(name, NAME_ATTRIBUTE.commonName);
  return `"${commonName ?? name.text}"`;
}

/** Name and thumbprint, as certlm.msc shows them. */
export function named({ subject, thumbprint }: Certificate): string {
  return `${quoted(subject)} (${thumbprint})`;
}

/** The root where one is known, else the name of the issuer that nobody has. */
export function rootName({ root, path }: RootVerdict): string {
  if (root !== undefined) return named(root);
  const top = path?.elements.at(-1)?.certificate;
  return top === undefined ? 'an unknown root' : quoted(top.issuer);
}

/** Each fault with the certificate it is about. */
export function faultWords({ faults, path }: RootVerdict): string {
  const words = faults.map(({ detail, position }) => {
    const certificate = path?.elements[position]?.certificate;
    return certificate === undefined ? detail : `${named(certificate)}: ${detail}`;
  });
  return [...new Set(words)].join('; ');
}

/** The certificate that the first fault is about. */
export function faultyCertificate({ faults, path }: RootVerdict): Certificate | undefined {
  const [first] = faults;
  return first && path?.elements[first.position]?.certificate;
}

export function isDateFault({ code }: PathFault): boolean {
  return code === 'expired' || code === 'not-yet-valid';
}

/** What came of the URLs of a certificate's issuer, in words. */
export function fetchWords(urls: readonly string[], fetches: readonly IssuerFetch[]): string {
  if (urls.length === 0) return 'the certificate does not say where to fetch it';
  const words = urls.map((url) => {
    const fetch = fetches.find((candidate) => candidate.url === url);
    const outcome = fetch?.outcome === 'fetched' ? 'something else is there' : (fetch?.outcome ?? 'not tried');
    return `${url}: ${outcome}`;
  });
  return `it could not be fetched (${words.join('; ')})`;
}
