import { firstLabel, isWithin, nameInZone, parentName, privateTopLevel } from '../../src/formats/domain-name.ts';
import type { View, Zone } from './view.ts';

/** The record that is missing in a zone, told so that an admin can type it in. */
export function recordToCreate(host: string, zone: Zone | undefined, model: View | undefined): string {
  const own = zone !== undefined && isOwnZone(host, zone.apex) ? zone : undefined;
  const apex = own?.apex ?? parentName(host);
  const server = own === undefined ? '' : ` (primary server ${own.primaryServer})`;
  const name = nameInZone(host, apex);
  const target = model?.kind === 'addresses' ? model.targets[0] : undefined;
  if (name === '@') {
    const address = model?.kind === 'addresses' ? (model.v4[0] ?? model.v6[0]) : undefined;
    return (
      `The zone ${apex}${server} is named like the CMG itself, and no CNAME can stand at a zone's top: delete that zone, ` +
      `or put into it type A, name @, address ${address ?? 'of the CMG'} and keep it up to date.`
    );
  }
  if (target !== undefined) {
    return `In the zone ${apex}${server} create: type CNAME, name ${name}, target ${target}.`;
  }
  const address = model?.kind === 'addresses' ? (model.v4[0] ?? model.v6[0]) : undefined;
  return address === undefined
    ? `In the zone ${apex}${server} create: type CNAME, name ${name}, target the deployment name that the console shows, such as ${firstLabel(host)}.<region>.cloudapp.azure.com.`
    : `In the zone ${apex}${server} create: type A, name ${name}, address ${address} (what the internet sees).`;
}

/** For a name that nobody has: it is misspelt, or its record was never created. */
export function spellingOrRecord(host: string, zone: Zone | undefined): string {
  if (parentName(host) === '') {
    return 'Take the whole service name from CCMHOSTNAME in the console, domain included: this is its first part only.';
  }
  const topLevel = privateTopLevel(host);
  if (topLevel !== undefined) {
    return `Check the spelling against CCMHOSTNAME in the console. If it is right: ${anotherName(topLevel)}`;
  }
  return `Check the spelling against CCMHOSTNAME in the console. If it is right: ${recordToCreate(host, zone, undefined)} It must stand in public DNS and in every internal copy of the zone.`;
}

/** For a name that works inside and can never work outside. */
export function anotherName(topLevel: string): string {
  return `No name under .${topLevel} can exist on the internet: give the CMG a service name in a domain that the company has there, with a certificate for it.`;
}

/** The root and the top-level domains deny names as well; nobody creates a record of a CMG there. */
function isOwnZone(host: string, apex: string): boolean {
  return apex !== '' && isWithin(host, apex) && (apex.includes('.') || apex === parentName(host));
}
