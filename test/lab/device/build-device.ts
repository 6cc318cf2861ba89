import { renderFiletime } from '../../../src/formats/certificate-blob.ts';
import type { SimulatedDevice, SimulatedRegistry, SimulatedTool } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { daysFrom } from '../pki/days.ts';
import { issueClientCertificate, issueDeviceCertificate, issueP2pCertificate } from '../pki/device-certificates.ts';
import type { Hierarchy } from '../pki/hierarchy.ts';
import { renderTrustList } from '../pki/trust-list.ts';
import { identities, type Site } from '../site.ts';
import { type DsregcmdFacts, renderDsregcmd, renderOldDsregcmd } from './dsregcmd-text.ts';
import type { DevicePlan } from './plan.ts';
import {
  adapterFacts,
  binary,
  DEVICE_ADDRESS,
  joinFacts,
  keyProviderInfo,
  number,
  registrationFacts,
  rootUpdatePolicy,
  storeEntry,
  stores,
  text,
  windowsFacts,
  winHttpFacts,
} from './registry-facts.ts';

export interface DeviceParts {
  readonly site: Site;
  readonly now: Date;
  /** The PKI of the CMG's certificate. */
  readonly cmgPki: Hierarchy;
  /** Roots of everybody else's servers, which every Windows knows. */
  readonly publicRoots: readonly LabCertificate[];
}

const PLATFORM_PROVIDER = 'Microsoft Platform Crypto Provider';

/** A whole device: the healthy one, changed as planned. */
export function buildDevice(plan: DevicePlan, parts: DeviceParts): SimulatedDevice {
  const { site, now } = parts;
  const nameServers = (plan.nameServers ?? ['internalDns', 'secondInternalDns']).map((role) => site.addresses[role]);
  const base = {
    ...(plan.clockOffsetMs === undefined ? {} : { clockOffsetMs: plan.clockOffsetMs }),
    addresses: nameServers.length > 0 ? [DEVICE_ADDRESS] : [],
    hosts: plan.hosts ?? '# made up\r\n127.0.0.1 localhost\r\n',
  };
  if (plan.notWindows) {
    return {
      ...base,
      session: { ...linuxSession, ...plan.session },
      nameServers,
      registry: null,
      tools: {},
    };
  }
  const session = { ...systemSession, ...plan.session };
  const certificate = issueDeviceCertificate(
    {
      ...(plan.withoutTenant ? {} : { tenantId: plan.tenantId ?? identities.tenantId }),
      ...(typeof plan.deviceCertificate === 'object' ? { valid: plan.deviceCertificate.valid } : {}),
      ...(plan.deviceCertificate === 'registered-kind' ? { kind: 'registered' } : {}),
    },
    now,
  );
  const registration = issueDeviceCertificate(
    { tenantId: identities.tenantId, deviceId: 'd4c3b2a1-0f9e-4d8c-b7a6-958473625140', kind: 'registered' },
    now,
  );
  const dsregcmd: DsregcmdFacts = {
    join: plan.join ?? 'entra',
    tenantId: plan.withoutTenant ? undefined : (plan.tenantId ?? identities.tenantId),
    certificate,
    registration: plan.registeredByUser && !session.isSystem ? registration : undefined,
    isSystem: session.isSystem === true,
    now,
  };
  const registry = mergeKeys(
    windowsFacts(),
    adapterFacts(nameServers),
    winHttpFacts(plan.winHttpProxy),
    isJoined(plan) ? joinFacts(certificate, dsregcmd.tenantId) : {},
    isJoined(plan) ? personalStore(plan, certificate, now) : {},
    plan.registeredByUser ? registrationFacts(registration) : {},
    plan.clientCertificate ? clientCertificate(parts) : {},
    trustStores(plan, parts),
    rootUpdate(plan, parts),
    plan.registry ?? {},
  );
  return {
    ...base,
    session,
    registry: withoutKeys(registry, plan.absentKeys ?? []),
    ...(plan.deniedKeys ? { deniedKeys: plan.deniedKeys } : {}),
    tools: { dsregcmd: dsregcmdTool(dsregcmd, plan) },
  };
}

const systemSession = {
  platform: 'windows',
  osRelease: '10.0.22631',
  osBuild: 22631,
  arch: 'x64',
  computerName: identities.computerName,
  user: 'NT AUTHORITY\\SYSTEM',
  isSystem: true,
  elevated: true,
} as const;

const linuxSession = {
  platform: 'other',
  osRelease: '6.12.0',
  osBuild: null,
  arch: 'x64',
  computerName: 'penguin',
  user: 'adele',
  isSystem: null,
  elevated: null,
} as const;

function isJoined({ join = 'entra' }: DevicePlan): boolean {
  return join === 'entra' || join === 'hybrid' || join === 'contradictory';
}

function personalStore(plan: DevicePlan, certificate: LabCertificate, now: Date): SimulatedRegistry {
  const key = keyProviderInfo('4a5b6c7d8e9f_2b7e1a5c', PLATFORM_PROVIDER);
  const own =
    plan.deviceCertificate === 'missing'
      ? {}
      : storeEntry('personal', certificate, plan.deviceCertificate === 'without-key' ? {} : key);
  return { ...own, ...storeEntry('personal', issueP2pCertificate(now), key) };
}

function clientCertificate({ cmgPki, now }: DeviceParts): SimulatedRegistry {
  const certificate = issueClientCertificate(cmgPki.issuing, `${identities.computerName}.corp.contoso.com`, now);
  return storeEntry(
    'personal',
    certificate,
    keyProviderInfo('tq-Machine-7c1d', 'Microsoft Software Key Storage Provider'),
  );
}

function trustStores(plan: DevicePlan, { cmgPki, publicRoots }: DeviceParts): SimulatedRegistry {
  const properties = fromHex(plan.rootPropertiesHex);
  const place = plan.root ?? 'machine';
  // Where the CMG's root is one of them, the plan alone says where it lies.
  const isNotOfCmg = ({ thumbprint }: LabCertificate) => thumbprint !== cmgPki.root.thumbprint;
  return {
    ...mergeKeys(...publicRoots.filter(isNotOfCmg).map((root) => storeEntry('auth-root', root))),
    ...(place === 'nowhere' ? {} : storeEntry(place, cmgPki.root, properties)),
    ...(plan.issuingInstalled ? storeEntry('intermediate', cmgPki.issuing) : {}),
    ...(plan.disallowed ? storeEntry('disallowed', cmgPki[plan.disallowed]) : {}),
  };
}

function rootUpdate(
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

function dsregcmdTool(facts: DsregcmdFacts, plan: DevicePlan): SimulatedTool {
  const { behaviour, encoding = 'utf-8', layout, exitCode = 0 } = plan.dsregcmd ?? {};
  const prints = (stdout: Buffer): SimulatedTool => ({
    behaviour: 'prints',
    stdoutHex: stdout.toString('hex'),
    exitCode,
  });
  switch (behaviour) {
    case 'hangs':
    case 'missing':
      return { behaviour };
    case 'not-started':
      return { behaviour, code: 'EACCES' };
    case 'prints-nothing':
      return prints(Buffer.alloc(0));
    case 'garbled':
      return prints(Buffer.from('\u0000\u0001\ufffd\r\n+---\r\nAzureAd\r\n'));
    default:
      return prints(encoded(layout === 'old' ? renderOldDsregcmd(facts) : renderDsregcmd(facts, plan), encoding));
  }
}

function encoded(printed: string, encoding: 'utf-8' | 'utf-16le' | 'latin1'): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${printed}`, 'utf16le');
  return Buffer.from(printed, encoding === 'latin1' ? 'latin1' : 'utf8');
}

function fromHex(properties: Readonly<Record<number, string>> = {}): Readonly<Record<number, Uint8Array>> {
  return Object.fromEntries(Object.entries(properties).map(([id, hex]) => [id, Buffer.from(hex, 'hex')]));
}

/** All keys; where a key comes again its values are added to the earlier ones. */
function mergeKeys(...parts: readonly SimulatedRegistry[]): SimulatedRegistry {
  const merged: Record<string, SimulatedRegistry[string]> = {};
  for (const part of parts) {
    for (const [path, values] of Object.entries(part)) merged[path] = { ...merged[path], ...values };
  }
  return merged;
}

function withoutKeys(registry: SimulatedRegistry, absent: readonly string[]): SimulatedRegistry {
  const gone = absent.map((path) => path.toLowerCase());
  const isGone = (path: string) => gone.some((prefix) => path === prefix || path.startsWith(`${prefix}\\`));
  return Object.fromEntries(Object.entries(registry).filter(([path]) => !isGone(path.toLowerCase())));
}
