import { readTime, timeOf } from './asn1-time.ts';
import { integerOctetsOf, smallIntegerOf } from './asn1-values.ts';
import { renderHex } from './bytes.ts';
import { generalNamesOf } from './certificate-extensions.ts';
import type { RevocationList } from './crl.ts';
import { type DerReader, inside, readValue, TAG } from './der.ts';
import { type Decoded, decoding, FormatError } from './format-error.ts';
import type { GeneralName } from './general-name.ts';
import { OID } from './oids.ts';
import { type Extension, ExtensionSet, type MalformedExtension, readExtensions } from './x509-extension.ts';

/** Looks serial numbers up in the entries of a revocation list, by offset (RFC 5280 §5.1.2.6, §5.3). */

/** CRLReason, RFC 5280 §5.3.1; 7 is not used. */
const REASON_CODES = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type RevocationReason = NonNullable<(typeof REASON_CODES)[number]>;

/** Most entries with one serial number: a list names a certificate once, and a hostile one could do so millions of times. */
const MAX_ENTRIES_PER_SERIAL = 1_000;

/** One entry that was looked for. */
export interface RevocationEntry {
  readonly serial: Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly revokedAtMs: number;
  /** Absent means unspecified (RFC 5280 §5.3.1). */
  readonly reason: RevocationReason | undefined;
  readonly invalidityDateMs: number | undefined;
  /** Only in indirect lists: whose certificate this and the following entries are about. */
  readonly certificateIssuer: readonly GeneralName[] | undefined;
  readonly extensions: readonly Extension[];
  readonly malformedExtensions: readonly MalformedExtension[];
}

/**
 * Walks over all entries once and returns those with one of the serial numbers, by the hex of the serial. An entry that
 * is not looked for is stepped over after its serial number was compared; the signature covers the rest of it.
 */
export function findEntries(
  list: RevocationList,
  serials: readonly Uint8Array[],
): Decoded<ReadonlyMap<string, readonly RevocationEntry[]>> {
  return decoding(() => {
    const wanted = new Set(serials.map(renderHex));
    const lengths = new Set(serials.map((serial) => serial.length));
    const lastOctets = new Set(serials.map((serial) => serial[serial.length - 1]));
    const found = new Map<string, RevocationEntry[]>();
    const bytes = list.der;
    walkEntries(list, (start, end, serialStart, serialEnd) => {
      // Two cheap tests first: making hex of every serial number would dominate the whole walk.
      if (!lengths.has(serialEnd - serialStart) || !lastOctets.has(bytes[serialEnd - 1])) return;
      const key = renderHex(bytes.subarray(serialStart, serialEnd));
      if (!wanted.has(key)) return;
      const entry = readEntry(inside(readValue(bytes, start, end)));
      const same = found.get(key);
      if (same === undefined) found.set(key, [entry]);
      else if (same.length < MAX_ENTRIES_PER_SERIAL) same.push(entry);
      else throw new FormatError('too-many', start, 'one serial number is listed too often');
    });
    return found;
  });
}

/** How many entries the list has. */
export function countEntries(list: RevocationList): Decoded<number> {
  return decoding(() => {
    let count = 0;
    walkEntries(list, () => {
      count += 1;
    });
    return count;
  });
}

type Visit = (start: number, end: number, serialStart: number, serialEnd: number) => void;

/**
 * Visits every entry with the extents of the entry and of its serial number. Headers with short lengths, which is all of
 * them in practice, are read in place: a value object for each of a million entries would cost more than the signature.
 */
function walkEntries(list: RevocationList, visit: Visit): void {
  const bytes = list.der;
  const limit = list.entries.end;
  let offset = list.entries.start;
  while (offset < limit) {
    const length = bytes[offset + 1] ?? 0x80;
    const short = offset + 2 <= limit && length < 0x80;
    const entry = short ? undefined : readValue(bytes, offset, limit);
    const contentStart = entry?.contentStart ?? offset + 2;
    const end = entry?.end ?? contentStart + length;
    if (end > limit) throw new FormatError('truncated', offset, 'an entry reaches behind the end of the list');
    if (bytes[offset] !== TAG.sequence) throw new FormatError('unexpected-tag', offset, 'an entry has another type');
    const serialLength = bytes[contentStart + 1] ?? 0x80;
    const serialStart = contentStart + 2;
    const serialEnd = serialStart + serialLength;
    if (bytes[contentStart] !== TAG.integer || serialLength === 0 || serialLength >= 0x80 || serialEnd > end) {
      throw new FormatError('bad-integer', contentStart, 'the serial number of an entry cannot be read');
    }
    visit(offset, end, serialStart, serialEnd);
    offset = end;
  }
}

function readEntry(fields: DerReader): RevocationEntry {
  const serial = integerOctetsOf(fields.expect(TAG.integer, 'the serial number of an entry'));
  const revokedAtMs = readTime(fields, 'the revocation date');
  const set = new ExtensionSet(fields.atEnd ? [] : readExtensions(fields));
  fields.finish('an entry');
  const reasonCode = set.read(OID.reasonCode, (value) => {
    if (value.tag !== TAG.enumerated) throw new FormatError('unexpected-tag', value.start, 'a reason has another type');
    return smallIntegerOf(value);
  });
  return {
    serial,
    revokedAtMs,
    reason: reasonCode === undefined ? undefined : (REASON_CODES[reasonCode] ?? 'unspecified'),
    invalidityDateMs: set.read(OID.invalidityDate, timeOf),
    certificateIssuer: set.read(OID.certificateIssuer, generalNamesOf),
    extensions: set.list,
    malformedExtensions: set.malformed,
  };
}

/** The reason of a numeric CRLReason, which OCSP uses as well; a number that is not defined counts as unspecified. */
export const revocationReason = (code: number): RevocationReason => REASON_CODES[code] ?? 'unspecified';
