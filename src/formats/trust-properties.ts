import { extendedKeyUsageOf } from './certificate-extensions.ts';
import { DerReader } from './der.ts';
import { decoding, FormatError, type FormatFault } from './format-error.ts';
import { type BlobRecord, PROPERTY } from './store-blob.ts';

/**
 * The properties that Windows keeps beside a root and that limit or end the trust in it (wincrypt.h): the same ones stand
 * in a store's blob and in an entry of Microsoft's trust list.
 */

/** What the store properties say about the trust in a root; undefined where the property is absent. */
export interface TrustProperties {
  /** 9: trust is limited to these usages; an empty list means to none. */
  readonly usages: readonly string[] | undefined;
  /** 104: from this moment on the root is disallowed (ms since 1970)… */
  readonly disallowedAtMs: number | undefined;
  /** 122: …for these usages; undefined means for all. */
  readonly disallowedUsages: readonly string[] | undefined;
  /** 126: certificates issued after this moment are not trusted (ms since 1970)… */
  readonly notBeforeMs: number | undefined;
  /** 127: …for these usages; undefined means for all. */
  readonly notBeforeUsages: readonly string[] | undefined;
  /** Ids of root-program rules that are present and not evaluated here (83, 84, 105, 128). */
  readonly unevaluated: readonly number[];
  /** Properties among these that could not be read: what they limit is not known. */
  readonly malformed: readonly { readonly id: number; readonly error: FormatFault }[];
}

/** A root without any limit, e.g. one from a PEM file. */
export const NO_TRUST_PROPERTIES: TrustProperties = {
  usages: undefined,
  disallowedAtMs: undefined,
  disallowedUsages: undefined,
  notBeforeMs: undefined,
  notBeforeUsages: undefined,
  unevaluated: [],
  malformed: [],
};

/** What a set of properties, from a blob or from an entry of a CTL, says about trust. */
export function trustPropertiesOf(records: readonly BlobRecord[]): TrustProperties {
  const malformed: { id: number; error: FormatFault }[] = [];
  const read = <T>(id: number, parse: (value: Uint8Array) => T): T | undefined => {
    const record = records.find((candidate) => candidate.id === id);
    const decoded = record && decoding(() => parse(record.value));
    if (decoded === undefined || decoded.ok) return decoded?.value;
    malformed.push({ id, error: decoded.error });
    return undefined;
  };
  const unevaluated = [
    PROPERTY.rootProgramCertPolicies,
    PROPERTY.rootProgramNameConstraints,
    PROPERTY.rootProgramChainPolicies,
    PROPERTY.disallowedCaFiletime,
  ].filter((id) => records.some((record) => record.id === id));
  return {
    usages: read(PROPERTY.enhancedKeyUsage, usagesOf),
    disallowedAtMs: read(PROPERTY.disallowedFiletime, filetimeOf),
    disallowedUsages: read(PROPERTY.disallowedEnhancedKeyUsage, usagesOf),
    notBeforeMs: read(PROPERTY.notBeforeFiletime, filetimeOf),
    notBeforeUsages: read(PROPERTY.notBeforeEnhancedKeyUsage, usagesOf),
    unevaluated,
    malformed,
  };
}

function usagesOf(value: Uint8Array): readonly string[] {
  const reader = new DerReader(value);
  const usages = extendedKeyUsageOf(reader.next());
  reader.finish('the list of usages');
  return usages;
}

/** Milliseconds between 1601-01-01, where FILETIME starts, and 1970-01-01. */
const FILETIME_EPOCH_MS = 11_644_473_600_000;

/** FILETIME: 100 ns steps since 1601 as u64, little-endian; 0 means 1601 and so "always". */
function filetimeOf(value: Uint8Array): number {
  if (value.length !== 8) throw new FormatError('bad-time', 0, 'a FILETIME is not eight octets long');
  const ticks = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0, true);
  return Number(ticks / 10_000n) - FILETIME_EPOCH_MS;
}

/** FILETIME of a moment, for `renderCertificateBlob`. */
export function renderFiletime(ms: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(ms + FILETIME_EPOCH_MS) * 10_000n);
  return bytes;
}
