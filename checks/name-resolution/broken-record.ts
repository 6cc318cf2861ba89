import type { Finding } from '../../src/core/finding.ts';
import { finding, NAME_NOT_RESOLVED, NO_CONNECTION } from './codes.ts';
import { recordToCreate } from './record.ts';
import type { SeenView } from './seen-view.ts';
import { renderResolver } from './view.ts';

/** The name exists and leads to no address. */
export function noAddress(host: string, broken: SeenView, outside: SeenView | undefined): Finding {
  const who = renderResolver(broken.resolver);
  const { view } = broken;
  const common = { owner: 'network', subject: host, symptom: NAME_NOT_RESOLVED } as const;
  if (view.kind === 'loop') {
    return finding.fail('no-address', {
      what: `${host} is a chain of CNAMEs without an end: ${[host, ...view.targets.slice(0, 3)].join(' → ')} → … (${who})`,
      why: NO_CONNECTION,
      fix: `Correct the CNAME records: ${host} must lead to the CMG's deployment name in Azure.`,
      ...common,
    });
  }
  if (view.kind === 'dangling') {
    const target = view.targets.at(-1) ?? '';
    const alive = outside?.view.kind === 'addresses';
    return finding.fail('no-address', {
      what: `${host} is a CNAME to ${target}, and ${alive ? `${who} finds no address of that` : 'that name has no address'}`,
      why: alive
        ? `The record is right, but this server does not resolve names of the internet such as ${target}. ${NO_CONNECTION}`
        : `The deployment was deleted or renamed, and the record stayed: whoever takes that name in Azure gets the clients. ${NO_CONNECTION}`,
      fix: alive
        ? `Let ${who} forward names of the internet (check its forwarders for ${target}).`
        : `Point the CNAME ${host} at the deployment name that the console shows now, or delete it.`,
      ...common,
      ...(alive ? {} : { owner: 'cmg-admin' as const }),
    });
  }
  const zone = view.kind === 'no-data' ? view.zone : undefined;
  return finding.fail('no-address', {
    what: `${host} exists for ${who}, without an address and without a CNAME`,
    why: NO_CONNECTION,
    fix: recordToCreate(host, zone, outside?.view),
    ...common,
  });
}
