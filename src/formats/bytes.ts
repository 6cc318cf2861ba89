/** Comparisons and renderings of raw bytes that every reader of this folder needs. */

/** True when both hold the same bytes. Not constant time: nothing here is secret. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Lower-case hex without separators. */
export function renderHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Upper-case hex without separators, as Windows writes thumbprints and serial numbers. */
export function renderUpperHex(bytes: Uint8Array): string {
  return renderHex(bytes).toUpperCase();
}
