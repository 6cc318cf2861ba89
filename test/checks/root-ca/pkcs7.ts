import { encodeOid, encodeValue } from '../../../src/formats/der-writer.ts';
import { OID } from '../../../src/formats/oids.ts';
import { explicit, type Issued, integer, sequence } from '../../trust/test-pki.ts';

/** Certificates in PKCS #7 without a signer, as AIA servers hand out `.p7c` (RFC 5280 §4.2.2.1). */
export function certsOnly(...certificates: readonly Issued[]): Uint8Array {
  const emptySet = encodeValue(0x31);
  const data = sequence(encodeOid('1.2.840.113549.1.7.1'));
  const signedData = sequence(
    integer(1),
    emptySet,
    data,
    explicit(0, ...certificates.map(({ certificate }) => certificate.der)),
    emptySet,
  );
  return sequence(encodeOid(OID.signedData), explicit(0, signedData));
}
