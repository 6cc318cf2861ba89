import { createHash } from 'node:crypto';
import { encodeOid, encodeValue } from '../../src/formats/der-writer.ts';
import { OID } from '../../src/formats/oids.ts';
import { PROPERTY } from '../../src/formats/store-blob.ts';
import type { Certificate } from '../../src/formats/x509-certificate.ts';
import { explicit, generalizedTime, integer, NOW_MS, octetString, sequence } from './test-pki.ts';

/** Writes a certificate trust list as it stands in `EncodedCtl`, without a signature. */

export interface TrustListEntryRequest {
  readonly certificate: Certificate;
  /** What the list calls it; its SHA-1 unless given. */
  readonly identifier?: Uint8Array;
  readonly properties: readonly { readonly id: number; readonly value: Uint8Array }[];
}

const set = (...values: readonly Uint8Array[]): Uint8Array => encodeValue(0x31, ...values);

export function trustList(entries: readonly TrustListEntryRequest[]): Uint8Array {
  const subjects = entries.map(({ certificate, identifier, properties }) => {
    const nameMd5 = createHash('md5').update(certificate.subject.der).digest();
    const attributes = [...properties, { id: PROPERTY.subjectNameMd5, value: nameMd5 }].map(({ id, value }) =>
      sequence(encodeOid(`${OID.ctlPropertyPrefix}${id}`), set(octetString(value))),
    );
    return sequence(octetString(identifier ?? Buffer.from(certificate.thumbprint, 'hex')), set(...attributes));
  });
  const content = sequence(
    sequence(encodeOid('1.3.6.1.4.1.311.10.3.9')),
    octetString(Buffer.from('AuthRoot')),
    integer(1),
    generalizedTime(NOW_MS),
    sequence(encodeOid(OID.sha1)),
    ...(subjects.length > 0 ? [sequence(...subjects)] : []),
  );
  const signedData = sequence(
    integer(1),
    set(),
    sequence(encodeOid(OID.certificateTrustList), explicit(0, content)),
    set(),
  );
  return sequence(encodeOid(OID.signedData), explicit(0, signedData));
}
