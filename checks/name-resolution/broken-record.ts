import type { Finding } from '../../src/core/finding.ts';
import { readDeploymentName } from '../../src/formats/deployment-name.ts';
import { parentName } from '../../src/formats/domain-name.ts';
import { finding, NAME_NOT_RESOLVED, NO_CONNECTION } from './codes.ts';
import { WELL_KNOWN_NAME } from './evidence.ts';
import { recordToCreate } from './record.ts';
import type { SeenView } from './seen-view.ts';
import { renderResolver, renderView } from './view.ts';

/** The name exists and leads to no address. */
export function noAddress(host: string, broken: SeenView, outside: SeenView | undefined): Finding {
  const who = renderResolver(broken.resolver);
  const { view } = broken;
  const common = { owner: 'network', subject: host, symptom: NAME_NOT_RESOLVED } as const;
  if (view.kind === 'loop') {
    return finding.fail('no-address', {
      what: `The CNAME records of ${host} never lead to an address: ${[host, ...view.targets.slice(0, 3)].join(' → ')} → … (${who})`,
      why: NO_CONNECTION,
      fix: `Correct the CNAME records: ${host} must lead to the CMG's deployment name in Azure.`,
      ...common,
    });
  }
  if (view.kind === 'dangling') {
    return dangling(host, broken, view.targets.at(-1) ?? '', outside);
  }
  const zone = view.kind === 'no-data' ? view.zone : undefined;
  return finding.fail('no-address', {
    what: `${host} exists for ${who}, without an address and without a CNAME`,
    why: NO_CONNECTION,
    fix: recordToCreate(host, zone, outside?.view),
    ...common,
  });
}

/** A CNAME whose target has no address: the server cannot follow it, or there is nothing to follow. */
function dangling(host: string, { resolver }: SeenView, target: string, outside: SeenView | undefined): Finding {
  const who = renderResolver(resolver);
  const common = { subject: host, symptom: NAME_NOT_RESOLVED } as const;
  if (outside?.view.kind === 'addresses' && !outside.view.targets.includes(target)) {
    return finding.fail('no-address', {
      what: `${host} is a CNAME to ${target} for ${who}, and that has no address; the internet has ${renderView(outside.view)}`,
      why: `An old record: the CMG moved, and this copy of the zone was left behind. ${NO_CONNECTION}`,
      fix: `Remove the old record of ${host}. ${recordToCreate(host, undefined, outside.view)}`,
      owner: 'network',
      ...common,
    });
  }
  if (outside?.view.kind === 'addresses') {
    const knowsOthers = resolver.wellKnown?.status === 'answered';
    return finding.fail('no-address', {
      what: `${host} is a CNAME to ${target}, for which ${who} finds no address`,
      why: knowsOthers
        ? `The record is right and the server knows other names of the internet (${WELL_KNOWN_NAME}), but not this one: a filter, or a zone of its own above it. ${NO_CONNECTION}`
        : `The record is right, but this server does not resolve names of the internet such as ${target}. ${NO_CONNECTION}`,
      fix: knowsOthers
        ? `On ${who} exempt ${target} from the filter, or remove its own zone that holds that name (${parentName(target)} or above), or its dead forwarder.`
        : `Let ${who} forward names of the internet (check its forwarders for ${target}).`,
      owner: 'network',
      ...common,
    });
  }
  if (outside === undefined && resolver.role === 'inside' && resolver.wellKnown?.status !== 'answered') {
    return finding.fail('no-address', {
      what: `${host} is a CNAME to ${target}, for which ${who} finds no address; whether the internet has one could not be seen`,
      why: `Either this server does not resolve names of the internet, or the deployment is gone and the record stayed. ${NO_CONNECTION}`,
      fix: `Resolve ${target} in another network. If it has an address there, let ${who} forward names of the internet; if not, point the CNAME ${host} at the deployment name that the console shows now.`,
      owner: 'network',
      ...common,
    });
  }
  return finding.fail('no-address', {
    what: `${host} is a CNAME to ${target}, and that name has no address`,
    why:
      readDeploymentName(target) === undefined
        ? `What the record leads to does not exist, or no longer. ${NO_CONNECTION}`
        : `The deployment was deleted or renamed, and the record stayed: whoever takes that name in Azure gets the clients. ${NO_CONNECTION}`,
    fix: `Point the CNAME ${host} at the deployment name that the console shows now, or delete it.`,
    owner: 'cmg-admin',
    ...common,
  });
}
