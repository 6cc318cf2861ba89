import { bareName } from './domain-name.ts';

/** What a chain of aliases is read from. */
export interface AliasRecord {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

export interface CnameChain {
  /** Targets in order, from the name that was asked for; empty without a CNAME. */
  readonly targets: readonly string[];
  /** The addresses (or whatever type was asked for) that the last name has in these records. */
  readonly data: readonly string[];
  /** The chain comes back to a name it already has. */
  readonly loops: boolean;
}

/** Longer chains than this are refused by resolvers too; real ones have one to four links. */
export const MAX_CNAME_LINKS = 16;

/** Follows the aliases of a name through the records of one answer, whatever their order. */
export function followCnames(name: string, type: string, records: readonly AliasRecord[]): CnameChain {
  const aliases = new Map<string, string>();
  for (const record of records) {
    if (record.type === 'CNAME' && !aliases.has(bareName(record.name))) {
      aliases.set(bareName(record.name), bareName(record.data));
    }
  }
  const targets: string[] = [];
  const seen = new Set([bareName(name)]);
  let current = bareName(name);
  let loops = false;
  for (let target = aliases.get(current); target !== undefined; target = aliases.get(current)) {
    loops = seen.has(target);
    if (loops || targets.length === MAX_CNAME_LINKS) {
      break;
    }
    seen.add(target);
    targets.push(target);
    current = target;
  }
  const data = records
    .filter((record) => record.type === type && type !== 'CNAME' && bareName(record.name) === current)
    .map((record) => record.data);
  return { targets, data: [...new Set(data)], loops };
}
