import { createHash } from 'node:crypto';
import { OID } from '../../../src/formats/oids.ts';
import type { LabCertificate } from './certificate.ts';
import * as der from './der.ts';
import { extension, keyIdentifier } from './extensions.ts';
import { type SignatureChoice, signed } from './signing.ts';

export type OcspCertStatus = 'good' | 'revoked' | 'unknown';

export interface OcspSpec {
  /** Issuer of the certificate that is asked about. */
  readonly issuer: LabCertificate;
  readonly serial: bigint;
  readonly status: OcspCertStatus;
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  /** Null: the field is left out. */
  readonly nextUpdate: Date | null;
  /** Who signs: the issuer itself, or a delegated responder whose certificate is sent along. */
  readonly responder?: LabCertificate;
  readonly nonce?: Uint8Array;
  readonly signature?: SignatureChoice;
}

/** OCSPResponseStatus without a body (RFC 6960 §4.2.1). */
export const ocspFailure = {
  malformedRequest: der.sequence(der.enumerated(1)),
  internalError: der.sequence(der.enumerated(2)),
  tryLater: der.sequence(der.enumerated(3)),
  unauthorized: der.sequence(der.enumerated(6)),
} as const;

/** A successful OCSPResponse with one BasicOCSPResponse, DER. */
export function issueOcspResponse(spec: OcspSpec): Buffer {
  const responder = spec.responder ?? spec.issuer;
  const basic = signed(
    () =>
      der.sequence(
        der.explicit(2, der.octetString(keyIdentifier(responder.key))),
        der.generalizedTime(spec.producedAt),
        der.sequence(singleResponse(spec)),
        ...(spec.nonce ? [der.explicit(1, der.sequence(extension(OID.ocspNonce, der.octetString(spec.nonce))))] : []),
      ),
    responder.key,
    spec.signature,
  );
  const certificates = spec.responder ? [der.explicit(0, der.sequence(spec.responder.der))] : [];
  const response = der.sequence(basic.tbs, basic.algorithm, der.bitString(basic.signature), ...certificates);
  return der.sequence(
    der.enumerated(0),
    der.explicit(0, der.sequence(der.oid(OID.ocspBasicResponse), der.octetString(response))),
  );
}

/** CertID with SHA-1, the hash that Windows asks with. */
export function ocspCertId(issuer: LabCertificate, serial: bigint): Buffer {
  return der.sequence(
    der.sequence(der.oid(OID.sha1), der.nothing()),
    der.octetString(createHash('sha1').update(issuer.subject).digest()),
    der.octetString(keyIdentifier(issuer.key)),
    der.integer(serial),
  );
}

function singleResponse(spec: OcspSpec): Buffer {
  const status =
    spec.status === 'good'
      ? der.implicit(0, Buffer.alloc(0))
      : spec.status === 'unknown'
        ? der.implicit(2, Buffer.alloc(0))
        : der.explicit(1, der.generalizedTime(spec.thisUpdate), der.explicit(0, der.enumerated(1)));
  return der.sequence(
    ocspCertId(spec.issuer, spec.serial),
    status,
    der.generalizedTime(spec.thisUpdate),
    ...(spec.nextUpdate ? [der.explicit(0, der.generalizedTime(spec.nextUpdate))] : []),
  );
}
