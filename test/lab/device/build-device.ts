import type { SimulatedDevice, SimulatedRegistry } from '../../../src/host/simulated/device.ts';
import type { LabCertificate } from '../pki/certificate.ts';
import { issueClientCertificate, issueDeviceCertificate, issueP2pCertificate } from '../pki/device-certificates.ts';
import type { Hierarchy } from '../pki/hierarchy.ts';
import { identities, type Site } from '../site.ts';
import { keyProviderInfo, storeEntry } from './certificate-stores.ts';
import { curlTool } from './curl-tool.ts';
import { type DsregcmdFacts, isJoined } from './dsregcmd-facts.ts';
import { dsregcmdTool } from './dsregcmd-tool.ts';
import { adapterFacts, DEVICE_ADDRESS, systemInternetFacts, winHttpFacts } from './network-facts.ts';
import type { DevicePlan } from './plan.ts';
import { joinFacts, registrationFacts, signInFacts, windowsFacts } from './registry-facts.ts';
import { mergeKeys, withoutKeys } from './registry-merge.ts';
import { tasklistTool } from './tasklist-tool.ts';
import { rootUpdate, trustStores } from './trust-stores.ts';

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
    ...(plan.freeBytes === undefined ? {} : { freeBytes: plan.freeBytes }),
    ...(plan.clockOffsetMs === undefined ? {} : { clockOffsetMs: plan.clockOffsetMs }),
    nameServers: nameServers.map((address) => ({ address })),
    addresses: nameServers.length > 0 ? [DEVICE_ADDRESS] : [],
    hosts: plan.hosts ?? '# made up\r\n127.0.0.1 localhost\r\n',
  };
  if (plan.notWindows) {
    return {
      ...base,
      session: { ...linuxSession, ...plan.session },
      registry: null,
      tools: {},
    };
  }
  const session = { ...systemSession, ...plan.session };
  const joined = isJoined(plan.join ?? 'entra');
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
    windowsFacts(session.osBuild ?? DEFAULT_BUILD),
    adapterFacts(nameServers),
    winHttpFacts(plan.winHttpProxy),
    plan.systemInternetSettings ? systemInternetFacts(plan.systemInternetSettings) : {},
    signInFacts(plan.signedIn ?? 'entra-user'),
    joined ? joinFacts(certificate, dsregcmd.tenantId) : {},
    joined ? personalStore(plan, certificate, now) : {},
    plan.registeredByUser ? registrationFacts(registration) : {},
    plan.clientCertificate ? clientCertificate(parts, plan.clientCertificate) : {},
    trustStores(plan, parts),
    rootUpdate(plan, parts),
    plan.registry ?? {},
  );
  return {
    ...base,
    session,
    registry: withoutKeys(registry, plan.absentKeys ?? []),
    ...(plan.deniedKeys ? { deniedKeys: plan.deniedKeys } : {}),
    tools: {
      dsregcmd: dsregcmdTool(dsregcmd, plan),
      tasklist: tasklistTool(plan.setupRuns ? 'ccmsetup.exe' : undefined),
      ...(plan.schannel ? { curl: curlTool(plan.schannel) } : {}),
    },
  };
}

const DEFAULT_BUILD = 22_631;

const systemSession = {
  platform: 'windows',
  osRelease: '10.0.22631',
  osBuild: DEFAULT_BUILD,
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

function personalStore(plan: DevicePlan, certificate: LabCertificate, now: Date): SimulatedRegistry {
  const key = keyProviderInfo('4a5b6c7d8e9f_2b7e1a5c', PLATFORM_PROVIDER);
  const own =
    plan.deviceCertificate === 'missing'
      ? {}
      : storeEntry('personal', certificate, plan.deviceCertificate === 'without-key' ? {} : key);
  return { ...own, ...storeEntry('personal', issueP2pCertificate(now), key) };
}

function clientCertificate({ cmgPki, now }: DeviceParts, state: 'valid' | 'expired'): SimulatedRegistry {
  const name = `${identities.computerName}.corp.contoso.com`;
  const certificate = issueClientCertificate(cmgPki.issuing, name, now, state === 'valid' ? [-50, 300] : [-400, -5]);
  return storeEntry(
    'personal',
    certificate,
    keyProviderInfo('tq-Machine-7c1d', 'Microsoft Software Key Storage Provider'),
  );
}
