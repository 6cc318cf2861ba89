import { hash } from 'node:crypto';

/**
 * Key derivation of PKCS #12 (RFC 7292 appendix B.2), over node:crypto: node-forge needs some fifty microseconds for a
 * round, and a PFX may ask for hundreds of thousands.
 */

export type KeyHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';
/** The "ID" byte: what the derived octets are for. */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const;

/** Output and block length of a hash, in octets: u and v of the RFC. */
const SIZES: Readonly<Record<KeyHash, { readonly output: number; readonly block: number }>> = {
  sha1: { output: 20, block: 64 },
  sha256: { output: 32, block: 64 },
  sha384: { output: 48, block: 128 },
  sha512: { output: 64, block: 128 },
};

export const digestBytes = (name: KeyHash): number => SIZES[name].output;

export interface Derivation {
  readonly password: string | null;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly purpose: (typeof PURPOSE)[keyof typeof PURPOSE];
  /** In octets. */
  readonly length: number;
  readonly hash: KeyHash;
}

export function derivePkcs12(derivation: Derivation): Uint8Array {
  const { block } = SIZES[derivation.hash];
  const diversifier = new Uint8Array(block).fill(derivation.purpose);
  const input = Buffer.concat([repeated(derivation.salt, block), repeated(passwordOctets(derivation.password), block)]);
  const parts: Uint8Array[] = [];
  for (let have = 0; have < derivation.length; have += SIZES[derivation.hash].output) {
    let part: Uint8Array = Buffer.concat([diversifier, input]);
    for (let round = 0; round < derivation.iterations; round += 1) part = hash(derivation.hash, part, 'buffer');
    parts.push(part);
    addToBlocks(input, repeated(part, block).subarray(0, block));
  }
  return Buffer.concat(parts).subarray(0, derivation.length);
}

/** BMPString with a terminating zero; no password at all is no octets. */
function passwordOctets(password: string | null): Uint8Array {
  return password === null ? new Uint8Array(0) : Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** Copies of the value, cut to a multiple of the block length; nothing for an empty one. */
function repeated(value: Uint8Array, block: number): Buffer {
  const length = block * Math.ceil(value.length / block);
  return value.length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, value);
}

/** Every block of the input, as a big-endian number, plus the addend plus one, without the carry that runs over. */
function addToBlocks(input: Buffer, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
