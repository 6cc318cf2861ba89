import type { DnsPlan, ZoneChange } from '../scenario.ts';
import type { NameEntry, Zone } from '../servers/dns-zone.ts';
import { microsoftNames, names, type Site } from '../site.ts';

/** The two views of the world. */
export interface Zones {
  readonly internal: Zone;
  readonly secondInternal: Zone;
  readonly public: Zone;
}

/** What the internet and the company's name servers say. Addresses in entries may be roles of the site. */
export function buildZones(plan: DnsPlan, { addresses }: Site): Zones {
  const everywhere: Zone = {
    [names.cmg]: { cname: names.deployment },
    [names.deployment]: { a: ['cmg'] },
    [names.pki]: { a: ['web'] },
    [names.ocsp]: { a: ['web'] },
    'crl.trust.example': { a: ['web'] },
    'ocsp.trust.example': { a: ['web'] },
    'crl.lab.example': { a: ['web'] },
    'ocsp.lab.example': { a: ['web'] },
    [names.doh]: { a: ['doh'] },
    [names.stranger]: { a: ['stranger'] },
    ...Object.fromEntries(microsoftNames.map((name) => [name, { a: ['microsoft'] }])),
  };
  const company: Zone = { [names.proxy]: { a: ['proxy'] }, 'dc1.corp.contoso.com': { a: ['internalDns'] } };
  const located = (zone: Zone): Zone => {
    const entries = Object.entries(zone).map(([name, entry]) => [name.toLowerCase(), withAddresses(entry, addresses)]);
    return Object.fromEntries(entries);
  };
  return {
    public: located(changed(everywhere, plan.everywhere, plan.public)),
    internal: located(changed({ ...everywhere, ...company }, plan.everywhere, plan.internal)),
    secondInternal: located(
      changed({ ...everywhere, ...company }, plan.everywhere, plan.internal, plan.secondInternal),
    ),
  };
}

function changed(zone: Zone, ...changes: readonly (ZoneChange | undefined)[]): Zone {
  const merged: Record<string, NameEntry> = { ...zone };
  for (const change of changes) {
    for (const [name, entry] of Object.entries(change ?? {})) {
      if (entry === null) delete merged[name];
      else merged[name] = entry;
    }
  }
  return merged;
}

function withAddresses(entry: NameEntry, addresses: Site['addresses']): NameEntry {
  const byRole: Readonly<Record<string, string>> = addresses;
  return entry.a ? { ...entry, a: entry.a.map((address) => byRole[address] ?? address) } : entry;
}
