import { bareName } from './domain-name.ts';
import { addressScope } from './ip-address.ts';

export interface HostsEntry {
  readonly address: string;
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** Ad-blocking lists reach 200,000 lines; beyond that nobody wrote it by hand. */
const MAX_LINES = 1_000_000;

/**
 * The entries of a hosts file for these names, in file order. Windows reads it as ANSI and takes UTF-8 with a byte-order
 * mark; names are ASCII either way.
 */
export function findHostsEntries(bytes: Uint8Array, names: readonly string[]): readonly HostsEntry[] {
  const wanted = new Set(names.map(bareName));
  const text = new TextDecoder('utf-8').decode(bytes);
  const entries: HostsEntry[] = [];
  let start = 0;
  for (let line = 1; start <= text.length && line <= MAX_LINES; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const [address = '', ...hosts] = text.slice(start, end).replace(/#.*$/s, '').trim().split(/\s+/);
    if (addressScope(address) !== undefined) {
      for (const host of hosts) {
        if (wanted.has(bareName(host))) {
          entries.push({ address, name: bareName(host), line });
        }
      }
    }
    start = end + 1;
  }
  return entries;
}
