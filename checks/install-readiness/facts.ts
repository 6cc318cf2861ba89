import type { ProbeContext } from '../../src/core/check.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { RegistryKey, RegistryOutcome, SpaceOutcome } from '../../src/host/ports.ts';
import { readingOf } from '../entra-join/reading.ts';
import { findSetupProcess, type SetupProcess } from './running-setup.ts';

const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const DEFENDER_POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Defender';

/** Where each fact stands, and the values of it that a report shows. */
const sources = {
  client: { path: 'HKLM\\SOFTWARE\\Microsoft\\SMS\\Mobile Client', shown: ['SmsClientVersion', 'AssignedSiteCode'] },
  clientService: { path: `${SERVICES}\\CcmExec`, shown: ['Start'] },
  setupService: { path: `${SERVICES}\\ccmsetup`, shown: ['Start', 'ImagePath'] },
  bits: { path: `${SERVICES}\\BITS`, shown: ['Start'] },
  installer: { path: `${SERVICES}\\msiserver`, shown: ['Start'] },
  scheduler: { path: `${SERVICES}\\Schedule`, shown: ['Start'] },
  wmi: { path: `${SERVICES}\\Winmgmt`, shown: ['Start'] },
  installerPolicy: { path: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Installer', shown: ['DisableMSI'] },
  installation: { path: `${CURRENT_VERSION}\\Installer\\InProgress`, shown: [] },
  dotNet: { path: 'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full', shown: ['Release', 'Version'] },
  servicingRestart: { path: `${CURRENT_VERSION}\\Component Based Servicing\\RebootPending`, shown: [] },
  updateRestart: { path: `${CURRENT_VERSION}\\WindowsUpdate\\Auto Update\\RebootRequired`, shown: [] },
  metering: { path: 'HKLM\\SOFTWARE\\Microsoft\\DusmSvc\\Profiles', recursive: true, shown: ['UserCost'] },
  systemFolders: {
    path: 'HKU\\S-1-5-18\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders',
    shown: ['AppData'],
  },
  attackSurface: { path: `${DEFENDER_POLICY}\\Windows Defender Exploit Guard\\ASR\\Rules`, shown: 'all' },
  attackSurfaceMdm: { path: `${DEFENDER_POLICY}\\Policy Manager`, shown: ['ASRRules'] },
  autopilot: {
    path:
      'HKLM\\SOFTWARE\\Microsoft\\Windows\\Autopilot\\EnrollmentStatusTracking\\Device\\DevicePreparation\\' +
      'PolicyProviders\\ConfigMgr',
    shown: ['InstallationState'],
  },
} as const satisfies Readonly<Record<string, Source>>;

interface Source {
  readonly path: string;
  readonly recursive?: boolean;
  readonly shown: readonly string[] | 'all';
}

export type FactName = keyof typeof sources;

export interface InstallFacts {
  readonly read: Readonly<Record<FactName, RegistryOutcome>>;
  /** By interface GUID, upper case, of the interfaces that are set to metered: whether the interface has an address. */
  readonly meteredInterfaces: Readonly<Record<string, boolean>>;
  readonly setupProcess: SetupProcess;
  readonly space: SpaceOutcome;
}

const factNames = Object.keys(sources) as readonly FactName[];

/** From the registry and from tools whose words are the same on every machine. */
export async function gatherInstallFacts(context: ProbeContext): Promise<InstallFacts> {
  const { host, signal } = context;
  const ask = (path: string, recursive: boolean) => host.registry.read(path, { recursive }, signal);
  const [setupProcess, space, ...outcomes] = await Promise.all([
    findSetupProcess(context),
    host.volumes.freeSpace(signal),
    ...factNames.map(async (name) => {
      const source: Source = sources[name];
      return [name, await ask(source.path, source.recursive === true)] as const;
    }),
  ]);
  const read = Object.fromEntries(outcomes) as Record<FactName, RegistryOutcome>;
  const metered = meteredInterfacesOf(read.metering);
  const addressed = await Promise.all(
    metered.map(async (id) => [id, hasAddress(await ask(interfacePath(id), false))] as const),
  );
  return { read, meteredInterfaces: Object.fromEntries(addressed), setupProcess, space };
}

/** More adapters than this are virtual ones of a lab. */
const MAX_INTERFACES = 16;
const METERED = 2;

/** `Profiles\{interface}\*` with UserCost 2: the whole interface; other sub-keys are single networks, perhaps not here. */
function meteredInterfacesOf(outcome: RegistryOutcome): readonly string[] {
  if (outcome.status !== 'found') return [];
  const ids = outcome.keys.flatMap((key) => {
    const [id = '', network] = key.path.split('\\').slice(-2);
    const isMetered = network === '*' && numberOf(key, 'UserCost') === METERED;
    return isMetered && /^\{[0-9a-f-]{36}\}$/i.test(id) ? [id.toUpperCase()] : [];
  });
  return [...new Set(ids)].slice(0, MAX_INTERFACES);
}

const interfacePath = (id: string): string => `${SERVICES}\\Tcpip\\Parameters\\Interfaces\\${id}`;

function hasAddress(outcome: RegistryOutcome): boolean {
  const key = outcome.status === 'found' ? outcome.keys[0] : undefined;
  const values = key === undefined ? [] : [textOf(key, 'DhcpIPAddress'), ...textsOf(key, 'IPAddress')];
  return values.some((address) => address !== undefined && address !== '' && address !== '0.0.0.0');
}

/** The key of a fact; undefined when it is not there or could not be read. */
export function keyOf(facts: InstallFacts, name: FactName): RegistryKey | undefined {
  const outcome = facts.read[name];
  return outcome.status === 'found' ? outcome.keys[0] : undefined;
}

/** Registry names have no case. */
function dataOf(key: RegistryKey, name: string): RegistryKey['values'][string] | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(key.values).find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}

export function numberOf(key: RegistryKey | undefined, name: string): number | undefined {
  const data = key && dataOf(key, name);
  if (data?.type === 'number') return data.value;
  return data?.type === 'string' && /^\d{1,10}$/.test(data.value) ? Number(data.value) : undefined;
}

export function textOf(key: RegistryKey | undefined, name: string): string | undefined {
  const data = key && dataOf(key, name);
  return data?.type === 'string' ? data.value : undefined;
}

function textsOf(key: RegistryKey, name: string): readonly string[] {
  const data = dataOf(key, name);
  return data?.type === 'strings' ? data.value : [];
}

interface UnreadFact {
  readonly path: string;
  readonly why: string;
}

/** Facts that could not be read, with the reason; keys that are not there were read. */
export function unreadFacts(facts: InstallFacts): readonly UnreadFact[] {
  const { setupProcess, space } = facts;
  return [
    ...unreadKeys(facts),
    ...(setupProcess.status === 'unread' ? [{ path: 'whether a ccmsetup.exe runs', why: setupProcess.why }] : []),
    ...(space.status === 'unreadable'
      ? [{ path: "the system drive's free space", why: `Windows answers with ${space.code}` }]
      : []),
  ];
}

/** Nothing of the registry could be read. */
export function isBlind(facts: InstallFacts): boolean {
  return unreadKeys(facts).length === factNames.length;
}

function unreadKeys({ read }: InstallFacts): readonly UnreadFact[] {
  return factNames.flatMap((name) => {
    const reading = readingOf(read[name], (found) => found);
    return reading.status === 'unread' ? [{ path: sources[name].path, why: reading.why }] : [];
  });
}

/** A policy may hold hundreds of rules, a value thousands of characters. */
const SHOWN_KEYS = 32;
const SHOWN_VALUES = 64;
const SHOWN_LENGTH = 500;

export function presentInstallFacts(facts: InstallFacts): JsonObject {
  const shown = factNames.map((name) => [name, presentOutcome(sources[name], facts.read[name])] as const);
  const { meteredInterfaces, setupProcess, space } = facts;
  return {
    ...Object.fromEntries(shown),
    meteredInterfaces: { ...meteredInterfaces },
    setupProcess: { ...setupProcess },
    space: { ...space },
  };
}

function presentOutcome({ path, shown }: Source, outcome: RegistryOutcome): JsonObject {
  if (outcome.status !== 'found') return { path, ...outcome };
  const wanted = shown === 'all' ? undefined : new Set(shown.map((name) => name.toLowerCase()));
  const keys = outcome.keys.slice(0, SHOWN_KEYS).flatMap((key) => {
    const values = Object.entries(key.values)
      .filter(([name]) => wanted === undefined || wanted.has(name.toLowerCase()))
      .slice(0, SHOWN_VALUES)
      .map(([name, data]) => [name, presentData(data)] as const);
    return values.length === 0 ? [] : [{ path: key.path, ...Object.fromEntries(values) }];
  });
  return { path, status: outcome.status, keys };
}

function presentData(data: RegistryKey['values'][string]): string | number {
  if (data.type === 'number') return data.value;
  const text = data.type === 'string' ? data.value : data.type === 'strings' ? data.value.join('; ') : '(binary)';
  return text.slice(0, SHOWN_LENGTH);
}
