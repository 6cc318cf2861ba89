import { renderFiletime } from '../../../src/formats/trust-properties.ts';
import type { SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { daysFrom } from '../pki/days.ts';
import { buildCrl } from '../pki/published.ts';
import { renderTrustList } from '../pki/trust-list.ts';
import type { DeviceParts } from './build-device.ts';
import { rootUpdatePolicy, storedCrl, storeEntry, stores } from './certificate-stores.ts';
import type { DevicePlan } from './plan.ts';
import { binary, number, text } from './registry-facts.ts';
import { mergeKeys } from './registry-merge.ts';

export function trustStores(plan: DevicePlan, { cmgPki, publicRoots, now }: DeviceParts): SimulatedRegistry {
  const properties = fromHex(plan.rootPropertiesHex);
  const place = plan.root ?? 'machine';
  // Where the CMG's root is one of them, the plan alone says where it lies.
  const isNotOfCmg = ({ thumbprint }: LabCertificate) => thumbprint !== cmgPki.root.thumbprint;
  return {
    ...mergeKeys(...publicRoots.filter(isNotOfCmg).map((root) => storeEntry('auth-root', root))),
    ...(place === 'nowhere' ? {} : storeEntry(place, cmgPki.root, properties)),
    ...mergeKeys(
      ...(plan.installed ?? []).map((which) =>
        storeEntry(which === 'issuing' ? 'intermediate' : 'machine', cmgPki[which]),
      ),
    ),
    ...mergeKeys(...(plan.installedCrls ?? []).map((ca) => storedCrl(buildCrl(cmgPki[ca], cmgPki, {}, now)))),
    ...(plan.disallowed ? storeEntry('disallowed', cmgPki[plan.disallowed]) : {}),
  };
}

export function rootUpdate(
  { rootUpdate: plan = {} }: DevicePlan,
  { cmgPki, publicRoots, now }: DeviceParts,
): SimulatedRegistry {
  const synced = daysFrom(now, -3);
  const isNotOfCmg = ({ thumbprint }: LabCertificate) => thumbprint !== cmgPki.root.thumbprint;
  const list = renderTrustList(
    [
      ...publicRoots.filter(isNotOfCmg).map((certificate) => ({ certificate })),
      ...(plan.listed ? [{ certificate: cmgPki.root, properties: fromHex(plan.propertiesHex) }] : []),
    ],
    daysFrom(now, -40),
  );
  return {
    [`${stores['auth-root']}\\AutoUpdate`]: {
      ...(plan.neverSynced ? {} : { EncodedCtl: binary(list), LastSyncTime: binary(renderFiletime(synced.getTime())) }),
      ...(plan.rootDirUrl ? { RootDirUrl: text(plan.rootDirUrl) } : {}),
    },
    ...(plan.disabled ? { [rootUpdatePolicy]: { DisableRootAutoUpdate: number(1) } } : {}),
  };
}

function fromHex(properties: Readonly<Record<number, string>> = {}): Readonly<Record<number, Uint8Array>> {
  return Object.fromEntries(Object.entries(properties).map(([id, hex]) => [id, Buffer.from(hex, 'hex')]));
}
