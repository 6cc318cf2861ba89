import type { CrlSpec, IssuingDistributionPoint } from './crl.ts';
import type { Days } from './days.ts';
import type { NameConstraints } from './extensions.ts';
import type { KeyKind } from './keys.ts';
import type { GeneralName } from './names.ts';
import type { OcspCertStatus } from './ocsp.ts';
import type { SignatureChoice } from './signing.ts';

/** How a certificate of the lab differs from the healthy one. */
export interface CertificateChange {
  readonly subject?: string;
  readonly key?: KeyKind;
  readonly valid?: readonly [from: Days, to: Days];
  readonly alternativeNames?: readonly GeneralName[];
  readonly extendedKeyUsage?: readonly string[];
  readonly keyUsage?: readonly number[];
  readonly crlUrls?: readonly string[];
  readonly ocspUrls?: readonly string[];
  readonly issuerUrls?: readonly string[];
  readonly nameConstraints?: NameConstraints;
  readonly signature?: SignatureChoice;
  /** For a CA: it is none after all, or it has this path length. */
  readonly ca?: false | { readonly pathLength: number | null };
  /** Whole extensions, hex of the DER. */
  readonly extensionsHex?: readonly string[];
}

/** How a CRL of the lab differs from a fresh and empty one. */
export interface CrlChange {
  readonly thisUpdate?: Days;
  /** Null: the field is left out. */
  readonly nextUpdate?: Days | null;
  readonly revoked?: readonly Revocable[];
  /** That many further entries. */
  readonly others?: number;
  /** Signed by another key under the issuer's name. */
  readonly wrongSigner?: boolean;
  readonly signature?: SignatureChoice;
  readonly deltaBase?: number;
  readonly freshestUrls?: readonly string[];
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
  readonly unknownCritical?: CrlSpec['unknownCritical'];
  readonly reason?: number;
  /** Its server takes that long. */
  readonly afterMs?: number;
  /** In PEM, as some publish it. */
  readonly pem?: boolean;
}

export type Revocable = 'server' | 'issuing';

/** How the OCSP responder answers; it is asked only where a certificate names it. */
export interface OcspPlan {
  readonly status?: OcspCertStatus;
  readonly failure?: 'tryLater' | 'malformedRequest' | 'internalError' | 'unauthorized';
  /** Signed by a certificate of its own, which the issuer gave that right. */
  readonly delegated?: boolean;
  /** Signed by a key that has nothing to do with the issuer. */
  readonly wrongSigner?: boolean;
  readonly thisUpdate?: Days;
  readonly nextUpdate?: Days | null;
  readonly signature?: SignatureChoice;
}

/**
 * `private`: a company's own CA, its root on the device. `public`: one of the root program. `microsoft`: the public one
 * that Microsoft's own sign-in hosts are certified by.
 */
export type PkiKind = 'private' | 'public' | 'microsoft';

export interface PkiPlan {
  readonly kind?: PkiKind;
  readonly root?: CertificateChange;
  readonly issuing?: CertificateChange;
  readonly server?: CertificateChange;
  /** Who issues the server's certificate: the issuing CA, itself, or an inspecting proxy. */
  readonly serverIssuer?: 'issuing' | 'self' | 'inspection';
  readonly rootCrl?: CrlChange;
  readonly issuingCrl?: CrlChange;
  /** A delta CRL of the issuing CA, published beside its CRL with a `+` in the name, as ADCS does. */
  readonly issuingDelta?: CrlChange;
  readonly ocsp?: OcspPlan;
  /** What is published at further addresses, `host/path`, on any web server of the lab. */
  readonly publishedAlso?: Readonly<Record<string, 'issuingCrl' | 'rootCrl' | 'issuingCertificate'>>;
  /** Name of the inspecting proxy's CA. */
  readonly inspectionSubject?: string;
}
