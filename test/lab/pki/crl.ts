import { OID } from '../../../src/formats/oids.ts';
import type { LabCertificate } from './certificate.ts';
import * as der from './der.ts';
import { authorityKeyIdentifier, crlDistributionPoints, distributionPointName, extension } from './extensions.ts';
import type { KeyPair } from './keys.ts';
import { type SignatureChoice, signed } from './signing.ts';

export interface RevokedEntry {
  readonly serial: bigint;
  readonly at: Date;
  /** CRLReason of RFC 5280 §5.3.1; 8 is removeFromCRL. */
  readonly reason?: number;
}

/** Issuing distribution point, RFC 5280 §5.2.5. */
export interface IssuingDistributionPoint {
  readonly urls?: readonly string[];
  readonly onlyUserCertificates?: boolean;
  readonly onlyCaCertificates?: boolean;
  readonly onlySomeReasons?: readonly number[];
  readonly indirect?: boolean;
  readonly onlyAttributeCertificates?: boolean;
}

export interface CrlSpec {
  readonly issuer: LabCertificate;
  /** Another key than the issuer's. */
  readonly signer?: KeyPair;
  readonly thisUpdate: Date;
  /** Null: the field is left out. */
  readonly nextUpdate: Date | null;
  readonly revoked?: readonly RevokedEntry[];
  readonly number?: bigint;
  /** Makes it a delta CRL on that base. */
  readonly deltaBase?: bigint;
  readonly freshestUrls?: readonly string[];
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
  /** A critical extension that nobody knows. */
  readonly unknownCritical?: boolean;
  readonly signature?: SignatureChoice;
}

/** CertificateList, version 2 (RFC 5280 §5.1), DER. */
export function issueCrl(spec: CrlSpec): Buffer {
  const signer = spec.signer ?? spec.issuer.key;
  const revoked = (spec.revoked ?? []).map((entry) =>
    der.sequence(
      der.integer(entry.serial),
      der.time(entry.at),
      ...(entry.reason === undefined ? [] : [der.sequence(extension(OID.reasonCode, der.enumerated(entry.reason)))]),
    ),
  );
  return signed(
    (algorithm) =>
      der.sequence(
        der.integer(1),
        algorithm,
        spec.issuer.subject,
        der.time(spec.thisUpdate),
        ...(spec.nextUpdate ? [der.time(spec.nextUpdate)] : []),
        ...(revoked.length > 0 ? [der.sequence(...revoked)] : []),
        der.explicit(0, der.sequence(...crlExtensions(spec, signer))),
      ),
    signer,
    spec.signature,
  ).der;
}

function crlExtensions(spec: CrlSpec, signer: KeyPair): Buffer[] {
  const point = spec.issuingDistributionPoint;
  return [
    authorityKeyIdentifier(signer),
    extension(OID.crlNumber, der.integer(spec.number ?? 1n)),
    ...(spec.deltaBase === undefined ? [] : [extension(OID.deltaCrlIndicator, der.integer(spec.deltaBase), true)]),
    ...(point ? [extension(OID.issuingDistributionPoint, issuingDistributionPoint(point), true)] : []),
    ...(spec.freshestUrls ? [crlDistributionPoints(spec.freshestUrls, OID.freshestCrl)] : []),
    ...(spec.unknownCritical ? [extension('1.3.6.1.4.1.99999.1', der.nothing(), true)] : []),
  ];
}

function issuingDistributionPoint(point: IssuingDistributionPoint): Buffer {
  const flag = (number: number, value: boolean | undefined) => (value ? [der.implicit(number, Buffer.of(0xff))] : []);
  return der.sequence(
    ...(point.urls ? [der.explicit(0, distributionPointName(point.urls))] : []),
    ...flag(1, point.onlyUserCertificates),
    ...flag(2, point.onlyCaCertificates),
    ...(point.onlySomeReasons ? [der.implicit(3, der.namedBits(point.onlySomeReasons).subarray(2))] : []),
    ...flag(4, point.indirect),
    ...flag(5, point.onlyAttributeCertificates),
  );
}
