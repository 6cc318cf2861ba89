import { renderHex } from '../formats/bytes.ts';
import type { RevocationList } from '../formats/crl.ts';
import { OID } from '../formats/oids.ts';

/** Which delta list goes with which complete list, and which of two is newer (RFC 5280 §5.2.3 to §5.2.5). */

/**
 * RFC 5280 §5.2.4: same scope and signer (both are verified with one issuer), the complete list at least as new as the
 * delta's base and older than the delta. A complete list newer than the delta needs no delta, and gets none.
 */
export function belongsTo(delta: RevocationList, base: RevocationList): boolean {
  if (delta.deltaBase === undefined || delta.number === undefined || base.number === undefined) return false;
  return (
    sameScope(delta, base) &&
    compareNumbers(base.number, delta.deltaBase) >= 0 &&
    compareNumbers(base.number, delta.number) <= 0
  );
}

/** A complete list of the same scope that is newer than the delta knows better: a hold may have been taken back. */
export function isSuperseded(delta: RevocationList, complete: RevocationList): boolean {
  return (
    complete.number !== undefined &&
    delta.number !== undefined &&
    sameScope(delta, complete) &&
    compareNumbers(complete.number, delta.number) > 0
  );
}

/** Order of lists by their numbers, the newest first; one without a number is the oldest. */
export const newestFirst = (a: RevocationList, b: RevocationList): number =>
  compareNumbers(b.number ?? Uint8Array.of(0), a.number ?? Uint8Array.of(0));

function sameScope(a: RevocationList, b: RevocationList): boolean {
  const raw = (list: RevocationList): string =>
    renderHex(list.extensions.find(({ oid }) => oid === OID.issuingDistributionPoint)?.value ?? new Uint8Array(0));
  return raw(a) === raw(b);
}

/** CRL numbers are non-negative and up to 20 octets long (RFC 5280 §5.2.3). */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  const left = BigInt(`0x${renderHex(a)}`);
  const right = BigInt(`0x${renderHex(b)}`);
  return left < right ? -1 : left > right ? 1 : 0;
}
