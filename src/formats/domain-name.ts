/** Lower case and without the root's dot: names compare like that (RFC 1035 section 2.3.3). */
export function bareName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

/** Everything behind the first label; empty for a single label. */
export function parentName(name: string): string {
  const bare = bareName(name);
  const dot = bare.indexOf('.');
  return dot < 0 ? '' : bare.slice(dot + 1);
}

export function firstLabel(name: string): string {
  return bareName(name).split('.', 1)[0] ?? '';
}

/** What companies call their networks and no registry will ever delegate (RFC 6762 section 3 and appendix G). */
const PRIVATE_TOP_LEVELS: ReadonlySet<string> = new Set([
  ...['local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'localdomain'],
]);

/** The top-level domain of a name that cannot exist on the internet; undefined for others. */
export function privateTopLevel(name: string): string | undefined {
  const last = bareName(name).split('.').at(-1) ?? '';
  return PRIVATE_TOP_LEVELS.has(last) ? last : undefined;
}

/** Whether the name is the zone or lies in it; the empty zone is the root. */
export function isWithin(name: string, zone: string): boolean {
  const bare = bareName(name);
  const apex = bareName(zone);
  return apex === '' || bare === apex || bare.endsWith(`.${apex}`);
}

/** The name as it is written into a zone: without the zone, `@` for the zone itself. */
export function nameInZone(name: string, zone: string): string {
  const bare = bareName(name);
  const apex = bareName(zone);
  return bare === apex ? '@' : isWithin(bare, apex) && apex !== '' ? bare.slice(0, -apex.length - 1) : bare;
}
