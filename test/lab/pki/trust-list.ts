import { createHash } from 'node:crypto';
import { OID } from '../../../src/formats/oids.ts';
import type { LabCertificate } from './certificate.ts';
import * as der from './der.ts';
import { keyIdentifier } from './extensions.ts';

/** Root List Signer, the usage of the list of the Microsoft root program. */
const ROOT_LIST_SIGNER = '1.3.6.1.4.1.311.10.3.9';
/** Property ids of wincrypt.h in an entry. */
const KEY_IDENTIFIER = 20;
const SUBJECT_NAME_MD5 = 29;

export interface TrustListEntry {
  readonly certificate: LabCertificate;
  /** Further properties, by id, e.g. 104 with a FILETIME: disallowed. */
  readonly properties?: Readonly<Record<number, Uint8Array>>;
}

/**
 * The value `EncodedCtl`: a certificate trust list in PKCS #7 SignedData, without signer, since nobody but Windows checks
 * that. Entries name roots by SHA-1.
 */
export function renderTrustList(entries: readonly TrustListEntry[], thisUpdate: Date): Buffer {
  const list = der.sequence(
    der.sequence(der.oid(ROOT_LIST_SIGNER)),
    der.integer(0x0001_dc00_1234_5678n),
    der.time(thisUpdate),
    der.sequence(der.oid(OID.sha1), der.nothing()),
    der.sequence(...entries.map(renderEntry)),
  );
  const signedData = der.sequence(
    der.integer(1),
    der.setOf(),
    der.sequence(der.oid(OID.certificateTrustList), der.explicit(0, list)),
    der.setOf(),
  );
  return der.sequence(der.oid(OID.signedData), der.explicit(0, signedData));
}

function renderEntry({ certificate, properties = {} }: TrustListEntry): Buffer {
  const own: Readonly<Record<number, Uint8Array>> = {
    [KEY_IDENTIFIER]: keyIdentifier(certificate.key),
    [SUBJECT_NAME_MD5]: createHash('md5').update(certificate.subject).digest(),
    ...properties,
  };
  return der.sequence(
    der.octetString(Buffer.from(certificate.thumbprint, 'hex')),
    der.setOf(
      ...Object.entries(own).map(([id, value]) =>
        der.sequence(der.oid(OID.ctlPropertyPrefix + id), der.setOf(der.octetString(value))),
      ),
    ),
  );
}

/** A cabinet file with one stored file in it, as `authrootstl.cab` is one ([MS-CAB] 2). */
export function renderCabinet(fileName: string, content: Uint8Array): Buffer {
  const name = Buffer.from(`${fileName}\0`, 'latin1');
  const folderAt = 36;
  const fileAt = folderAt + 8;
  const dataAt = fileAt + 16 + name.length;
  // A data block holds at most 32 KB.
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 0x8000) blocks.push(Buffer.from(content.subarray(at, at + 0x8000)));
  const data = Buffer.concat(
    blocks.map((block) => {
      const header = Buffer.alloc(8);
      header.writeUInt16LE(block.length, 4);
      header.writeUInt16LE(block.length, 6);
      return Buffer.concat([header, block]);
    }),
  );
  const head = Buffer.alloc(dataAt);
  head.write('MSCF', 0, 'latin1');
  head.writeUInt32LE(dataAt + data.length, 8);
  head.writeUInt32LE(fileAt, 16);
  head.writeUInt8(3, 24);
  head.writeUInt8(1, 25);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(1, 28);
  head.writeUInt32LE(dataAt, folderAt);
  head.writeUInt16LE(blocks.length, folderAt + 4);
  head.writeUInt32LE(content.length, fileAt);
  name.copy(head, fileAt + 16);
  return Buffer.concat([head, data]);
}
